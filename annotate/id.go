package annotate

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// ID names an article, a story or an annotation. It is made from what it names,
// so that two libraries that hold the same thing call it the same. Zero names nothing.
type ID uint64

// ErrBadID says that a text is not an ID in its written form.
var ErrBadID = errors.New("not an id of 16 hexadecimal digits")

// MakeID makes an ID from the parts that identify a thing: the first eight bytes
// of the SHA-256 of the parts, each preceded by its length. It is never zero.
func MakeID(parts ...string) ID {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	id := ID(binary.BigEndian.Uint64(h.Sum(nil)))
	if id == 0 {
		id = 1
	}
	return id
}

// Next is the ID to try when id is already taken by something else.
func (id ID) Next() ID { return MakeID(id.String()) }

// String writes the ID as 16 hexadecimal digits, and zero as nothing.
func (id ID) String() string {
	if id == 0 {
		return ""
	}
	return fmt.Sprintf("%016x", uint64(id))
}

// ParseID reads what String writes. It returns ErrBadID for anything else.
func ParseID(s string) (ID, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 16, 64)
	if err != nil || len(s) != 16 {
		return 0, ErrBadID
	}
	return ID(n), nil
}

// MarshalText writes the ID as String does.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the ID as ParseID does, with its error.
func (id *ID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseID(string(b))
	return err
}

// Hash is the content hash of an article's text: its SHA-256 in hexadecimal.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
