package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Report is what a check found.
type Report struct {
	Articles    int `json:"articles"`
	Bodies      int `json:"bodies"` // texts: of every revision, and of articles whose adding was undone
	Stories     int `json:"stories"`
	Schemes     int `json:"schemes"`
	Annotations int `json:"annotations"`
	Rulings     int `json:"rulings"`
	Speakers    int `json:"speakers"`
	Searches    int `json:"searches"`
	Kept        int `json:"kept"`    // values that Keep was given
	Feeds       int `json:"feeds"`   // that the library follows
	Entries     int `json:"entries"` // of feeds, that were taken in
	Changes     int `json:"changes"`
	// Found is how many problems there are, and Problems are the first 100 of them.
	Found    int       `json:"found"`
	Problems []Problem `json:"problems"`
	// Notes are no problems: how the library is open to others, in one line each.
	Notes []string `json:"notes,omitempty"`
}

const mostProblems = 100

func (r *Report) add(p Problem) {
	if r.Found++; r.Found <= mostProblems {
		r.Problems = append(r.Problems, p)
	}
}

// asError is ErrDamaged with the first problem, or nil where there is none.
func (r *Report) asError() error {
	if r.Found == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrDamaged, r.Problems[0])
}

// Problem is one thing that is wrong with a library.
type Problem struct {
	Where string `json:"where"`         // the bucket, or the page of the file
	Key   string `json:"key,omitempty"` // in the bucket, as hexadecimal digits; empty where it is not about one
	What  string `json:"what"`
}

// String is the problem in one line.
func (p Problem) String() string {
	if p.Key == "" {
		return p.Where + ": " + p.What
	}
	key, err := hex.DecodeString(p.Key)
	if err != nil {
		key = []byte(p.Key)
	}
	return fmt.Sprintf("%s: key %s: %s", p.Where, keyName(key), p.What)
}

// wrong is a value or a key that is not as it should be; it is ErrDamaged.
type wrong struct {
	key []byte
	why string
}

func damaged(key []byte, why string) error { return wrong{key, why} }

func (w wrong) Error() string {
	return fmt.Sprintf("%v: key %s: %s", ErrDamaged, keyName(w.key), w.why)
}

func (w wrong) Unwrap() error { return ErrDamaged }

// keyName is a key as one reads it: as text where it is one, as that of a setting or a scheme, else as
// hexadecimal digits.
func keyName(key []byte) string {
	for _, b := range key {
		if b < ' ' || b > '~' {
			return hex.EncodeToString(key)
		}
	}
	return strconv.Quote(string(key))
}

// problemOf is what an error says of a key in a bucket.
func problemOf(bucket string, key []byte, err error) Problem {
	what := strings.ReplaceAll(err.Error(), ErrDamaged.Error()+": ", "")
	if w := (wrong{}); errors.As(err, &w) && string(w.key) == string(key) {
		what = strings.Replace(what, fmt.Sprintf("key %s: ", keyName(w.key)), "", 1)
	}
	return Problem{Where: bucket, Key: hex.EncodeToString(key), What: what}
}
