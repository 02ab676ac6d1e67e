package compare

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestMatrix holds whatever was found.
func TestMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, counts, _ := drawComparison(t)
		for range rapid.IntRange(0, 4).Draw(t, "statements") {
			var s Statement
			for r, n := range counts {
				if n > 0 && rapid.Bool().Draw(t, "in") {
					s.Members = append(s.Members, Ref{r, rapid.IntRange(0, n-1).Draw(t, "member")})
				}
			}
			if len(s.Members) > 1 {
				c.Statements = append(c.Statements, s)
			}
		}
		disputes := Disputes(c.Conflicts)
		rows := Matrix(c, disputes, counts)
		shown := map[Ref]bool{}
		statements := 0
		for i, row := range rows {
			if (row.Dispute >= 0) != (i < len(disputes)) || row.Dispute >= 0 && row.Dispute != i {
				t.Fatalf("row %d is dispute %d", i, row.Dispute)
			}
			if row.Statement >= 0 {
				statements++
			}
			if i > len(disputes) && row.Coverage > rows[i-1].Coverage {
				t.Fatalf("row %d stands after one of less coverage", i)
			}
			checkMatrixRow(t, c, disputes, row)
			for r, cells := range row.Cells {
				for _, x := range cells {
					shown[Ref{r, x.Sentence}] = true
				}
			}
		}
		if statements != len(c.Statements) {
			t.Fatalf("%d rows of %d statements", statements, len(c.Statements))
		}
		for r, n := range counts {
			for s := range n {
				if !shown[Ref{r, s}] {
					t.Fatalf("sentence %d of report %d stands nowhere", s, r)
				}
			}
		}
	})
}

// checkMatrixRow holds that a row shows what it is about, each beside its lead.
func checkMatrixRow(t *rapid.T, c Comparison, disputes []Dispute, row MatrixRow) {
	var all []Ref
	coverage := 0
	for r, cells := range row.Cells {
		coverage += min(1, len(cells))
		for i, x := range cells {
			me := Ref{r, x.Sentence}
			all = append(all, me)
			if me != row.Lead && x.To != row.Lead || x.To == me || (x.To.Report < 0) != (x.Relation == "") || i > 0 && cells[i-1].Sentence >= x.Sentence {
				t.Fatalf("cell %+v of report %d in the row of %v", x, r, row.Lead)
			}
		}
	}
	want := []Ref{row.Lead}
	switch {
	case row.Dispute >= 0:
		want = nil
		for _, v := range disputes[row.Dispute].Values {
			want = append(want, v.Refs...)
		}
	case row.Statement >= 0:
		want = c.Statements[row.Statement].Members
	default:
		for _, l := range c.Links {
			if l.A == row.Lead || l.B == row.Lead {
				want = append(want, l.other(row.Lead))
			}
		}
	}
	want = slices.Clone(want)
	slices.SortFunc(want, compareRefs)
	if want = slices.Compact(want); !slices.Equal(all, want) || !slices.Contains(all, row.Lead) || coverage != row.Coverage {
		t.Fatalf("row %+v shows %v, want %v", row, all, want)
	}
	if row.Kind == Alone && (len(all) > 1 || row.Coverage != 1) || row.Dispute >= 0 && row.Kind != Conflicting {
		t.Fatalf("row %+v", row)
	}
}

func TestMatrixOfAStory(t *testing.T) {
	reports := disputed()
	c := compared(t, reports)
	rows := Matrix(c, Disputes(c.Conflicts), countsOf(reports))
	if rows[0].Dispute != 0 || rows[0].Coverage != 5 || rows[0].Kind != Conflicting {
		t.Errorf("the first row is %+v", rows[0])
	}
	verbatim := slices.IndexFunc(rows, func(r MatrixRow) bool { return r.Lead == Ref{0, 1} })
	if verbatim < 0 || rows[verbatim].Kind != Alike || rows[verbatim].Coverage != 2 || rows[verbatim].Statement < 0 {
		t.Errorf("what two reports say word for word stands in row %d", verbatim)
	}
	last := rows[len(rows)-1]
	if last.Lead != (Ref{1, 1}) || last.Kind != Alone || last.Statement != -1 || last.Coverage != 1 {
		t.Errorf("the last row is %+v", last)
	}
}

// The relation of two sentences of a statement that are not linked is computed.
func TestMatrixKnowsRelationsWithoutLinks(t *testing.T) {
	reports := disputed()
	c := compared(t, reports)
	c.Links = nil
	c.Statements = []Statement{{Members: []Ref{{0, 1}, {4, 0}}}, {Members: []Ref{{2, 0}, {3, 0}}}}
	rows := Matrix(c, nil, countsOf(reports))
	for _, row := range rows {
		switch row.Statement {
		case 0:
			if row.Kind != Alike || row.Cells[4][0].Relation != Verbatim {
				t.Errorf("got %+v", row)
			}
		case 1:
			if row.Cells[3][0].Relation != Partial {
				t.Errorf("got %+v", row)
			}
		}
	}
}
