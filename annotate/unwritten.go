package annotate

import "errors"

// ErrUnwritten says that a change is sound, but that what keeps the library could not put it on
// the disk: nothing of it is there, and the same change can be tried again as it is.
var ErrUnwritten = errors.New("not on the disk")

// ErrDamaged says that what keeps the library cannot read what it keeps: nothing of a change is there,
// and it is as sound as before.
var ErrDamaged = errors.New("the library is damaged")
