package suggest

// Own is a throw-away for measuring.
func (l *Learner) Own(s Suggestion) Suggestion {
	b, sc := l.predict(s.Features)
	return Suggestion{Label: l.models[b].label, Score: sc[b]}
}
