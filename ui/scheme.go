package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/library"
	"rashomon/ui/screen"
)

// use makes a scheme the one to label by: its keys, and a list that counts by it. Where a
// key of it is taken, the digits still give its labels, and the error says which.
func (m *Model) use(s annotate.Scheme) (tea.Cmd, error) {
	keys := screen.NewKeys(s)
	rebound, err := keys.Rebind(m.o.Rebind)
	if err == nil {
		keys, err = rebound, screen.Clashes(rebound)
	}
	left := m.backTo(1)
	m.prompt, m.choose, m.confirm, m.held = nil, nil, nil, nil // they are about what is gone
	m.o.Scheme, m.keys, m.labelling.Keys = s, keys, keys
	m.labelling.Forget()
	m.labelling.Ghosts = m.newGhosts()
	m.library = library.New(keys, m.theme, m.o.Annotator, s)
	m.library.SetSize(m.width, m.bodyHeight())
	m.screens = []Screen{m.library}
	return left, err
}

// useScheme reads the schemes, off the event loop, and goes over to the one that is asked
// for, or asks for one. Keys wait for it: they mean other labels then.
func (m *Model) useScheme(r screen.UseScheme) tea.Cmd {
	m.opening = true
	lib := m.lib
	return m.save(job{open: func() opened {
		all, err := lib.Schemes()
		return opened{err: err, then: func() tea.Cmd { return m.chooseScheme(all, r.Name) }}
	}})
}

// chooseScheme goes over to the scheme that is wanted, or asks for one of all.
func (m *Model) chooseScheme(all []annotate.Scheme, wanted string) tea.Cmd {
	if wanted != "" {
		return m.changeScheme(all, wanted)
	}
	if len(all) < 2 {
		m.message = screen.Say{Text: fmt.Sprintf("%s is the only scheme: rashomon scheme new makes another", screen.Safe(m.o.Scheme.Name))}
		return nil
	}
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	ask := func(name string) []screen.Request { return []screen.Request{screen.UseScheme{Name: name}} }
	title := "scheme (now " + m.o.Scheme.Name + ")"
	if len(names) > 9 {
		return m.request(screen.Ask{Title: title, Choices: names, Done: ask})
	}
	return m.request(screen.Choose{Title: title, Choices: screen.Digits(names), Done: func(i int) []screen.Request { return ask(names[i]) }})
}

func (m *Model) changeScheme(all []annotate.Scheme, name string) tea.Cmd {
	i := slices.IndexFunc(all, func(s annotate.Scheme) bool { return s.Name == annotate.Line(name) })
	if i < 0 {
		m.fail(fmt.Errorf("there is no scheme %q", name))
		return nil
	}
	m.message = screen.Say{Text: "labelling by the scheme " + all[i].Name}
	left, err := m.use(all[i])
	if err != nil {
		m.fail(err)
	}
	return tea.Batch(left, m.load())
}

// recast is the scheme in use as edits leave it; its name is empty where they take it away.
// Ok is false where they do not touch it.
func (m *Model) recast(edits []annotate.Edit) (s annotate.Scheme, ok bool) {
	for _, e := range edits {
		switch x := e.Scheme; {
		case x == nil:
		case x.After != nil && x.After.Name == m.o.Scheme.Name:
			s, ok = *x.After, true
		case x.After == nil && x.Before.Name == m.o.Scheme.Name:
			s, ok = annotate.Scheme{}, true
		}
	}
	return s, ok
}
