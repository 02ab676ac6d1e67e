package store

import (
	"bytes"

	"rashomon/annotate"
)

// kept checks what is no part of the articles: searches, and values that were kept.
func (c *checker) kept() error {
	err := c.each(searchesBucket, func(k, v []byte) error {
		c.report.Searches++
		x, err := openRecord[annotate.Search](k, v)
		if err != nil {
			return err
		}
		if !bytes.Equal(k, searchKey(&x)) {
			return damaged(k, "another search's record")
		}
		c.standing.add("searches", x, 1)
		return checkSearch(x)
	})
	if err != nil {
		return err
	}
	return c.each(keptBucket, func(k, v []byte) error {
		c.report.Kept++
		_, err := unseal(k, v)
		return err
	})
}

// feeds checks them, and that there is no entry without its feed.
func (c *checker) feeds() error {
	err := c.each(feedsBucket, func(k, v []byte) error {
		c.report.Feeds++
		f, err := openRecord[annotate.Feed](k, v)
		if err == nil && !bytes.Equal(k, hashedKey(f.URL)) {
			err = damaged(k, "another feed's record")
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.each(entriesBucket, func(k, v []byte) error {
		c.report.Entries++
		if _, err := unseal(k, v); err != nil {
			return err
		}
		if len(k) != 2*hashedLength || in(c.tx, feedsBucket).Get(k[:hashedLength]) == nil {
			return damaged(k, "an entry of no feed")
		}
		return nil
	})
}
