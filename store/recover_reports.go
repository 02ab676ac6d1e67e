package store

import (
	"encoding/json"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// LostReport is an article of which something is not in the new library.
type LostReport struct {
	ID    annotate.ID `json:"id"`
	Title string      `json:"title"` // empty where nothing tells it any more
	Why   string      `json:"why"`   // in words
}

// lostReports are the articles that are lost or left over, and those that have lost a text, by their ids.
func (r *recovery) lostReports(tx *bbolt.Tx) ([]LostReport, error) {
	why := map[string]string{}
	articles, bodies := in(tx, articlesBucket), in(tx, bodiesBucket)
	for key := range r.once(articlesBucket) {
		why[key] = "lost"
	}
	for key := range r.left.keys["articles"] {
		why[key] = "left over: its text is lost"
	}
	maps.DeleteFunc(why, func(key, _ string) bool { return articles.Get([]byte(key)) != nil })
	for key := range r.once(bodiesBucket) {
		k := []byte(key)
		if len(k) != 12 || bodies.Get(k) != nil || why[key[:8]] != "" {
			continue
		}
		have := articles.Get(k[:8])
		if have == nil {
			why[key[:8]] = "lost"
			continue
		}
		a, err := openRecord[annotate.Article](k[:8], have)
		if err != nil {
			return nil, err
		}
		why[key[:8]] = "an older text of it is lost"
		if a.Revision < revisionIn(key) {
			why[key[:8]] = "its newest text is lost: it has an older one"
		}
	}
	titles := r.titles(articles, why)
	var lost []LostReport
	for _, key := range slices.Sorted(maps.Keys(why)) {
		lost = append(lost, LostReport{keyID([]byte(key)), titles[key], why[key]})
	}
	return lost, nil
}

// titles are those of articles, by their keys, from wherever one can be read.
func (r *recovery) titles(have *bbolt.Bucket, of map[string]string) map[string]string {
	titles := map[string]string{}
	if len(of) == 0 {
		return titles
	}
	names := texts{interned: map[string]string{}}
	for key := range r.records[rowsBucket] {
		if len(key) != 16 || of[key[8:]] == "" {
			continue
		}
		if row, err := openRow([]byte(key), r.value(rowsBucket, key), &names); err == nil {
			titles[key[8:]] = row.Title
		}
	}
	for key := range of {
		for _, value := range [][]byte{have.Get([]byte(key)), r.value(articlesBucket, key)} {
			if a, err := openRecord[annotate.Article]([]byte(key), value); err == nil {
				titles[key] = a.Title
				break
			}
		}
		if left := r.left.titles[key]; left != "" {
			titles[key] = left
		}
	}
	return titles
}

// titleIn is the title of an article as it is left over.
func titleIn(record json.RawMessage) string {
	var a annotate.Article
	_ = json.Unmarshal(record, &a) // what cannot be read has none
	return a.Title
}
