package store

import (
	"bytes"
	"testing"

	"rashomon/annotate"
)

// FuzzPayload opens anything as each of the compact records, under a checksum that is right: another
// program may have written it. What can be opened is what is written again.
func FuzzPayload(f *testing.F) {
	body := annotate.Body{Text: "It rained. It stopped.", Sentences: []annotate.Span{{Start: 0, End: 10}, {Start: 11, End: 22}}}
	f.Add(bodyPayload(body))
	f.Add(rowPayload(annotate.Row{Story: 7, Sentences: 2, Title: "Rain", Date: "2031-04-05", Source: "Tarn Post"}))
	f.Add(tally{annotations: 3}.payload())
	f.Add(bytes.Repeat([]byte{0xff}, 40))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, payload []byte) {
		key := bytes.Repeat([]byte{1}, 16)
		if b, err := openBody(key, seal(key, payload)); err == nil {
			if !bytes.Equal(bodyPayload(b), payload) && !overlong(payload, bodyPayload(b)) {
				t.Errorf("the text %+v of %x is written %x", b, payload, bodyPayload(b))
			}
		}
		if r, err := openRow(key, seal(key, payload), &texts{interned: map[string]string{}}); err == nil {
			if again := rowPayload(r); !bytes.Equal(again, payload) && !overlong(payload, again) {
				t.Errorf("the row %+v of %x is written %x", r, payload, again)
			}
		}
		if tl, err := openTally(key, seal(key, payload), &texts{interned: map[string]string{}}); err == nil && (tl.annotations < 0 || tl.Labelled < 0) {
			t.Errorf("%+v", tl)
		}
		if r, err := openRevision(key[:12], seal(key[:12], payload)); err == nil && (r.before < 0 || r.sentences < 0) {
			t.Errorf("%+v", r)
		}
		_, _ = openRecord[annotate.Change](key, seal(key, payload))
		_, _ = unseal(key, payload)
	})
}

// overlong says that a payload wrote a number in more bytes than it needs.
func overlong(payload, again []byte) bool { return len(payload) > len(again) }
