package annotate

import (
	"net/url"
	"slices"
	"strings"
)

// AddressKey is what web addresses of one page have in common: two addresses with one key are
// taken for the same page. Scheme, "www.", port, fragment, a trailing slash, the order of the
// query and what only says where a reader came from (utm_…, fbclid, …) do not matter. It is
// empty for what is no web address.
func AddressKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return ""
	}
	for name := range query {
		if tracks(strings.ToLower(name)) {
			delete(query, name)
		}
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	key := host + strings.TrimRight(u.EscapedPath(), "/")
	if len(query) > 0 {
		key += "?" + query.Encode()
	}
	return key
}

// Untracked is a web address without what only says where a reader came from; the rest stays as
// it is.
func Untracked(address string) string {
	address, fragment, marked := strings.Cut(address, "#")
	start, query, _ := strings.Cut(address, "?")
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool {
		name, _, _ := strings.Cut(p, "=")
		return tracks(strings.ToLower(name))
	})
	if query = strings.Join(kept, "&"); query != "" {
		start += "?" + query
	}
	if marked {
		start += "#" + fragment
	}
	return start
}

// tracks says whether a parameter of an address only says where a reader came from.
func tracks(name string) bool {
	return strings.HasPrefix(name, "utm_") ||
		slices.Contains([]string{"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "ocid", "cmpid", "_ga"}, name)
}
