package store

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
)

// recordKind is a kind of records that changes are made of.
type recordKind struct {
	name, bucket string
	// edit puts the record of one payload in the place of that of another; of none where it is
	// nil. It says the key of the second.
	edit func(before, after []byte) (annotate.Edit, string, error)
}

func recordsOf[T any](name, bucket string, key func(*T) []byte, edit func(*annotate.Replaced[T]) annotate.Edit) recordKind {
	return recordKind{name, bucket, func(before, after []byte) (_ annotate.Edit, k string, err error) {
		var r annotate.Replaced[T]
		if before != nil {
			r.Before = new(T)
			err = json.Unmarshal(before, r.Before)
		}
		if after != nil && err == nil {
			r.After = new(T)
			err = json.Unmarshal(after, r.After)
			k = string(key(r.After))
		}
		return edit(&r), k, err
	}}
}

// again is a payload as it would be written now, and its key.
func (kind recordKind) again(payload []byte) (again []byte, key string, err error) {
	e, key, err := kind.edit(nil, payload)
	if err != nil {
		return nil, "", err
	}
	_, _, _, record := sides(e)
	again, err = json.Marshal(record)
	return again, key, err
}

// recordKinds come in an order in which they can go into a library.
func recordKinds() []recordKind {
	return []recordKind{
		recordsOf("stories", storiesBucket, func(x *annotate.Story) []byte { return idKey(x.ID) }, func(r *annotate.Replaced[annotate.Story]) annotate.Edit { return annotate.Edit{Story: r} }),
		recordsOf("schemes", schemesBucket, func(x *annotate.Scheme) []byte { return []byte(x.Name) }, func(r *annotate.Replaced[annotate.Scheme]) annotate.Edit { return annotate.Edit{Scheme: r} }),
		recordsOf("articles", articlesBucket, func(x *annotate.Article) []byte { return idKey(x.ID) }, func(r *annotate.Replaced[annotate.Article]) annotate.Edit { return annotate.Edit{Article: r} }),
		recordsOf("speakers", speakersBucket, speakerKey, func(r *annotate.Replaced[annotate.Speaker]) annotate.Edit { return annotate.Edit{Speaker: r} }),
		recordsOf("annotations", annotationsBucket, annotationKey, func(r *annotate.Replaced[annotate.Annotation]) annotate.Edit { return annotate.Edit{Annotation: r} }),
		recordsOf("rulings", rulingsBucket, func(x *annotate.Ruling) []byte { return idKey(x.ID) }, func(r *annotate.Replaced[annotate.Ruling]) annotate.Edit { return annotate.Edit{Ruling: r} }),
		recordsOf("searches", searchesBucket, searchKey, func(r *annotate.Replaced[annotate.Search]) annotate.Edit { return annotate.Edit{Search: r} }),
	}
}

// sides are the bucket of an edit, the keys of the records before and after it, empty for none, and
// the record after it.
func sides(e annotate.Edit) (bucket, before, after string, record any) {
	switch {
	case e.Annotation != nil:
		return sidesOf(annotationsBucket, annotationKey, e.Annotation)
	case e.Article != nil:
		return sidesOf(articlesBucket, func(x *annotate.Article) []byte { return idKey(x.ID) }, e.Article)
	case e.Story != nil:
		return sidesOf(storiesBucket, func(x *annotate.Story) []byte { return idKey(x.ID) }, e.Story)
	case e.Scheme != nil:
		return sidesOf(schemesBucket, func(x *annotate.Scheme) []byte { return []byte(x.Name) }, e.Scheme)
	case e.Ruling != nil:
		return sidesOf(rulingsBucket, func(x *annotate.Ruling) []byte { return idKey(x.ID) }, e.Ruling)
	case e.Speaker != nil:
		return sidesOf(speakersBucket, speakerKey, e.Speaker)
	case e.Search != nil:
		return sidesOf(searchesBucket, searchKey, e.Search)
	}
	return "", "", "", nil
}

func sidesOf[T any](bucket string, key func(*T) []byte, r *annotate.Replaced[T]) (_, before, after string, record any) {
	if r.Before != nil {
		before = string(key(r.Before))
	}
	if r.After != nil {
		after, record = string(key(r.After)), r.After
	}
	return bucket, before, after, record
}

// bucketOf is where a record with a right checksum belongs that nothing leads to; empty where
// that cannot be told, or where it is of an index that is made anew.
func bucketOf(key, payload, value []byte) string {
	if len(payload) > 0 && payload[0] == '{' {
		return bucketOfJSON(key, payload)
	}
	switch len(key) {
	case 12:
		if b, err := openBody(key, value); err == nil && len(b.Sentences) > 0 && utf8.ValidString(b.Text) {
			return bodiesBucket
		}
		if r, err := openRevision(key, value); err == nil && len(r.hash) == 32 {
			return revisionsBucket
		}
	case 16:
		if _, err := openRow(key, value, &texts{interned: map[string]string{}}); err == nil && len(payload) > 8 {
			return rowsBucket
		}
	case 2 * hashedLength:
		if len(payload) != 8 { // a hash names an article
			return entriesBucket
		}
	}
	if k := string(key); k == versionKey && len(payload) == 8 || k == magicKey && string(payload) == magic || k == originKey && len(payload) == 8 {
		return metaBucket
	}
	return ""
}

// bucketOfJSON tells records apart by their being written the same once they were read.
func bucketOfJSON(key, payload []byte) string {
	if string(key) == firstSchemeKey {
		return metaBucket
	}
	if len(key) == 8 && writtenSame[entry](payload) {
		return historyBucket
	}
	for _, kind := range recordKinds() {
		if again, k, err := kind.again(payload); err == nil && k == string(key) && bytes.Equal(again, payload) {
			return kind.bucket
		}
	}
	if len(key) == hashedLength && writtenSame[annotate.Feed](payload) {
		return feedsBucket
	}
	return ""
}

func writtenSame[T any](payload []byte) bool {
	var record T
	if json.Unmarshal(payload, &record) != nil {
		return false
	}
	again, err := json.Marshal(record)
	return err == nil && bytes.Equal(again, payload)
}

// writtenAt is when a record was written, where it says so.
func writtenAt(payload []byte) time.Time {
	var x struct {
		Updated, Made, Checked, Revised time.Time
		Change                          struct{ At time.Time }
	}
	_ = json.Unmarshal(payload, &x) // what cannot be read was never written
	for _, t := range []time.Time{x.Change.At, x.Updated, x.Made, x.Checked, x.Revised} {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
