package brief

import (
	"bytes"
	_ "embed" // for the page
	"html/template"
	"io"
	"sync"
)

//go:embed page.html
var pageSource string

// parsedPage is the page's template, parsed when it is first needed.
var parsedPage = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Funcs(template.FuncMap{"entry": entry, "address": webAddress, "day": day}).Parse(pageSource)
})

// entry is the name of a report's entry in the list of sources.
func entry(r *Report) string {
	if r == nil {
		return "sources"
	}
	return "report-" + r.Letter
}

// HTML writes the brief as one file that needs no other and no network, for the screen and
// for paper. It returns the error of w.
func (b Brief) HTML(w io.Writer) error {
	t, err := parsedPage()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, b.page()); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
