package schemefile

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"rashomon/annotate"
	"rashomon/internal/byhand"
)

// Write writes a scheme as Read reads it, with a line above each part that says what it is for.
func Write(w io.Writer, s annotate.Scheme) error {
	var b bytes.Buffer
	b.WriteString("# A scheme for labelling: docs/schemes.md says what may stand here.\n\n")
	text(&b, "name", s.Name)
	fmt.Fprintf(&b, "several = %t # may several labels stand on one sentence or span?\n", s.Several)
	guidelines(&b, s.Guidelines)
	b.WriteString("\n# The labels, in their order: the first nine have the keys 1 to 9 besides their own.\n" +
		"# on: \"sentence\" or \"span\"; without it both. Rename a label with was = [\"its old name\"], merge several with all of theirs.\n")
	for _, l := range s.Labels {
		b.WriteString("\n[[label]]\n")
		for _, f := range [][2]string{{"name", l.Name}, {"key", l.Key}, {"colour", l.Colour}, {"glyph", l.Glyph}, {"on", string(l.On)}, {"description", l.Description}} {
			if f[1] != "" {
				text(&b, f[0], f[1])
			}
		}
	}
	b.WriteString("\n# Attributes ask something of what is labelled; labels: only of these.\n")
	if len(s.Attributes) == 0 {
		b.WriteString("# [[attribute]]\n# name = \"certainty\"\n# key = \"Y\"\n# choices = [\"certain\", \"likely\", \"unsure\"]\n# labels = [\"…\"]\n")
	}
	for _, a := range s.Attributes {
		b.WriteString("\n[[attribute]]\n")
		text(&b, "name", a.Name)
		text(&b, "key", a.Key)
		list(&b, "choices", a.Choices)
		if len(a.Labels) > 0 {
			list(&b, "labels", a.Labels)
		}
		if a.Description != "" {
			text(&b, "description", a.Description)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func text(b *bytes.Buffer, key, value string) { fmt.Fprintf(b, "%s = %s\n", key, byhand.Quote(value)) }

func list(b *bytes.Buffer, key string, values []string) {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = byhand.Quote(v)
	}
	fmt.Fprintf(b, "%s = [%s]\n", key, strings.Join(quoted, ", "))
}

// guidelines writes Markdown as it is, between three apostrophes, or with escapes where it cannot stand so.
func guidelines(b *bytes.Buffer, markdown string) {
	markdown = byhand.Lines(markdown)
	if markdown == "" {
		return
	}
	b.WriteString("\n# What annotators read when they press the key for it: Markdown.\nguidelines = ")
	if !strings.Contains(markdown, "'''") {
		fmt.Fprintf(b, "'''\n%s'''\n", markdown)
		return
	}
	b.WriteString("\"\"\"\n")
	for line := range strings.Lines(markdown) {
		quoted := byhand.Quote(strings.TrimSuffix(line, "\n"))
		b.WriteString(quoted[1:len(quoted)-1] + "\n")
	}
	b.WriteString("\"\"\"\n")
}
