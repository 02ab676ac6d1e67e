package compare

import "context"

// pace says how far a comparison is, and whether to go on.
type pace struct {
	ctx      context.Context
	tell     func(done float64) // nil where nobody wants to know
	told     float64
	from, to float64 // the part of the whole that the phase under way is
}

// What part of the time of a large comparison each phase takes.
const (
	readingPart    = .09
	candidatesPart = .13
	gatheringPart  = .17
	scoringPart    = .06
	linkingPart    = .12
	statementsPart = .23
	conflictsPart  = .05
	sharedPart     = .15
)

// tellFrom is how much more must be done for it to be told.
const tellFrom = 0.01

// phase begins the next phase, which is so much of the whole.
func (p *pace) phase(part float64) {
	p.from = p.to
	p.to += part
}

// step says that i of n parts of the phase are done. It returns the context's error. Only
// one goroutine may call it at a time.
func (p *pace) step(i, n int) error {
	if p.tell != nil {
		if done := min(1, p.from+(p.to-p.from)*float64(i)/float64(max(n, 1))); done >= p.told+tellFrom {
			p.told = done
			p.tell(done)
		}
	}
	return p.ctx.Err()
}

// end says that all is done, unless the context has ended.
func (p *pace) end() error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if p.tell != nil {
		p.tell(1)
	}
	return nil
}
