package annotate

import "errors"

// ErrUnwritten says that a change is sound, but that what keeps the library could not put it on
// the disk: nothing of it is there, and the same change can be tried again as it is.
var ErrUnwritten = errors.New("not on the disk")
