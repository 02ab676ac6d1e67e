package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// besides puts in what is no part of the history: feeds, their entries, and what was kept.
func (r *recovery) besides() error {
	if err := r.tellOfTexts(); err != nil {
		return err
	}
	return r.out.commit(func(tx *bbolt.Tx) error {
		for _, x := range []struct {
			kind, bucket string
			fits         func(k, v []byte) bool
		}{
			{"feeds", feedsBucket, func(k, v []byte) bool {
				f, err := openRecord[annotate.Feed](k, v)
				return err == nil && bytes.Equal(k, hashedKey(f.URL))
			}},
			{"entries of feeds", entriesBucket, func(k, _ []byte) bool {
				return len(k) == 2*hashedLength && in(tx, feedsBucket).Get(k[:hashedLength]) != nil
			}},
			{"kept values", keptBucket, func(_, _ []byte) bool { return true }},
		} {
			if err := r.beside(tx, x.kind, x.bucket, x.fits); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *recovery) beside(tx *bbolt.Tx, kind, bucket string, fits func(k, v []byte) bool) error {
	for _, key := range r.standingKeys(bucket) {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		k, v := []byte(key), r.value(bucket, key)
		if !fits(k, v) {
			if err := r.left.add(kind, k, "what it belongs to is not there", v); err != nil {
				return err
			}
		} else if err := in(tx, bucket).Put(k, v); err != nil {
			return err
		}
	}
	return nil
}

// keepOrigin notes the origin of the damaged library, if the history would not tell it any more.
func (r *recovery) keepOrigin() error {
	was := ""
	if noted, err := unseal([]byte(originKey), r.value(metaBucket, originKey)); err == nil {
		was = string(noted)
	} else if at, err := r.spotOf(1); err == nil { // empty where it is lost
		was = originOf(r.raw(at))
	}
	return r.out.commit(func(tx *bbolt.Tx) error {
		is := originIn(tx)
		if r.report.NewOrigin = was == "" && is != ""; was == "" || was == is {
			return nil
		}
		return in(tx, metaBucket).Put([]byte(originKey), seal([]byte(originKey), []byte(was)))
	})
}
