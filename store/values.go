package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// A value is one byte of version, the payload, and the CRC-32C (RFC 3720, appendix B.4)
// of its key and all of that. The pages of bbolt carry no checksum of their own.
const (
	valueVersion = 1
	valueExtra   = 1 + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // never written

func checksum(key, versioned []byte) uint32 {
	return crc32.Update(crc32.Update(0, castagnoli, key), castagnoli, versioned)
}

func seal(key, payload []byte) []byte {
	v := make([]byte, 0, len(payload)+valueExtra)
	v = append(v, valueVersion)
	v = append(v, payload...)
	return binary.BigEndian.AppendUint32(v, checksum(key, v))
}

// unseal is the payload of a value, in place: it is gone when the transaction ends.
func unseal(key, value []byte) ([]byte, error) {
	n := len(value) - 4
	switch {
	case value == nil:
		return nil, damaged(key, "the value is missing")
	case n < 1:
		return nil, damaged(key, "the value is cut short")
	case binary.BigEndian.Uint32(value[n:]) != checksum(key, value[:n]):
		return nil, damaged(key, "the checksum is wrong")
	case value[0] != valueVersion:
		return nil, fmt.Errorf("key %x: value of version %d: %w", key, value[0], ErrNewer)
	}
	return value[1:n], nil
}

// put writes a record as JSON.
func put(b *bbolt.Bucket, key []byte, record any) error {
	payload, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return b.Put(key, seal(key, payload))
}

// get reads a record that put wrote; ErrNotFound where there is none.
func get[T any](b *bbolt.Bucket, key []byte) (record T, err error) {
	value := b.Get(key)
	if value == nil {
		return record, ErrNotFound
	}
	return openRecord[T](key, value)
}

func openRecord[T any](key, value []byte) (record T, err error) {
	payload, err := unseal(key, value)
	if err != nil {
		return record, err
	}
	if err := json.Unmarshal(payload, &record); err != nil {
		return record, damaged(key, "the record cannot be read")
	}
	return record, nil
}

// Keys are big-endian and of fixed width, so that their order is that of the numbers.

func idKey(id annotate.ID) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }

func keyID(key []byte) annotate.ID { return annotate.ID(binary.BigEndian.Uint64(key)) }

func numberKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func pairKey(a, b annotate.ID) []byte {
	return binary.BigEndian.AppendUint64(idKey(a), uint64(b))
}

func bodyKey(article annotate.ID, revision int) []byte {
	return binary.BigEndian.AppendUint32(idKey(article), uint32(revision))
}

func annotationKey(a *annotate.Annotation) []byte {
	key := binary.BigEndian.AppendUint32(idKey(a.Article), uint32(a.Span.Start))
	return binary.BigEndian.AppendUint64(key, uint64(a.ID))
}

// progressKey needs an annotator of at most 255 bytes.
func progressKey(article annotate.ID, annotator, scheme string) []byte {
	key := append(idKey(article), byte(len(annotator)))
	return append(append(key, annotator...), scheme...)
}

// under walks the keys of a bucket that begin with prefix. The slices are gone when the
// transaction ends, and the bucket must not be written meanwhile.
func under(b *bbolt.Bucket, prefix []byte, do func(key, value []byte) error) error {
	c := b.Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if err := do(k, v); err != nil {
			return err
		}
	}
	return nil
}

// payloadReader takes a compact payload apart; what does not fit makes it bad.
type payloadReader struct {
	rest []byte
	bad  bool
}

func (r *payloadReader) number() int {
	if len(r.rest) > 0 && r.rest[0] < 0x80 { // nearly always
		n := int(r.rest[0])
		r.rest = r.rest[1:]
		return n
	}
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > math.MaxInt32 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

func (r *payloadReader) bytes() []byte {
	n := r.number()
	if n > len(r.rest) {
		r.bad, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *payloadReader) done() bool { return !r.bad && len(r.rest) == 0 }

func appendText(p []byte, text string) []byte {
	return append(binary.AppendUvarint(p, uint64(len(text))), text...)
}

// bodyPayload is the text, then the sentences: how many, and of each the bytes between
// the end of the one before and its start, and its length.
func bodyPayload(b annotate.Body) []byte {
	p := make([]byte, 0, len(b.Text)+4*len(b.Sentences)+16)
	p = appendText(p, b.Text)
	p = binary.AppendUvarint(p, uint64(len(b.Sentences)))
	end := 0
	for _, s := range b.Sentences {
		p = binary.AppendUvarint(p, uint64(s.Start-end))
		p = binary.AppendUvarint(p, uint64(s.Len()))
		end = s.End
	}
	return p
}

func openBody(key, value []byte) (annotate.Body, error) {
	payload, err := unseal(key, value)
	if err != nil {
		return annotate.Body{}, err
	}
	r := payloadReader{rest: payload}
	b := annotate.Body{Text: string(r.bytes())}
	count := r.number()
	if count > len(r.rest) {
		return annotate.Body{}, damaged(key, "more sentences than there is room for")
	}
	b.Sentences = make([]annotate.Span, count)
	end := 0
	for i := range b.Sentences {
		start := end + r.number()
		end = start + r.number()
		b.Sentences[i] = annotate.Span{Start: start, End: end}
	}
	if !r.done() || end > len(b.Text) {
		return annotate.Body{}, damaged(key, "the text cannot be read")
	}
	return b, nil
}
