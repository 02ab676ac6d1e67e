package main_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// room is what a package may import of this module, and what it must never reach, not even
// through others. CONTRIBUTING.md has the same table in words.
type room struct {
	may    []string // packages of this module; a trailing /... stands for all below
	never  []string // import paths, or beginnings of them
	itself []string // what the package does not import itself, though fmt and others do
}

var (
	files   = []string{"os", "io/ioutil", "path/filepath"}
	network = []string{"net", "net/http"}
	bolt    = []string{"go.etcd.io/bbolt"}
	screens = []string{"charm.land/"}
)

var rooms = map[string]room{
	"rashomon":                       {may: []string{"internal/cli"}},
	"rashomon/annotate":              {itself: files, never: slices.Concat(network, bolt, screens, []string{"github.com/", "golang.org/x/"})},
	"rashomon/annotate/arrival":      {may: []string{"annotate", "annotate/anchor"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/jsonl":        {may: []string{"annotate", "internal/clean"}, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/suggest":      {may: []string{"annotate", "internal/segment"}, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/speaker":      {may: []string{"annotate", "annotate/suggest", "internal/segment"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/query":        {may: []string{"annotate", "internal/segment"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/queue":        {may: []string{"annotate", "annotate/adjudication", "annotate/query", "annotate/suggest"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/stats":        {may: []string{"annotate", "annotate/query"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/task":         {may: []string{"annotate", "annotate/jsonl", "internal/segment"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/agreement":    {may: []string{"annotate", "annotate/query"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/adjudication": {may: []string{"annotate", "annotate/query"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/quality":      {may: []string{"annotate", "annotate/agreement", "annotate/query", "annotate/suggest"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/anchor":       {may: []string{"annotate"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/merge":        {may: []string{"annotate", "annotate/anchor", "annotate/jsonl"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/split":        {may: []string{"annotate", "internal/segment"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/annotate/schemefile":   {may: []string{"annotate", "internal/byhand"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/byhand":       {may: []string{"internal/clean"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/config":       {may: []string{"internal/byhand"}, never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/suggester":    {may: []string{"annotate", "annotate/jsonl"}, never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/segment":      {never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/sample":       {},
	"rashomon/compare/stories":       {may: []string{"annotate", "compare"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/compare":               {may: []string{"annotate", "internal/segment"}, never: slices.Concat(network, bolt, screens)},
	"rashomon/brief":                 {may: []string{"annotate", "annotate/suggest", "compare", "internal/clean", "internal/segment"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/clean":        {may: []string{"annotate"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/ingest":                {may: []string{"annotate", "internal/clean", "internal/segment", "ingest/page", "ingest/mail"}, never: slices.Concat(bolt, screens)},
	"rashomon/ingest/page":           {may: []string{"annotate", "internal/clean"}, itself: files, never: slices.Concat(bolt, screens)},
	"rashomon/ingest/mail":           {may: []string{"annotate", "internal/clean", "ingest/page"}, itself: files, never: slices.Concat(bolt, screens)},
	"rashomon/ingest/table":          {may: []string{"annotate", "annotate/jsonl", "internal/clean", "ingest", "ingest/page"}, itself: files, never: slices.Concat(bolt, screens)},
	"rashomon/ingest/fetch":          {may: []string{"annotate", "internal/clean", "ingest", "ingest/page"}, never: slices.Concat(bolt, screens)},
	"rashomon/ingest/feed":           {may: []string{"annotate", "internal/clean", "ingest", "ingest/page", "ingest/fetch"}, itself: files, never: slices.Concat(bolt, screens)},
	"rashomon/export":                {may: []string{"annotate", "annotate/agreement", "annotate/jsonl", "annotate/query", "annotate/split", "annotate/suggest", "annotate/task", "internal/private"}, never: slices.Concat(network, bolt, screens)},
	"rashomon/store":                 {may: []string{"annotate", "store/pages"}, never: slices.Concat(network, screens)},
	"rashomon/store/pages":           {itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/private":      {never: slices.Concat(network, bolt, screens)},
	"rashomon/internal/rescue":       {may: []string{"annotate", "annotate/jsonl"}, itself: files, never: slices.Concat(network, bolt, screens)},
	"rashomon/ui":                    {may: []string{"annotate/...", "brief", "compare", "compare/stories", "internal/private", "ui/..."}, never: bolt},
	"rashomon/ui/theme":              {never: bolt},
	"rashomon/ui/prose":              {may: []string{"annotate", "internal/clean", "ui/theme"}, never: bolt},
	"rashomon/ui/screen":             {may: []string{"annotate", "annotate/adjudication", "annotate/queue", "annotate/speaker", "annotate/suggest", "compare", "compare/stories", "internal/byhand", "internal/clean", "internal/segment", "ui/theme", "ui/prose"}, never: bolt},
	"rashomon/ui/library":            {may: append([]string{"compare/stories"}, screenRoom.may...), never: bolt},
	"rashomon/ui/reader":             {may: append([]string{"annotate/anchor"}, screenRoom.may...), never: bolt},
	"rashomon/ui/sidebyside":         screenRoom,
	"rashomon/ui/matrix":             screenRoom,
	"rashomon/ui/focus":              screenRoom,
	"rashomon/ui/find":               {may: append([]string{"annotate/query"}, screenRoom.may...), never: bolt},
	"rashomon/ui/history":            screenRoom,
	"rashomon/ui/figures":            {may: append([]string{"annotate/query"}, screenRoom.may...), never: bolt},
	"rashomon/ui/counts":             {may: append([]string{"annotate/query", "annotate/stats", "ui/figures"}, screenRoom.may...), never: bolt},
	"rashomon/ui/speakers":           {may: append([]string{"annotate/speaker"}, screenRoom.may...), never: bolt},
	"rashomon/ui/agreement":          {may: append([]string{"annotate/query", "annotate/agreement", "ui/figures"}, screenRoom.may...), never: bolt},
	"rashomon/ui/adjudicate":         {may: append([]string{"annotate/query", "annotate/adjudication", "annotate/agreement"}, screenRoom.may...), never: bolt},
	"rashomon/ui/revisions":          {may: append([]string{"annotate/anchor"}, screenRoom.may...), never: bolt},
	"rashomon/ui/details":            screenRoom,
	"rashomon/ui/preview":            {may: append([]string{"brief"}, screenRoom.may...), never: bolt},
	"rashomon/internal/cli":          {may: []string{"annotate/...", "brief", "compare", "compare/stories", "export", "ingest/...", "internal/byhand", "internal/clean", "internal/config", "internal/private", "internal/rescue", "internal/sample", "internal/segment", "internal/suggester", "store", "store/pages", "ui/..."}},
	"rashomon/internal/termtest":     {never: bolt},
	"rashomon/screenshots":           {may: []string{"internal/termtest"}, never: bolt},
}

// screenRoom is a room of one screen: it knows no other screen and not the root.
var screenRoom = room{may: []string{"annotate", "annotate/queue", "compare", "internal/segment", "ui/theme", "ui/prose", "ui/screen"}, never: bolt}

type listedPackage struct {
	ImportPath    string
	Imports, Deps []string
	DepOnly       bool
}

// TestRoomsImportWhatTheyMay keeps the house as it was meant: a package that is not in the
// table fails too, so that a new room is thought about.
func TestRoomsImportWhatTheyMay(t *testing.T) {
	for _, p := range packages(t) {
		r, known := rooms[p.ImportPath]
		if !known {
			t.Errorf("%s is not in the table of rooms", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if own, ok := strings.CutPrefix(i, "rashomon/"); ok && !r.allows(own) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
			if slices.Contains(r.itself, i) {
				t.Errorf("%s imports %s, which it never should", p.ImportPath, i)
			}
		}
		for _, d := range p.Deps {
			for _, n := range r.never {
				if d == n || strings.HasSuffix(n, "/") && strings.HasPrefix(d, n) {
					t.Errorf("%s reaches %s, which it never should", p.ImportPath, d)
				}
			}
		}
	}
}

func (r room) allows(own string) bool {
	return slices.ContainsFunc(r.may, func(m string) bool {
		all, below := strings.CutSuffix(m, "/...")
		return own == m || below && (own == all || strings.HasPrefix(own, all+"/"))
	})
}

func packages(t *testing.T) (out []listedPackage) {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(text))); ; {
		var p listedPackage
		if err := d.Decode(&p); err == io.EOF {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
}
