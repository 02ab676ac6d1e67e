// Package brief writes down what the reports of a story say, for people who have not read
// them: what all report, what one alone reports, where numbers conflict, who is quoted, who
// claims what, and where the reports are from. Every line names its report and sentence.
package brief

import (
	"time"

	"rashomon/annotate"
	"rashomon/compare"
)

// Input is what a brief is made of. Places in Found are places in Readings.
type Input struct {
	Title       string // of the story
	Readings    []*annotate.Reading
	Found       compare.Comparison
	Made        time.Time
	Suggestions bool // quotes and claims that nobody has labelled are suggested, and marked so
}

// Brief is what the reports of a story say. It is a plain value: [Brief.JSON] writes it as it
// is, and docs/brief.md describes the keys. Reports are called by their letters, A, B, C…,
// which go by their places in [Input].Readings; text from outside holds nothing that disturbs
// a terminal, and is in one line, but for notes.
type Brief struct {
	Version    int       `json:"version"` // of the form of the JSON: 1
	Title      string    `json:"title"`
	Made       time.Time `json:"made,omitzero"`
	Annotators []string  `json:"annotators"` // in whose name it is made
	Reports    []Report  `json:"reports"`
	Disputes   []Dispute `json:"disputes"`  // the strongest first
	Dismissed  int       `json:"dismissed"` // disputes that a person dismissed: they are not shown
	// All, Some and Only are what all reports say, more than one, and one alone. What a
	// dispute shows already is not in them.
	All  []Line `json:"all"`
	Some []Line `json:"some"`
	Only []Line `json:"only"` // in the order of the reports
	// Quotes and Claims are what the annotator labelled so, by whose they are.
	Quotes []Voice `json:"quotes"`
	Claims []Voice `json:"claims"`
	// SuggestedQuotes and SuggestedClaims are what nobody labelled, and rules take for them.
	SuggestedQuotes []Voice   `json:"suggested_quotes"`
	SuggestedClaims []Voice   `json:"suggested_claims"`
	Notes           []Note    `json:"notes"`
	Shared          []Shared  `json:"shared"`   // those who share most first
	LeftOut         []LeftOut `json:"left_out"` // sentences that no other part shows
	Links           int       `json:"links"`    // pairs of sentences that say the same
	LinksByHand     int       `json:"links_by_hand"`
}

// Report is an entry of the list of sources.
type Report struct {
	Letter    string      `json:"letter"`
	Article   annotate.ID `json:"article"`
	Source    string      `json:"source"`
	Title     string      `json:"title"`
	TitleMade bool        `json:"title_made"` // the report states none: it is made from its first words
	Author    string      `json:"author"`
	Date      string      `json:"date"` // as stated
	URL       string      `json:"url"`
	Language  string      `json:"language"`
	Sentences int         `json:"sentences"`
	Labelled  int         `json:"labelled"`
}

// Ref names a sentence: people call the one numbered 12 of report A "A 13".
type Ref struct {
	Report   string `json:"report"`   // its letter
	Sentence int    `json:"sentence"` // from 0
}

// Sentence is a sentence in its report's own words, and what the annotator says of it.
type Sentence struct {
	Ref
	// Text is as a reader sees it: in one line, without Markdown.
	Text string `json:"text"`
	// Where it stands in the report's text, in code points and in bytes; ends are exclusive.
	RuneStart int      `json:"rune_start"`
	RuneEnd   int      `json:"rune_end"`
	ByteStart int      `json:"byte_start"`
	ByteEnd   int      `json:"byte_end"`
	Labels    []string `json:"labels"`
	Speaker   string   `json:"speaker"`
	Marks     []Mark   `json:"marks"` // what of it is in a dispute
}

// Mark is where a number, or words, in a dispute stand in the Text of a [Sentence], in
// code points and in bytes.
type Mark struct {
	Vague     bool `json:"vague"` // it names no number: several
	RuneStart int  `json:"rune_start"`
	RuneEnd   int  `json:"rune_end"`
	ByteStart int  `json:"byte_start"`
	ByteEnd   int  `json:"byte_end"`
}

// Line is a sentence that stands for all that say the same.
type Line struct {
	Name string `json:"name"` // what a person called it
	Sentence
	Others []Other  `json:"others"`
	Silent []string `json:"silent"` // letters of the reports in which it was not found; in All and Some
}

// Other is another sentence that says the same as the one of its line.
type Other struct {
	Ref
	Relation compare.Relation `json:"relation"` // to the sentence of the line
	ByHand   bool             `json:"by_hand"`  // a person confirmed or made a link of it
	// Text is its own words, where they may not agree with those of the line, or these stand
	// in a dispute; empty where they do, and where its own words stand elsewhere.
	Text string `json:"text"`
}

// Dispute is numbers of one thing, or words that a person found, that do not go together.
type Dispute struct {
	Words     string           `json:"words"` // all of it in a line
	Kind      string           `json:"kind"`  // "number" or "wording"
	About     string           `json:"about"`
	Strength  compare.Strength `json:"strength"`
	Confirmed bool             `json:"confirmed"` // a person says that it is one
	Values    []Value          `json:"values"`
	Silent    []string         `json:"silent"` // letters of the reports in which none was found
	Notes     []string         `json:"notes"`  // of those who confirmed it
}

// Value is one of the numbers or words in a dispute, and the sentences that give it.
type Value struct {
	Text    string   `json:"text"`
	Vague   bool     `json:"vague"`
	Reports []string `json:"reports"` // letters
	Lines   []Line   `json:"lines"`   // word for word the same are one line
}

// Voice is somebody's words. Where nobody is named Speaker is empty, and claims are put
// together by Source: that of the report, or where it states none "report C".
type Voice struct {
	Speaker string `json:"speaker"`
	Source  string `json:"source"`
	Lines   []Line `json:"lines"`
}

// Note is what the annotator wrote on a sentence, or the flag put on it.
type Note struct {
	Sentence
	Note string        `json:"note"`
	Flag annotate.Flag `json:"flag"`
}

// Shared is how much wording two reports have in common. Who had it first, it does not say.
type Shared struct {
	Report    string  `json:"report"`
	With      string  `json:"with"`
	Share     float64 `json:"share"`      // of Report's words, 0 to 1
	WithShare float64 `json:"with_share"` // of With's words
	// LongestRun is the most words in a row that both have.
	LongestRun int `json:"longest_run"`
}

// LeftOut is a sentence that one report has and the brief does not show, and why.
type LeftOut struct {
	Ref
	Why Why `json:"why"`
}

// Why is why a sentence is left out.
type Why string

// The reasons.
const (
	Skipped Why = "skipped" // the annotator says that it is not to be labelled
	Heading Why = "heading"
	Byline  Why = "byline" // who wrote or pictured it
	Notice  Why = "notice" // subscribe, read more, advertisement
)

// New makes the brief of reports. The same input makes the same brief.
func New(in Input) Brief {
	m := newMaker(in)
	b := Brief{
		Version: 1, Title: line(in.Title), Made: in.Made.Truncate(time.Second),
		Reports: m.reports, Annotators: m.annotators(),
		Dismissed: len(compare.Disputes(in.Found.Dismissed)), Links: len(in.Found.Links),
	}
	for _, l := range in.Found.Links {
		if l.Ruling != 0 {
			b.LinksByHand++
		}
	}
	b.Disputes = m.disputed()
	b.All, b.Some = m.statements()
	b.Only, b.LeftOut = m.rest()
	b.Quotes, b.Claims = m.labelled(quoteLabel), m.labelled(claimLabel)
	b.SuggestedQuotes, b.SuggestedClaims = []Voice{}, []Voice{}
	if in.Suggestions {
		b.SuggestedQuotes, b.SuggestedClaims = m.suggested(quoteLabel), m.suggested(claimLabel)
	}
	b.Notes = m.notes()
	b.Shared = m.shared()
	return b
}
