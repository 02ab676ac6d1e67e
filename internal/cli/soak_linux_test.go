package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"rashomon/internal/termtest"
)

// TestSoak labels in the real program for as many minutes as RASHOMON_SOAK_MINUTES says, in a
// library of RASHOMON_SOAK_ARTICLES (100,000 unless it is set), and prints a line of figures
// a minute: memory, goroutines, the size of the file, and how long keys take. A run of ten
// minutes or more fails where its second half is not as flat as its first (see uneven). Without
// RASHOMON_SOAK_MINUTES a small library is labelled in for a moment, which proves that the
// script still knows the way about.
//
//	RASHOMON_SOAK_MINUTES=60 go test ./internal/cli -run TestSoak -v -timeout 90m
func TestSoak(t *testing.T) {
	t.Parallel()
	minutes := setting(t, "RASHOMON_SOAK_MINUTES", 0)
	articles, patience := 300, 2*time.Minute
	if minutes > 0 {
		articles = setting(t, "RASHOMON_SOAK_ARTICLES", 100_000)
	}
	x := newSoak(t, max(articles/soakReports, 5), filepath.Join(t.TempDir(), "library.db"))
	x.patience = patience
	began := time.Now()
	x.fill()
	t.Logf("a library of %d articles in %d stories, made in %.1f s", x.stories*soakReports, x.stories, time.Since(began).Seconds())

	x.start()
	var report soakReport
	report.add(x.measure())
	next := time.Now().Add(time.Minute)
	end := time.Now().Add(time.Duration(minutes) * time.Minute)
	for round := 0; round < len(soakErrands) || time.Now().Before(end); round++ {
		x.round(round)
		if minutes > 0 && time.Now().After(next) {
			next = time.Now().Add(time.Minute)
			report.add(x.measure())
			fmt.Fprintln(os.Stderr, report.last())
		}
	}
	if minutes == 0 {
		report.add(x.measure())
	}
	x.leave()
	x.model.holds(t, x.stored())
	t.Log("\n" + report.String())
	if minutes >= 10 {
		for _, what := range report.uneven() {
			t.Error(what)
		}
	}
}

// setting is the number in the environment, or otherwise.
func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q: want a number from 1", name, value)
	}
	return n
}

// start opens the library, on the library screen, in a program that tells its figures.
func (x *soak) start() {
	x.t.Helper()
	x.figures = filepath.Join(filepath.Dir(x.library), "figures")
	x.session = start(x.t, termtest.Options{Patience: x.patience, Env: []string{soakFigures + "=" + x.figures}, Keep: 1 << 20}, x.library)
	x.home()
}
