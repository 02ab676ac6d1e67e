package fetch

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"rashomon/internal/clean"
)

// longestShown is in code points: an address in an error is to tell which, not to fill the screen.
const longestShown = 200

// parse reads an absolute web address. It returns ErrAddress.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, ErrAddress
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// Bare is an address without user name, password and fragment; of what is no address, too, as far as
// one can tell. It is not cleaned.
func Bare(address string) string {
	if u, err := parse(address); err == nil {
		return bare(u)
	}
	if scheme, rest, ok := strings.Cut(address, "//"); ok {
		address = scheme + "//" + rest[strings.LastIndexByte(rest, '@')+1:]
	}
	return address
}

// Shown is an address as it may be printed: Bare, harmless, and not longer than a few lines.
func Shown(address string) string { return short(Bare(address)) }

func short(s string) string {
	if utf8.RuneCountInString(s) > longestShown {
		s = string([]rune(s)[:longestShown]) + "…"
	}
	return clean.Name(s)
}

func bare(u *url.URL) string {
	v := *u
	v.User, v.Fragment, v.RawFragment = nil, "", ""
	return v.String()
}

// hostOf is whom a request bothers: "www." makes no other host, nor does the port.
func hostOf(u *url.URL) string {
	return strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), "www.")
}
