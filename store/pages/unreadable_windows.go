package pages

import (
	"errors"

	"golang.org/x/sys/windows"
)

// unreadable says whether the drive failed to read a place, as it does where it wears out: it may read others.
func unreadable(err error) bool {
	return errors.Is(err, windows.ERROR_CRC) || errors.Is(err, windows.ERROR_SECTOR_NOT_FOUND) || errors.Is(err, windows.ERROR_READ_FAULT)
}
