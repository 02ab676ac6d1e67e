package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// bytesAtOnce is how much is put in one transaction.
const bytesAtOnce = 8 << 20

// texts puts all texts into the new library, and what is known of each.
func (r *recovery) texts() error {
	r.unfit, r.unknown = map[string]bool{}, nil
	keys := r.standingKeys(bodiesBucket)
	for n := 0; n < len(keys); {
		err := r.out.commit(func(tx *bbolt.Tx) error {
			for size := 0; n < len(keys) && size < bytesAtOnce; n++ {
				if n%256 == 0 && r.ctx.Err() != nil {
					return r.ctx.Err()
				}
				added, err := r.text(tx, keys[n])
				if err != nil {
					return err
				}
				size += added
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.progress("saving the texts", n, len(keys))
	}
	return nil
}

// text puts one text into the new library, and says how many bytes it has.
func (r *recovery) text(tx *bbolt.Tx, key string) (size int, err error) {
	k, v := []byte(key), r.value(bodiesBucket, key)
	b, err := openBody(k, v)
	if err == nil && len(k) != 12 {
		err = damaged(k, "not an article and a revision")
	}
	if err == nil && (!utf8.ValidString(b.Text) || slices.ContainsFunc(b.Sentences, func(s annotate.Span) bool { return !s.In(b.Text) })) {
		err = damaged(k, "its sentences are not in the text")
	}
	if err != nil {
		r.unfit[key] = true
		return 0, r.left.add("texts", k, err.Error(), map[string]any{"text": b.Text, "sentences": b.Sentences})
	}
	if err := in(tx, bodiesBucket).Put(k, v); err != nil {
		return 0, err
	}
	known, err := openRevision(k, r.value(revisionsBucket, key))
	hash := hashKey(annotate.Article{Hash: annotate.Hash(b.Text)})
	if err != nil || known.sentences != len(b.Sentences) || !bytes.Equal(known.hash, hash) {
		known = revision{sentences: len(b.Sentences), hash: hash}
		r.unknown = append(r.unknown, key)
	}
	return len(v), in(tx, revisionsBucket).Put(k, seal(k, r.after(k, known).payload()))
}

// after takes out of what is known of a text which one it came after, where that is lost.
func (r *recovery) after(key []byte, known revision) revision {
	before := bodyKey(keyID(key), known.before)
	if _, there := r.records[bodiesBucket][string(before)]; !there || r.unfit[string(before)] {
		known.before = 0
	}
	return known
}

// standingKeys are the keys of a bucket that the newest meta page leads to, or would if that
// were not damaged, in order.
func (r *recovery) standingKeys(bucket string) []string {
	return slices.DeleteFunc(r.keys(bucket), func(key string) bool {
		return r.records[bucket][key].from != inTree && !r.missing(bucket, key)
	})
}

// tellOfTexts writes what the history knows of the texts of which nothing else was known.
func (r *recovery) tellOfTexts() error {
	if len(r.unknown) == 0 {
		return nil
	}
	return r.out.commit(func(tx *bbolt.Tx) error {
		came, err := howTextsCame(tx, &moving{ctx: r.ctx, tell: r.progress, parts: 1})
		if err != nil {
			return err
		}
		for _, key := range r.unknown {
			k := []byte(key)
			known, err := openRevision(k, in(tx, revisionsBucket).Get(k))
			if err != nil {
				return err
			}
			told := came[key]
			known.at, known.before, known.format, known.cleaned = told.at, told.before, told.format, told.cleaned
			if err := in(tx, revisionsBucket).Put(k, seal(k, r.after(k, known).payload())); err != nil {
				return err
			}
		}
		return nil
	})
}

// mend makes what is wanted fit together: articles get the newest text that is there, and
// texts whose article is lost get one, as the list had it if that can be read.
func (p *player) mend() error {
	newestText := map[annotate.ID]int{}
	for _, key := range p.standingKeys(bodiesBucket) {
		if !p.unfit[key] {
			newestText[keyID([]byte(key))] = max(newestText[keyID([]byte(key))], revisionIn(key))
		}
	}
	return p.out.view("read the texts", func(tx *bbolt.Tx) error {
		if err := p.retext(tx, newestText); err != nil {
			return err
		}
		if err := p.rebuild(tx, newestText); err != nil {
			return err
		}
		return p.nameStories(tx)
	})
}

func revisionIn(bodyKey string) int {
	k := bodyKey[8:]
	return int(k[0])<<24 | int(k[1])<<16 | int(k[2])<<8 | int(k[3])
}

// retext gives each article that has lost its text an older one.
func (p *player) retext(tx *bbolt.Tx, newestText map[annotate.ID]int) error {
	for key, x := range p.wanted[articlesBucket] {
		a, err := p.article(key, x)
		if err != nil || in(tx, bodiesBucket).Get(bodyKey(a.ID, a.Revision)) != nil || newestText[a.ID] == 0 {
			continue // what cannot be read is left over
		}
		if err := p.wantWithText(tx, a, newestText[a.ID]); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) article(key string, x lacked) (annotate.Article, error) {
	if x.payload == nil && !x.none {
		return openRecord[annotate.Article]([]byte(key), p.raw(x.spot))
	}
	var a annotate.Article
	return a, json.Unmarshal(x.payload, &a)
}

func (p *player) wantWithText(tx *bbolt.Tx, a annotate.Article, revision int) error {
	b, err := readBody(tx, a.ID, revision)
	if err != nil {
		return err
	}
	a.Revision, a.Hash, a.Sentences = revision, annotate.Hash(b.Text), len(b.Sentences)
	a.Format = cmp.Or(a.Format, annotate.Plain)
	article := annotate.Replaced[annotate.Article]{After: &a}
	return p.wanted.edited(annotate.Edit{Article: &article})
}

// rebuild makes an article for each text whose own is lost.
func (p *player) rebuild(tx *bbolt.Tx, newestText map[annotate.ID]int) error {
	if !p.hurt(articlesBucket) {
		return nil
	}
	rows := map[annotate.ID]annotate.Row{}
	names := texts{interned: map[string]string{}}
	for _, key := range p.keys(rowsBucket) {
		if row, err := openRow([]byte(key), p.value(rowsBucket, key), &names); err == nil {
			rows[row.ID] = row
		}
	}
	for id, revision := range newestText {
		key := string(idKey(id))
		if _, there := p.wanted[articlesBucket][key]; there || in(tx, articlesBucket).Get([]byte(key)) != nil || !p.missing(articlesBucket, key) || p.names[key] {
			continue // it is there, or it went
		}
		row, known := rows[id]
		a := annotate.Article{ID: id, Story: row.Story, Title: row.Title, Date: row.Date, Source: row.Source, Added: annotate.Instant(p.out.now())}
		if !known {
			a.Title, a.TitleMade = fmt.Sprintf("Recovered text %s", id), true
		}
		if err := p.wantWithText(tx, a, revision); err != nil {
			return err
		}
	}
	return nil
}

// nameStories makes a story for each that articles are in and that is lost.
func (p *player) nameStories(tx *bbolt.Tx) error {
	for key, x := range p.wanted[articlesBucket] {
		a, err := p.article(key, x)
		if err != nil || a.Story == 0 || in(tx, storiesBucket).Get(idKey(a.Story)) != nil {
			continue
		}
		if _, there := p.wanted[storiesBucket][string(idKey(a.Story))]; there {
			continue
		}
		story := annotate.Replaced[annotate.Story]{After: &annotate.Story{ID: a.Story, Title: fmt.Sprintf("Recovered story %s", a.Story)}}
		if err := p.wanted.edited(annotate.Edit{Story: &story}); err != nil {
			return err
		}
	}
	return nil
}
