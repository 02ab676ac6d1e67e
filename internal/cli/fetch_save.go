package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"rashomon/export"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/internal/private"
)

// keeping writes pages into a folder as they came, and what they are into an index beside them:
// for whoever has to show later what a page said.
type keeping struct {
	folder string
	now    func() time.Time
	mu     sync.Mutex // of the index
}

// keptPage is a line of the index.
type keptPage struct {
	File    string `json:"file"`
	URL     string `json:"url"` // where it was found in the end
	Fetched string `json:"fetched"`
	Type    string `json:"type"`   // as the server said
	SHA256  string `json:"sha256"` // of the file
}

// keepIn keeps pages in a folder, which is made where there is none.
func keepIn(folder string, now func() time.Time) (*keeping, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("save pages in %s: %w", clean.Name(folder), plain(err))
	}
	return &keeping{folder: folder, now: now}, nil
}

// keep keeps a page. The same page twice is one file, and two lines of the index.
func (k *keeping) keep(a *fetch.Answer) error {
	sum := sha256.Sum256(a.Bytes())
	p := keptPage{URL: a.URL, Fetched: k.now().UTC().Format(time.RFC3339), Type: clean.Line(a.ContentType), SHA256: hex.EncodeToString(sum[:])}
	p.File = pageName(a, p.SHA256[:8])
	k.mu.Lock()
	defer k.mu.Unlock()
	err := export.File(filepath.Join(k.folder, p.File), func(w io.Writer) error {
		_, err := w.Write(a.Bytes())
		return err
	})
	if err != nil {
		return k.failed(p.File, err)
	}
	const index = "pages.jsonl"
	w, err := private.Append(filepath.Join(k.folder, index))
	if err != nil {
		return k.failed(index, err)
	}
	err = writeJSON(w, p, "")
	if closed := w.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return k.failed(index, err)
	}
	return nil
}

func (k *keeping) failed(file string, err error) error {
	return fmt.Errorf("save %s: %w", clean.Name(filepath.Join(k.folder, file)), plain(err))
}

// pageName is a file's name for a page: letters, digits, dots and hyphens of its address, and a
// part of its checksum. Import reads it again.
func pageName(a *fetch.Answer, sum string) string {
	const longest = 80
	_, name, _ := strings.Cut(a.URL, "://")
	name, _, _ = strings.Cut(name, "?")
	name = strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, name)
	ending := a.Ending()
	name = strings.TrimSuffix(strings.Trim(name, "-."), ending)
	return strings.Trim(name[:min(len(name), longest)], "-.") + "-" + sum + ending
}
