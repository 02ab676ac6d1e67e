package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const root = "../.." // of the repository

// parsed is the Go files of the program, by their path from the root; tests and what only they and the
// pictures need left out.
var parsed = sync.OnceValues(func() (map[string]*ast.File, error) {
	out := map[string]*ast.File{}
	err := files(".go", func(path string) error {
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "internal/termtest/") || strings.HasPrefix(path, "screenshots/") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, path), nil, parser.SkipObjectResolution)
		out[path] = f
		return err
	})
	return out, err
})

func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	all, err := parsed()
	if err != nil || len(all) < 100 {
		t.Fatalf("%d files: %v", len(all), err)
	}
	return all
}

// files gives each file of the repository that ends so, by its path from the root.
func files(ending string, each func(path string) error) error {
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), ".git") {
			return fs.SkipDir
		}
		if err == nil && !e.IsDir() && strings.HasSuffix(path, ending) {
			within, _ := filepath.Rel(root, path)
			return each(filepath.ToSlash(within))
		}
		return err
	})
}

// imports calls each with the path of every import.
func imports(f *ast.File, each func(path string)) {
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		each(path)
	}
}

// calls calls each with every call of a function or method by its name: os.Create, or only the method's.
func calls(f *ast.File, each func(name string, c *ast.CallExpr)) {
	ast.Inspect(f, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if s, ok := c.Fun.(*ast.SelectorExpr); ok {
			name := s.Sel.Name
			if of, ok := s.X.(*ast.Ident); ok {
				name = of.Name + "." + name
			}
			each(name, c)
		}
		return true
	})
}

// TestOneWayToTheNetwork: what connects is imported by ingest/fetch alone, a client is made in one
// place, where --offline is heeded, and what libraries could fetch by themselves is never called.
func TestOneWayToTheNetwork(t *testing.T) {
	connects := []string{"net", "net/http", "net/smtp", "net/rpc", "net/http/httputil", "crypto/tls", "golang.org/x/net/proxy", "golang.org/x/net/websocket", "golang.org/x/crypto/ssh"}
	for path, f := range sources(t) {
		imports(f, func(imported string) {
			if slices.Contains(connects, imported) && filepath.Dir(path) != "ingest/fetch" {
				t.Errorf("%s imports %s", path, imported)
			}
		})
		calls(f, func(name string, _ *ast.CallExpr) {
			_, method, _ := strings.Cut(name, ".")
			if name == "fetch.New" && path != "internal/cli/offline.go" || slices.Contains([]string{"FromURL", "ParseURL", "ParseURLWithContext"}, method) {
				t.Errorf("%s calls %s", path, name)
			}
		})
	}
}

// TestWhoStartsPrograms: three places start other programs, none of them by a shell.
func TestWhoStartsPrograms(t *testing.T) {
	starts := []string{"internal/suggester/suggester.go", "internal/suggester/alone_other.go", "internal/suggester/alone_unix.go", "internal/cli/scheme_edit.go", "ui/prompt.go"}
	shell := regexp.MustCompile(`^"(/bin/)?(sh|bash|zsh|cmd|cmd\.exe|powershell|-c|/c)"$`)
	for path, f := range sources(t) {
		imports(f, func(imported string) {
			if (imported == "os/exec" || imported == "plugin") && !slices.Contains(starts, path) {
				t.Errorf("%s imports %s", path, imported)
			}
		})
		calls(f, func(name string, _ *ast.CallExpr) {
			if name == "os.StartProcess" || name == "syscall.Exec" || name == "syscall.ForkExec" || name == "unix.Exec" {
				t.Errorf("%s calls %s", path, name)
			}
		})
		if !slices.Contains(starts, path) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && shell.MatchString(text.Value) {
				t.Errorf("%s has %s in it", path, text.Value)
			}
			return true
		})
	}
}

// TestModesAreWrittenPrivate: no call that makes a file or a folder lets others into it.
func TestModesAreWrittenPrivate(t *testing.T) {
	last := []string{"os.OpenFile", "os.WriteFile", "os.Mkdir", "os.MkdirAll", "os.Chmod", "bbolt.Open"}
	found := 0
	for path, f := range sources(t) {
		calls(f, func(name string, c *ast.CallExpr) {
			if name == "os.Create" || name == "ioutil.WriteFile" {
				t.Errorf("%s calls %s, which lets others read", path, name)
			}
			if !slices.Contains(last, name) {
				return
			}
			for _, a := range c.Args {
				number, ok := a.(*ast.BasicLit)
				if !ok || number.Kind != token.INT {
					continue
				}
				found++
				if mode, err := strconv.ParseUint(number.Value, 0, 32); err != nil || mode&0o077 != 0 {
					t.Errorf("%s: %s(… %s)", path, name, number.Value)
				}
			}
		})
	}
	if found < 5 {
		t.Errorf("only %d calls were found", found)
	}
}

// TestEveryThreatIsTested: each row of the table in SECURITY.md names tests, and each of these is
// there: a function TestX or FuzzX, or a script NAME.txtar.
func TestEveryThreatIsTested(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	there, rows := tests(t), 0
	named := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "threat" {
			continue
		}
		rows++
		all := named.FindAllStringSubmatch(cells[3], -1)
		if len(all) == 0 {
			t.Errorf("no test is named for%s", cells[1])
		}
		for _, m := range all {
			if !there[m[1]] {
				t.Errorf("%s: there is no test %q", strings.TrimSpace(cells[1]), m[1])
			}
		}
	}
	if rows < 15 {
		t.Errorf("only %d rows", rows)
	}
}

// tests is the tests that there are: by package and name, scripts by the name of their file.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := files("_test.go", func(path string) error {
		code, err := os.ReadFile(filepath.Join(root, path))
		for _, m := range declared.FindAllSubmatch(code, -1) {
			there[filepath.ToSlash(filepath.Dir(path))+" "+string(m[1])] = true
		}
		return err
	})
	if err == nil {
		err = files(".txtar", func(path string) error { there["script "+filepath.Base(path)] = true; return nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	return there
}
