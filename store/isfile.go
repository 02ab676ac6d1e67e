package store

import "os"

// IsFile says whether that is the file that is open. It is another one than it was once somebody
// removed the file and it was written anew.
func (s *Store) IsFile(info os.FileInfo) bool {
	mine, err := s.stat()
	return err == nil && os.SameFile(mine, info)
}
