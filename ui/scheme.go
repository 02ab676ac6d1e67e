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
func (m *Model) use(s annotate.Scheme) error {
	keys := screen.NewKeys(s)
	rebound, err := keys.Rebind(m.o.Rebind)
	if err == nil {
		keys, err = rebound, screen.Clashes(rebound)
	}
	for len(m.screens) > 1 {
		m.back()
	}
	m.o.Scheme, m.keys, m.labelling.Keys = s, keys, keys
	m.labelling.Forget()
	m.labelling.Ghosts = m.newGhosts()
	m.library = library.New(keys, m.theme, m.o.Annotator, s)
	m.library.SetSize(m.width, m.bodyHeight())
	m.screens = []Screen{m.library}
	return err
}

// schemesRead is the message that the schemes of the library are there.
type schemesRead struct {
	schemes []annotate.Scheme
	wanted  string // the name of the one to use; empty to choose one
	err     error
}

// useScheme reads the schemes, off the event loop.
func (m *Model) useScheme(r screen.UseScheme) tea.Cmd {
	return func() tea.Msg {
		all, err := m.lib.Schemes()
		return schemesRead{all, r.Name, err}
	}
}

// chooseScheme goes over to the scheme that is wanted, or asks for one.
func (m *Model) chooseScheme(msg schemesRead) tea.Cmd {
	if msg.err != nil {
		m.fail(msg.err)
		return nil
	}
	if msg.wanted != "" {
		return m.changeScheme(msg.schemes, msg.wanted)
	}
	if len(msg.schemes) < 2 {
		m.message = screen.Say{Text: fmt.Sprintf("%s is the only scheme: rashomon scheme new makes another", m.o.Scheme.Name)}
		return nil
	}
	names := make([]string, len(msg.schemes))
	for i, s := range msg.schemes {
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
	if err := m.use(all[i]); err != nil {
		m.fail(err)
	} else {
		m.message = screen.Say{Text: "labelling by the scheme " + all[i].Name}
	}
	return m.load()
}

// recast is the scheme in use as an edit leaves it; ok is false where none touches it.
func (m *Model) recast(edits []annotate.Edit) (s annotate.Scheme, ok bool) {
	for _, e := range edits {
		if e.Scheme != nil && e.Scheme.After != nil && e.Scheme.After.Name == m.o.Scheme.Name {
			s, ok = *e.Scheme.After, true
		}
	}
	return s, ok
}
