package feed

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"

	"rashomon/annotate"
)

// rssForm understands RSS 0.9 to 2.0, with the modules that feeds have: Dublin Core, content,
// Media RSS, iTunes.
type rssForm struct{}

func (rssForm) read(feed []byte) (*rss.Feed, *gofeed.Feed, error) {
	f, err := (&rss.Parser{}).Parse(bytes.NewReader(feed))
	if err != nil {
		f, err = (&rss.Parser{}).Parse(bytes.NewReader(mended(feed)))
	}
	if err != nil {
		return nil, nil, ErrBroken
	}
	all, err := (&gofeed.DefaultRSSTranslator{DisableContentImageScan: true}).Translate(f)
	return f, all, err
}

func (r rssForm) head(feed []byte) (Head, error) {
	_, f, err := r.read(feed)
	if err != nil {
		return Head{}, err
	}
	return Head{Title: f.Title, Site: f.Link, Language: f.Language}, nil
}

func (r rssForm) entry(feed []byte) (Entry, error) {
	f, all, err := r.read(feed)
	if err != nil || len(f.Items) == 0 {
		return Entry{}, ErrBroken
	}
	own, item := f.Items[0], all.Items[0]
	e := Entry{Name: item.GUID}
	e.Stated = annotate.Article{
		Title: item.Title, Author: people(item), URL: cmp.Or(extension(item, "feedburner", "origLink"), item.Link),
		Date: stated(date{item.Published, item.PublishedParsed}, date{item.Updated, item.UpdatedParsed}),
	}
	if own.GUID != nil && e.Stated.URL == "" && !strings.EqualFold(own.GUID.IsPermalink, "false") && strings.HasPrefix(item.GUID, "http") {
		e.Stated.URL = item.GUID
	}
	if own.Source != nil {
		e.Stated.Source = own.Source.Title
	}
	if dc := own.DublinCoreExt; dc != nil {
		e.Stated.Language = strings.Join(dc.Language[:min(1, len(dc.Language))], "")
	}
	e.texts = []Text{{Text: item.Content, HTML: true}, {Text: item.Description, HTML: true, Short: true}, {Text: described(item), Short: true}}
	e.Enclosed = len(item.Enclosures)
	return e, nil
}

// people is who wrote an item, all of them.
func people(item *gofeed.Item) string {
	names := persons(item.Authors)
	if dc := item.DublinCoreExt; dc != nil && len(dc.Creator) > 1 {
		names = dc.Creator
	}
	return strings.Join(names, ", ")
}

func persons(all []*gofeed.Person) (names []string) {
	for _, p := range all {
		if p != nil && cmp.Or(p.Name, p.Email) != "" {
			names = append(names, cmp.Or(p.Name, p.Email))
		}
	}
	return names
}

// extension is what an element of another namespace says.
func extension(item *gofeed.Item, space, name string) string {
	for _, x := range item.Extensions[space][name] {
		return x.Value
	}
	return ""
}

// described is the description of the media that an item is about.
func described(item *gofeed.Item) string {
	return cmp.Or(extension(item, "media", "description"), grouped(item.Extensions))
}

// grouped is the description of a group of media.
func grouped(x ext.Extensions) string {
	for _, group := range x["media"]["group"] {
		for _, d := range group.Children["description"] {
			return d.Value
		}
	}
	return ""
}

// atomForm understands Atom 0.3 and 1.0.
type atomForm struct{}

func (atomForm) read(feed []byte) (*atom.Feed, error) {
	f, err := (&atom.Parser{}).Parse(bytes.NewReader(feed))
	if err != nil {
		f, err = (&atom.Parser{}).Parse(bytes.NewReader(mended(feed)))
	}
	if err != nil {
		return nil, ErrBroken
	}
	return f, nil
}

func (a atomForm) head(feed []byte) (Head, error) {
	f, err := a.read(feed)
	if err != nil {
		return Head{}, err
	}
	return Head{Title: f.Title, Site: alternate(f.Links), Language: f.Language}, nil
}

func (a atomForm) entry(feed []byte) (Entry, error) {
	f, err := a.read(feed)
	if err != nil || len(f.Entries) == 0 {
		return Entry{}, ErrBroken
	}
	own := f.Entries[0]
	e := Entry{Name: own.ID}
	e.Stated = annotate.Article{
		Title: own.Title, Author: atomPeople(own.Authors), URL: alternate(own.Links), Language: f.Language,
		Date: stated(date{own.Published, own.PublishedParsed}, date{own.Updated, own.UpdatedParsed}),
	}
	if s := own.Source; s != nil {
		e.Stated.Source, e.Stated.Author = s.Title, cmp.Or(e.Stated.Author, atomPeople(s.Authors))
	}
	if c := own.Content; c != nil {
		e.texts = append(e.texts, Text{Text: c.Value, HTML: strings.Contains(c.Type, "html"), or: c.Type == ""})
	}
	e.texts = append(e.texts, Text{Text: own.Summary, or: true, Short: true}, Text{Text: grouped(own.Extensions), Short: true})
	for _, l := range own.Links {
		if l.Rel == "enclosure" {
			e.Enclosed++
		}
	}
	return e, nil
}

func atomPeople(all []*atom.Person) string {
	var names []string
	for _, p := range all {
		if p != nil && cmp.Or(p.Name, p.Email) != "" {
			names = append(names, cmp.Or(p.Name, p.Email))
		}
	}
	return strings.Join(names, ", ")
}

// alternate is the page among links: the HTML one where there are several.
func alternate(links []*atom.Link) (page string) {
	for _, l := range links {
		if l.Rel == "alternate" && (page == "" || l.Type == "text/html") {
			page = l.Href
		}
	}
	return page
}

// jsonForm understands JSON Feed 1.0 and 1.1.
type jsonForm struct{}

func (jsonForm) head(feed []byte) (Head, error) {
	f, err := (&json.Parser{}).Parse(bytes.NewReader(feed))
	if err != nil {
		return Head{}, err
	}
	return Head{Title: f.Title, Site: f.HomePageURL, Language: f.Language}, nil
}

func (jsonForm) entry(feed []byte) (Entry, error) {
	f, err := (&json.Parser{}).Parse(bytes.NewReader(feed))
	if err != nil || len(f.Items) == 0 || f.Items[0] == nil {
		return Entry{}, ErrBroken
	}
	own := f.Items[0]
	e := Entry{Name: own.ID, texts: []Text{{Text: own.ContentHTML, HTML: true}, {Text: own.ContentText}, {Text: own.Summary, Short: true}}}
	var names []string
	for _, a := range append(slices.Clone(own.Authors), own.Author) {
		if a != nil && a.Name != "" && !slices.Contains(names, a.Name) {
			names = append(names, a.Name)
		}
	}
	e.Stated = annotate.Article{
		Title: own.Title, Author: strings.Join(names, ", "), URL: cmp.Or(own.URL, own.ExternalURL), Language: own.Language,
		Date: stated(date{raw: own.DatePublished}, date{raw: own.DateModified}),
	}
	if own.Attachments != nil {
		e.Enclosed = len(*own.Attachments)
	}
	return e, nil
}

// date is a date as a feed writes it, and as the library reads it.
type date struct {
	raw  string
	read *time.Time
}

// stated is the first date that can be read, as the domain writes it: with the zone that it
// states, where the library does not lose that; else, what cannot be read.
func stated(dates ...date) (unread string) {
	for _, d := range dates {
		raw := strings.TrimSpace(d.raw)
		for _, layout := range []string{time.RFC3339, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05.999999999-0700"} {
			if t, err := time.Parse(layout, raw); err == nil && t.Year() > 999 {
				return t.Truncate(time.Second).Format(time.RFC3339)
			}
		}
		if _, err := time.Parse(time.DateOnly, raw); err == nil {
			return raw
		}
		if d.read != nil && d.read.Year() > 999 && d.read.Year() < 10_000 {
			return d.read.UTC().Truncate(time.Second).Format(time.RFC3339)
		}
		unread = cmp.Or(unread, raw)
	}
	return unread
}
