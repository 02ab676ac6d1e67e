package store

import "sync"

// batch is changes that are made as one: undo takes back all of them.
type batch struct {
	one   sync.Mutex // change at a time: the second has to know the number of the first
	first uint64     // the number of the first; 0 before that is on the disk
}

// Together calls do with the library, in which every change that Apply, Add, Revise and Recut
// record is one of a batch then: TakeBack takes all of them back as one step. Each of them is
// on the disk when it returns, as always, whatever comes after: what is made together is not
// one transaction, and where do fails or is interrupted the changes made by then stand, and are
// the batch. The library that do is given is gone when Together returns.
//
// Others may change the library meanwhile; what they do is no part of the batch. A change that
// comes between two of the batch parts it: those after it are one step, those before it another.
func (s *Store) Together(do func(*Store) error) error {
	_, err := s.TogetherSince(0, do)
	return err
}

// TogetherSince is Together for a batch that may have begun when the library was open before:
// first is the number of its first change, 0 where there is none yet. It returns that number,
// for the next time. Where the library has no such batch it begins one.
func (s *Store) TogetherSince(first uint64, do func(*Store) error) (uint64, error) {
	if first != 0 {
		begun, err := s.History(first, 1)
		if err != nil {
			return 0, err
		}
		if len(begun) == 0 || begun[0].Number != first || begun[0].Batch != first {
			first = 0 // it is another library than it was
		}
	}
	within := *s
	within.batch = &batch{first: first}
	err := do(&within)
	return within.batch.first, err
}

// together makes w one of the batch, if the library is one of a batch.
func (s *Store) together(update func(first *uint64) error) error {
	if s.batch == nil {
		return update(nil)
	}
	s.batch.one.Lock()
	defer s.batch.one.Unlock()
	first := s.batch.first
	if err := update(&first); err != nil {
		return err
	}
	s.batch.first = first
	return nil
}
