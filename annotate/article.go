package annotate

import (
	"slices"
	"strings"
	"time"
)

// Format says how an article's text is to be read.
type Format string

// The formats an article's text can have.
const (
	Plain    Format = "plain"
	Markdown Format = "markdown"
)

// Article is one report: all that a list shows of it. Its text is a Body, kept apart.
// A field that the report does not state is empty.
type Article struct {
	ID        ID        `json:"id"`
	Story     ID        `json:"story,omitzero"`
	Title     string    `json:"title"`
	TitleMade bool      `json:"title_made,omitempty"` // the report states no title: this one was made from its first words
	Source    string    `json:"source,omitempty"`
	Author    string    `json:"author,omitempty"`
	Date      string    `json:"date,omitempty"` // as stated: 2006-01-02, or RFC 3339 where a time is stated
	Place     string    `json:"place,omitempty"`
	URL       string    `json:"url,omitempty"`
	File      string    `json:"file,omitempty"`     // the absolute path of the file that it is all of, on this machine; no export has it
	Language  string    `json:"language,omitempty"` // BCP 47
	Format    Format    `json:"format"`
	Hash      string    `json:"hash"` // of the text, see Hash
	Revision  int       `json:"revision"`
	Sentences int       `json:"sentences"`
	Added     time.Time `json:"added"`
	// Extra is what another program's file said of it besides: as of an Annotation.
	Extra   string    `json:"extra,omitempty"`
	Cleaned Cleaned   `json:"cleaned,omitzero"` // what was taken out of this revision's text on its way in
	Revised time.Time `json:"revised,omitzero"` // when this revision came in; zero for the first
	// Mended is which of StatedFields a hand has mended, with commas between them: these stay when a
	// newer text states something else.
	Mended string `json:"mended,omitempty"`
}

// StatedFields is what an article states of itself, by name, in the order in which it is shown.
func StatedFields() []string {
	return []string{"title", "source", "author", "date", "place", "url", "language"}
}

// Stated is where the article keeps one of StatedFields; nil for another name.
func (a *Article) Stated(field string) *string {
	switch field {
	case "title":
		return &a.Title
	case "source":
		return &a.Source
	case "author":
		return &a.Author
	case "date":
		return &a.Date
	case "place":
		return &a.Place
	case "url":
		return &a.URL
	case "language":
		return &a.Language
	}
	return nil
}

// Mend is the article with those fields marked as mended in which it differs from before.
func (a Article) Mend(before Article) Article {
	var names []string
	for _, f := range StatedFields() {
		if *a.Stated(f) != *before.Stated(f) || slices.Contains(strings.Split(before.Mended, ","), f) {
			names = append(names, f)
		}
	}
	a.Mended = strings.Join(names, ",")
	return a
}

// Row is what a list shows of an article: small, so that 100,000 fit in memory.
type Row struct {
	ID, Story ID
	Title     string
	Source    string
	Date      string
	Sentences int
}

// Row is the article's row.
func (a Article) Row() Row {
	return Row{ID: a.ID, Story: a.Story, Title: a.Title, Source: a.Source, Date: a.Date, Sentences: a.Sentences}
}

// Moment is a date's first fourteen digits as one number, so that dates compare without
// comparing texts; 0 where no date is stated.
func Moment(date string) (n uint64) {
	digits := 0
	for i := 0; i < len(date) && digits < 14; i++ {
		if c := date[i]; '0' <= c && c <= '9' {
			n = n*10 + uint64(c-'0')
			digits++
		}
	}
	for ; digits < 14; digits++ {
		n *= 10
	}
	return n
}

// Body is the text of one revision of an article, and where its sentences stand.
type Body struct {
	Text      string `json:"text"`
	Sentences []Span `json:"sentences"`
}

// Sentence is the text of the sentence numbered n.
func (b Body) Sentence(n int) string {
	s := b.Sentences[n]
	return b.Text[s.Start:s.End]
}

// NewArticle completes an article about to enter a library: its ID (from source, title
// and text), hash, revision and number of sentences.
func NewArticle(a Article, b Body, added time.Time) Article {
	a.Hash = Hash(b.Text)
	a.ID = MakeID("article", a.Source, a.Title, b.Text)
	a.Revision = 1
	a.Sentences = len(b.Sentences)
	a.Added = Instant(added)
	if a.Format == "" {
		a.Format = Plain
	}
	return a
}

// Arrival is an article on its way into a library, with its text.
type Arrival struct {
	Article Article
	Body    Body
}

// Outcome says what became of an arrival in a library.
type Outcome struct {
	ID       ID   // of the article in the library that has this text
	Existing bool // it was there before, or came earlier in the same call
	Revision int  // the number of the revision that has this text
}

// Rewriting is the change with which an article of a library gets another text.
type Rewriting struct {
	Change  Change
	Article ID
	Body    Body
}

// Revision is one of the texts that an article had: of its newest, and of those before.
type Revision struct {
	Number    int       `json:"revision"`
	Hash      string    `json:"hash"` // of its text
	Format    Format    `json:"-"`    // of its text; empty where nobody wrote that down
	Sentences int       `json:"sentences"`
	At        time.Time `json:"at,omitzero"`      // when it came in; zero where nobody wrote that down
	Said      int       `json:"said"`             // annotations on it: of an older one, orphans
	Cleaned   Cleaned   `json:"cleaned,omitzero"` // what was taken out of it on its way in
}

// Story is the articles about one event; they name it, it does not list them.
type Story struct {
	ID    ID     `json:"id"`
	Title string `json:"title"`
}

// NewStory makes a story with its ID from its title.
func NewStory(title string) Story {
	title = Line(title)
	return Story{ID: MakeID("story", title), Title: title}
}

// StoryTitled is the one of the stories that has the title, else a new story, with an ID
// that none of them has: a story keeps its ID when it is renamed.
func StoryTitled(stories []Story, title string) (story Story, isNew bool) {
	story = NewStory(title)
	taken := map[ID]bool{}
	for _, s := range stories {
		if s.Title == story.Title {
			return s, false
		}
		taken[s.ID] = true
	}
	for taken[story.ID] {
		story.ID = story.ID.Next()
	}
	return story, true
}

// Instant is t as it is stored: UTC, whole milliseconds, no monotonic reading.
func Instant(t time.Time) time.Time { return t.UTC().Round(0).Truncate(time.Millisecond) }
