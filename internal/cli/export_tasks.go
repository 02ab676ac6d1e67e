package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/annotate/task"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// The formats that are more than one file.
const (
	labelStudio = "label-studio" // and its labelling configuration
	huggingFace = "hf"           // a folder
)

// checkFile looks at what a format can be written to.
func (x *exporting) checkFile() error {
	ext := strings.ToLower(filepath.Ext(x.file))
	switch {
	case x.to.Name == labelStudio && ext == ".xml":
		return usage(fmt.Errorf("-o %q: the tasks are JSON; the labelling configuration is written beside them, as .xml", x.file))
	case x.to.Name == huggingFace && x.file != "-" && (ext == ".jsonl" || ext == ".json"):
		return usage(fmt.Errorf("-o %q: %s is a folder; to standard output it is one file", x.file, x.to.Name))
	}
	return nil
}

// noShape says that files of the format do not come in that shape.
func (x *exporting) noShape() error {
	if x.to == nil || len(x.to.Shapes) == 0 {
		return usage(fmt.Errorf("--shape goes with --format %s: files of other formats have but one", task.Doccano().Name))
	}
	return usage(fmt.Errorf("--shape %q: not %s", x.shape, strings.Join(x.to.Shapes, ", ")))
}

// exportTasks writes tasks in the format of another program, and says what is not in them.
func (a *app) exportTasks(ctx context.Context, lib *store.Store, x exporting) error {
	if x.to.Name == huggingFace && x.toFile() {
		return a.exportFolder(ctx, lib, x)
	}
	o, err := a.taskOptions(ctx, lib, x)
	if err != nil {
		return err
	}
	bar := a.exportBar(lib, x)
	o.Progress = bar.show
	var n export.TaskCount
	var lost task.Lost
	write := func(w io.Writer) (err error) {
		n, lost, err = export.Tasks(ctx, w, *x.to, lib, x.filter, o)
		bar.clear()
		if err == nil && n.Tasks == 0 {
			a.tellLost(x, n, lost)
			return nothingToWrite(lib, x, o.Scheme.Name)
		}
		return err
	}
	config, err := a.writeTasks(lib, x, o.Scheme, write)
	if err != nil {
		return writeHint(err)
	}
	if x.toFile() {
		fmt.Fprintf(a.Err, "%s: %s, %s of %s\n", clean.Name(x.file), screen.Count(n.Tasks, "task", "tasks"),
			screen.Count(n.Annotations, "annotation", "annotations"), screen.Count(n.Articles, "report", "reports"))
	}
	if config != "" {
		fmt.Fprintf(a.Err, "%s: the labelling configuration that goes with it\n", clean.Name(config))
	} else if x.to.Name == labelStudio {
		a.tellOf("%s also needs a labelling configuration: -o FILE writes it beside the tasks", x.to.Name)
	}
	a.tellLost(x, n, lost)
	return nil
}

// toFile says whether something else than standard output is written to.
func (x *exporting) toFile() bool { return x.file != "" && x.file != "-" }

// writeTasks has the tasks written to where they are to go, and for Label Studio the labelling
// configuration beside them: it returns the name of that.
func (a *app) writeTasks(lib *store.Store, x exporting, scheme annotate.Scheme, write func(io.Writer) error) (config string, err error) {
	if !x.toFile() {
		return "", a.onTerminal(write)
	}
	if sameFile(x.file, lib.Path()) {
		return "", fmt.Errorf("write %q: %w", x.file, errLibraryItself)
	}
	if x.to.Name != labelStudio {
		return "", export.File(x.file, write)
	}
	config = strings.TrimSuffix(x.file, filepath.Ext(x.file)) + ".xml"
	if err := isConfig(config); err != nil {
		return "", fmt.Errorf("write %q: %w", config, err)
	}
	if err := export.File(x.file, write); err != nil {
		return "", err
	}
	return config, export.File(config, func(w io.Writer) error {
		_, err := io.WriteString(w, task.LabelStudioConfig(scheme))
		return err
	})
}

// errNoConfig says that something else stands where a labelling configuration is to go.
var errNoConfig = errors.New("the labelling configuration goes there, and another file has that name")

// isConfig says whether a labelling configuration may take the place of what is at the path.
func isConfig(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return plain(err)
	}
	defer f.Close()
	opening := make([]byte, 512)
	n, err := io.ReadFull(f, opening)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return plain(err)
	}
	if n > 0 && !bytes.HasPrefix(bytes.TrimSpace(opening[:n]), []byte("<View")) {
		return errNoConfig
	}
	return nil
}

// taskOptions turns the flags into how to make tasks.
func (a *app) taskOptions(ctx context.Context, lib *store.Store, x exporting) (o export.TaskOptions, err error) {
	o = export.TaskOptions{Whole: x.text == "article", Shape: x.shape, Context: x.context, Dedup: x.dedup, Unlabelled: x.unlabelled}
	if o.Scheme, err = a.schemeInForce(lib); err != nil {
		return o, err
	}
	if x.suggestions {
		teacher := cmp.Or(x.filter.Annotator, a.annotatorName())
		if x.filter.Gold {
			teacher = annotate.Gold
		}
		l, err := learnNewest(ctx, lib, o.Scheme, teacher)
		if err != nil {
			return o, err
		}
		o.Suggest = export.Suggested(l)
	}
	return o, nil
}

const (
	mostLessons   = 5000             // labelled sentences that a learner is made of
	longestLesson = 10 * time.Second // to learn from, in a library of any size
)

// learnNewest teaches a learner the labels that an annotator gave in the newest reports: as
// many as the screens learn from.
func learnNewest(ctx context.Context, lib *store.Store, scheme annotate.Scheme, annotator string) (*suggest.Learner, error) {
	began := time.Now()
	progress, err := lib.Progress(annotator, scheme.Name)
	if err != nil {
		return nil, err
	}
	rows, err := lib.Rows(0)
	if err != nil {
		return nil, err
	}
	var labels []annotate.Annotation
	said := map[annotate.ID][]suggest.Suggestion{}
	for _, r := range rows {
		if progress[r.ID].Labelled == 0 {
			continue
		}
		if len(labels) >= mostLessons || time.Since(began) > longestLesson {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		lessons, rules, err := lessonsOf(lib, r.ID, scheme, annotator)
		if err != nil {
			return nil, err
		}
		labels, said[r.ID] = append(labels, lessons...), rules
	}
	return rebuilt(scheme, labels, said), nil
}

// lessonsOf is what an annotator says of the sentences of an article, and what the rules do.
func lessonsOf(lib *store.Store, id annotate.ID, scheme annotate.Scheme, annotator string) (labels []annotate.Annotation, rules []suggest.Suggestion, err error) {
	a, err := lib.Article(id)
	if err != nil {
		return nil, nil, err
	}
	body, err := lib.Body(id, a.Revision)
	if err != nil {
		return nil, nil, err
	}
	all, err := lib.Annotations(id)
	if err != nil {
		return nil, nil, err
	}
	for _, x := range all {
		if x.Annotator == annotator && x.Scheme == scheme.Name && x.Revision == a.Revision && x.Sentence >= 0 && len(x.Labels) > 0 {
			labels = append(labels, x)
		}
	}
	return labels, suggest.Article(body.Text, a.Language, body.Sentences), nil
}
