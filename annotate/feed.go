package annotate

import "time"

// Feed is a feed that a library follows: what is new in it becomes articles. It is no part of the
// history, and does not leave the library in an export; OPML is for that.
type Feed struct {
	URL      string    `json:"url"`             // where it is fetched
	Title    string    `json:"title,omitempty"` // the source of its articles where these state none
	Site     string    `json:"site,omitempty"`  // the page that it belongs to
	Full     bool      `json:"full,omitempty"`  // the pages of its entries are fetched too, for their whole text
	Story    ID        `json:"story,omitzero"`  // where its articles go; 0 for none
	Added    time.Time `json:"added"`
	ETag     string    `json:"etag,omitempty"`          // of the last answer, for asking whether there is another
	Modified string    `json:"last_modified,omitempty"` // as its server wrote it
	Checked  time.Time `json:"checked,omitzero"`        // when it was last asked, with or without success
	Updated  time.Time `json:"updated,omitzero"`        // when it last brought something
	Failed   string    `json:"failed,omitempty"`        // why the last time failed; empty where it did not
	Failures int       `json:"failures,omitempty"`      // in a row
}
