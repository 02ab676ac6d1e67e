package fetch

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"rashomon/annotate"
	"rashomon/ingest"
)

// Article fetches a page as an article that arrived at the given time; plain text and Markdown
// files, too. The request's condition is not looked at. Errors are those of Page and
// Answer.Article.
func (c *Client) Article(ctx context.Context, r Request, added time.Time) (annotate.Arrival, ingest.Notes, error) {
	r.Condition = Condition{}
	a, err := c.Page(ctx, r)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	return a.Article(added)
}

// Article makes an article of what Page fetched. Its URL is the page's canonical one where that is
// believable, else where the page was found, without what only says where a reader came from. When
// the server changed the page last is not when it was published, and becomes no date. The error
// names the address, and is ErrKind, ErrFeed, or one of package ingest.
func (a *Answer) Article(added time.Time) (annotate.Arrival, ingest.Notes, error) {
	x, notes, err := a.article(added)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	address, note := a.address(x.Article.URL)
	if x.Article.URL = address; note != "" {
		notes = append(notes, note)
	}
	if a.front() {
		notes = append(notes, "the address leads to the front page")
	}
	return x, notes, nil
}

func (a *Answer) article(added time.Time) (annotate.Arrival, ingest.Notes, error) {
	k, err := a.kind()
	var x annotate.Arrival
	var notes ingest.Notes
	if err == nil && k == webPage {
		x, notes, err = ingest.HTML(a.data, a.URL, a.ContentType, added)
	}
	if err != nil {
		return annotate.Arrival{}, nil, fmt.Errorf("read %s: %w", Shown(a.URL), err)
	}
	if k == webPage {
		return x, notes, nil
	}
	format := annotate.Plain
	if k == markdown {
		format = annotate.Markdown
	}
	data, note := a.decoded()
	x, notes, err = ingest.Read(bytes.NewReader(data), Shown(a.URL), format, added)
	if err == nil && note != "" {
		notes = append(ingest.Notes{note}, notes...)
	}
	return x, notes, err
}

// decoded is a text in UTF-8 where the server names its encoding; else ingest finds it out.
func (a *Answer) decoded() (data []byte, note string) {
	_, parameters, _ := mime.ParseMediaType(a.ContentType)
	charset := strings.ToLower(parameters["charset"])
	if charset == "" || utf8.Valid(a.data) && !strings.HasPrefix(charset, "utf-16") {
		return a.data, ""
	}
	encoding, err := htmlindex.Get(charset)
	if err != nil {
		return a.data, ""
	}
	name, err := htmlindex.Name(encoding)
	if err != nil || name == "utf-8" {
		return a.data, ""
	}
	out, err := encoding.NewDecoder().Bytes(a.data)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return a.data, "" // the server is mistaken
	}
	return out, "converted from " + name
}

// address is the article's, by what its page calls itself. A page of another site is not taken for
// this one: it is another outlet's, though the text be the same. Nor is a front page, which
// careless sites name on all of their pages.
func (a *Answer) address(stated string) (address, note string) {
	found := annotate.Untracked(a.URL)
	if stated == "" {
		return found, ""
	}
	at, err := url.Parse(a.URL)
	if err != nil {
		return found, ""
	}
	own, err := parse(stated)
	switch {
	case err != nil:
		return found, ""
	case !sameSite(hostOf(at), hostOf(own)):
		return found, "it calls itself " + Shown(stated) + ", of another site: not taken over"
	case root(own) && !root(at):
		return found, ""
	}
	return annotate.Untracked(bare(own)), ""
}

// sameSite says whether two hosts are one, or one is a part of the other: m.harbour.example.
func sameSite(a, b string) bool {
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
}

func root(u *url.URL) bool { return strings.Trim(u.Path, "/") == "" && u.RawQuery == "" }

// front says whether a site sent to its front page instead of the page: what many do when a page
// is gone.
func (a *Answer) front() bool {
	asked, err := parse(a.asked)
	if err != nil {
		return false
	}
	found, err := url.Parse(a.URL)
	return err == nil && sameSite(hostOf(asked), hostOf(found)) && root(found) && !root(asked)
}
