package adjudication

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"rashomon/annotate/query"
)

// enoughGold is how many sentences that somebody decided two annotators must have labelled
// before they are measured by that, and not by one another.
const enoughGold = 20

// record is how an annotator did: how often she says what gold says, and the others.
type record struct{ gold, goldSame, others, othersSame int }

// best is the annotator whom the rule Best follows, and why she.
func best(ctx context.Context, q query.Query, lib Library, o PassOptions) (name, why string, err error) {
	parts, err := walk(ctx, q, lib, o.Options, func(cases []Case) map[string]record {
		out := map[string]record{}
		for i := range cases {
			cases[i].record(out)
		}
		return out
	})
	if err != nil {
		return "", "", err
	}
	all := map[string]record{}
	for _, part := range parts {
		for name, r := range part {
			x := all[name]
			all[name] = record{x.gold + r.gold, x.goldSame + r.goldSame, x.others + r.others, x.othersSame + r.othersSame}
		}
	}
	if o.Best != "" {
		if _, ok := all[o.Best]; !ok {
			return "", "", fmt.Errorf("%w: %q has labelled nothing here", ErrUnknown, o.Best)
		}
		return o.Best, "named", nil
	}
	return foremost(all)
}

// record counts what annotators say of the sentence against gold that somebody decided, and
// against one another.
func (c *Case) record(out map[string]record) {
	voting := c.voting()
	byPerson := c.person() && c.State() == Decided
	for i, s := range voting {
		r := out[s.Annotator]
		if byPerson {
			r.gold++
			if same(s, &c.Gold, Labels) && same(s, &c.Gold, Spans) {
				r.goldSame++
			}
		}
		for j, t := range voting {
			if i == j {
				continue
			}
			r.others++
			if same(s, t, Labels) && same(s, t, Spans) {
				r.othersSame++
			}
		}
		out[s.Annotator] = r
	}
}

// foremost is the annotator who agrees most with gold, or where there is too little of that
// with the others: by the lower end of the 95 % interval of her share, so that nobody is best
// who labelled three sentences. That is E. B. Wilson, “Probable Inference, the Law of
// Succession, and Statistical Inference”, JASA 22, 1927. Of two she comes first in the alphabet.
func foremost(all map[string]record) (name, why string, err error) {
	measured := 0
	for _, r := range all {
		if r.gold >= enoughGold {
			measured++
		}
	}
	top := -1.0
	for _, who := range slices.Sorted(maps.Keys(all)) {
		r := all[who]
		same, of, what := r.othersSame, r.others, "others' labels of the same sentences"
		if measured > 1 {
			same, of, what = r.goldSame, r.gold, "sentences that somebody decided"
		}
		if of == 0 {
			continue
		}
		if low := lower(same, of); low > top {
			top, name = low, who
			why = fmt.Sprintf("agrees with %d of %d %s (%.0f %%, at least %.0f %% with a probability of 95 %%), more surely than anyone else", same, of, what, 100*float64(same)/float64(of), 100*low)
		}
	}
	if name == "" {
		return "", "", ErrNobody
	}
	return name, why, nil
}

// lower is the lower end of Wilson's interval for a share.
func lower(same, of int) float64 {
	const z = 1.959964 // of 95 %
	n, p := float64(of), float64(same)/float64(of)
	return max((p+z*z/(2*n)-z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n)))/(1+z*z/n), 0)
}
