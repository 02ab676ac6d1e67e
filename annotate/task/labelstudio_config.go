package task

import (
	"encoding/xml"
	"strings"

	"rashomon/annotate"
)

// The names of the controls in a labelling configuration. An attribute of what is said of the
// whole text is the control kind-NAME, one of a span is span-NAME.
const (
	kindControl = "kind"
	spanControl = "span"
)

// LabelStudioConfig is the labelling configuration that fits the tasks that LabelStudio writes:
// a project in Label Studio has it before they are imported.
func LabelStudioConfig(s annotate.Scheme) string {
	x := xmlText{}
	x.open("View")
	x.open("Labels", "name", spanControl, "toName", "text")
	for _, l := range s.Labels {
		key := ""
		if l.On == annotate.OnSpans { // the others have their key below
			key = l.Key
		}
		x.empty("Label", "value", l.Name, "background", l.Colour, "hotkey", key, "hint", l.Description)
	}
	x.shut("Labels")
	x.empty("Header", "size", "5", "value", "$before")
	x.empty("Text", "name", "text", "value", "$text")
	x.empty("Header", "size", "5", "value", "$after")
	if !s.BySpans() {
		x.kinds(s)
	}
	for _, a := range s.Attributes {
		x.attribute(a, s.BySpans())
	}
	x.shut("View")
	return x.String()
}

// xmlText is XML in the making, an element a line.
type xmlText struct {
	strings.Builder
	depth int
}

// kinds is the choice of labels for the whole text.
func (x *xmlText) kinds(s annotate.Scheme) {
	x.open("Choices", "name", kindControl, "toName", "text", "choice", choice(s.Several))
	for _, l := range s.Labels {
		if l.Allows(annotate.OnSentence(0)) {
			x.empty("Choice", "value", l.Name, "hotkey", l.Key, "hint", l.Description)
		}
	}
	x.shut("Choices")
}

// attribute asks the attribute of the whole text, and of each span.
func (x *xmlText) attribute(a annotate.Attribute, spansOnly bool) {
	controls := []string{kindControl, spanControl}
	if spansOnly {
		controls = controls[1:]
	}
	for _, control := range controls {
		perRegion := ""
		if control == spanControl {
			perRegion = "true"
		}
		x.open("View")
		x.empty("Header", "size", "6", "value", a.Name)
		x.open("Choices", "name", control+"-"+a.Name, "toName", "text", "choice", choice(false), "perRegion", perRegion)
		for _, c := range a.Choices {
			x.empty("Choice", "value", c)
		}
		x.shut("Choices")
		x.shut("View")
	}
}

func choice(several bool) string {
	if several {
		return "multiple"
	}
	return "single"
}

func (x *xmlText) open(name string, attributes ...string) {
	x.begin(name, attributes)
	x.WriteString(">\n")
	x.depth++
}

func (x *xmlText) empty(name string, attributes ...string) {
	x.begin(name, attributes)
	x.WriteString("/>\n")
}

func (x *xmlText) shut(name string) {
	x.depth--
	x.WriteString(strings.Repeat("  ", x.depth) + "</" + name + ">\n")
}

// begin writes the element's name and those of its attributes, pairs of name and value, that
// have a value.
func (x *xmlText) begin(name string, attributes []string) {
	x.WriteString(strings.Repeat("  ", x.depth) + "<" + name)
	for i := 0; i < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		x.WriteString(" " + attributes[i] + `="`)
		_ = xml.EscapeText(x, []byte(attributes[i+1])) // a Builder takes everything
		x.WriteByte('"')
	}
}
