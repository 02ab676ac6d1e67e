package cli_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
)

// serve FOLDER serves the files of a folder until the script ends, at the address in $SERVER.
// $SECURE is that address with https, which it does not speak.
// $SERVER/status/503 answers with that number, and $SERVER/to/PATH redirects to that path.
func serve(ts *script, _ bool, args []string) {
	files := http.FileServer(http.Dir(ts.MkAbs(args[0])))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if number, ok := strings.CutPrefix(r.URL.Path, "/status/"); ok {
			n, _ := strconv.Atoi(number)
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(max(n, 200))
			return
		}
		if to, ok := strings.CutPrefix(r.URL.Path, "/to/"); ok {
			http.Redirect(w, r, "/"+to, http.StatusFound)
			return
		}
		for ending, kind := range map[string]string{".md": "text/markdown; charset=utf-8", ".xml": "application/rss+xml", ".pdf": "application/pdf"} {
			if strings.HasSuffix(r.URL.Path, ending) {
				w.Header().Set("Content-Type", kind)
			}
		}
		files.ServeHTTP(w, r)
	}))
	ts.Defer(s.Close)
	ts.Setenv("SERVER", s.URL)
	ts.Setenv("SECURE", strings.Replace(s.URL, "http:", "https:", 1))
}
