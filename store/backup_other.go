//go:build !linux

package store

// newDraft begins a file in a folder.
func newDraft(folder string) (*draft, error) { return namedDraft(folder) }

func (d *draft) name(path string) error { return d.renamed(path) }

func (d *draft) nameNew(path string) error { return d.renamedNew(path) }
