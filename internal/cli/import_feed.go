package cli

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/ingest/feed"
	"rashomon/ingest/table"
)

// feedFormat is what --format calls a feed that was saved.
const feedFormat = "feed"

// namedFeed says whether a file with such a name is a feed.
func namedFeed(path string) bool {
	return slices.Contains([]string{".rss", ".atom", ".xml", ".rdf"}, strings.ToLower(filepath.Ext(unpackedName(path))))
}

// isFeed says whether a file that begins so is one.
func isFeed(path string, start []byte) bool {
	if namedFeed(path) {
		return true
	}
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n")
	start = start[:min(len(start), 4<<10)]
	if bytes.HasPrefix(start, []byte("{")) {
		return bytes.Contains(start, []byte("jsonfeed.org/version"))
	}
	for bytes.HasPrefix(start, []byte("<?")) || bytes.HasPrefix(start, []byte("<!--")) {
		_, rest, ok := bytes.Cut(start, []byte(">"))
		if !ok {
			return false
		}
		start = bytes.TrimLeft(rest, " \t\r\n")
	}
	for _, root := range []string{"<rss", "<feed", "<rdf:RDF"} {
		if rest, ok := bytes.CutPrefix(start, []byte(root)); ok && (len(rest) == 0 || strings.IndexByte(" \t\r\n>", rest[0]) >= 0) {
			return true
		}
	}
	return false
}

// feed brings in the entries of a feed that was saved, as the rows of a table.
func (i *importing) feed(path string, r io.Reader) {
	t := i.newTabled(path)
	t.feed = true
	_, err := feed.Articles(r, "", i.now(), func(name string, a annotate.Arrival, notes ingest.Notes, err error) error {
		t.sum.Lines++
		if err != nil {
			t.refuse(t.sum.Lines, err)
		} else {
			t.row(arrived{notes: notes, line: t.sum.Lines, row: name, Arrival: a})
		}
		return i.ctx.Err()
	})
	t.end(table.Used{}, err)
}
