package store

import (
	"bytes"
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"rashomon/annotate"
)

// lived is a library as decided makes one, with a long history besides: texts that were revised again and
// again, and labels that came, went and came back.
func lived(t *testing.T, random *rand.Rand, changes int) (content []byte, after model) {
	t.Helper()
	path, _, _ := decided(t)
	s := reopen(t, path)
	rows, err := s.Rows(0)
	must(t, err)
	for n := range changes {
		row := rows[random.IntN(len(rows))]
		switch random.IntN(9) {
		case 0:
			a, err := s.Article(row.ID)
			must(t, err)
			next := report(1000+n, a.Story)
			next.Article.ID, next.Article.Revision = a.ID, a.Revision+1
			must(t, s.Revise([]annotate.Arrival{next}, "ana", "update of feeds"))
		case 1:
			_, err := s.Undo("ana")
			must(t, err)
		case 2:
			if _, err := s.Redo("ana"); err != nil {
				wantError(t, err, ErrNothingToRedo)
			}
		case 3:
			must(t, s.Keep("queue", []byte{byte(n)}))
		default:
			toggled(t, s, row.ID, []string{"ana", "ben", "cho"}[random.IntN(3)], random.IntN(4), []string{"fact", "claim", "quote"}[random.IntN(3)])
		}
	}
	after, err = held(s)
	must(t, err)
	checked(t, s)
	closed(t, s)
	return contents(t, path), after
}

// What comes out can be worked with: everything can be undone and made again, and is as it was then.
func TestRecoverThenUndoAll(t *testing.T) {
	t.Parallel()
	rounds := 5
	if n, err := strconv.Atoi(os.Getenv("RASHOMON_RECOVER_ROUNDS")); err == nil {
		rounds = n
	}
	random := rand.New(rand.NewPCG(60, 8))
	content, after := lived(t, random, 300)
	same, histories := 0, 0
	for _, x := range []struct {
		what string
		do   func([]byte)
	}{
		{"a zeroed page", func(c []byte) { n := random.IntN(len(c) / 4096); clear(c[n*4096 : (n+1)*4096]) }},
		{"flipped bytes", func(c []byte) {
			for range 1 + random.IntN(12) {
				c[random.IntN(len(c))] ^= byte(1 + random.IntN(255))
			}
		}},
	} {
		for round := range rounds {
			damaged := bytes.Clone(content)
			x.do(damaged)
			out := filepath.Join(t.TempDir(), "new.db")
			r, err := Recover(context.Background(), damagedFile(t, "damaged.db", damaged), out, quiet)
			if err != nil {
				t.Fatalf("%s, %d: %v", x.what, round, err)
			}
			if backAndForth(t, out, after) {
				same++
			}
			if r.History {
				histories++
			}
		}
	}
	t.Logf("%d of %d as before the damage, %d with all their history", same, 2*rounds, histories)
}

// backAndForth undoes and makes again all that was done in a library, and says whether it is as it was
// before the damage.
func backAndForth(t *testing.T, path string, after model) (same bool) {
	t.Helper()
	s := reopen(t, path)
	defer func() { closed(t, s) }()
	checked(t, s)
	have, err := held(s)
	must(t, err)
	n := 0
	for ; err == nil; n++ {
		_, err = s.Undo("ana")
	}
	wantError(t, err, ErrNothingToUndo)
	checked(t, s)
	for err = nil; n > 1; n-- {
		_, err = s.Redo("ana")
		must(t, err)
	}
	checked(t, s)
	again, err := held(s)
	must(t, err)
	want(t, "made again as it was", maps.Equal(again, have), true)
	return maps.Equal(have, after)
}

// What recover says is lost is what is lost; or where it cannot know that, it says so.
func TestRecoverCountsWhatIsLost(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(61, 8))
	content, after := lived(t, random, 200)
	said := 0
	for k := range after {
		if strings.HasPrefix(k, "annotation ") {
			said++
		}
	}
	zeroed := bytes.Clone(content)
	for n := range len(zeroed) / 4096 {
		if n > 1 && random.IntN(12) == 0 {
			clear(zeroed[n*4096 : (n+1)*4096])
		}
	}
	counted := 0
	for what, damaged := range map[string][]byte{"cut": content[:len(content)/8192*4096], "zeroed": zeroed, "headless": append(make([]byte, 8192), content[8192:len(content)/8192*4096]...)} {
		r, _, _ := recovered(t, damaged)
		for _, k := range r.Kinds {
			if k.Kind != "annotations" {
				continue
			}
			if is := k.Saved + k.Left + k.Lost; is < said && !k.AtLeast {
				t.Errorf("%s: %d annotations of %d are told: %+v", what, is, said, k)
			} else if is == said {
				counted++
			}
		}
	}
	t.Logf("counted all %d annotations in %d of 3", said, counted)
}
