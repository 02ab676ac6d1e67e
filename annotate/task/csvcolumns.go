package task

import (
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"rashomon/annotate"
)

// csvRow is one row: a task, and what is said or suggested of one place in it, or nothing.
type csvRow struct {
	number     int // of the task in the file
	task       Task
	said       annotate.Annotation
	suggestion Suggestion
	text       string // the words of the place
	within     string // the task's text, where it is not the same and no row above has it
	on         string // sentence or span; nothing where nothing is said or suggested
	unit       string // sentence or article: what the task's text is
	sentence   int    // of the place, -1 where it is in none
	start, end int    // of the place in the task's text, in code points; -1 where nothing is said of it
	sentences  string
}

// csvColumn is a column: its name, and how it is written and read. Read is not asked for an empty cell.
type csvColumn struct {
	name  string
	write func(*csvRow) string
	read  func(*csvRow, string) error
}

// csvColumns are the columns in their order. Names never change their meaning; new columns come at the end.
// Those that another program's table may have too are before csvOwn.
var csvColumns = []csvColumn{
	csvText("text", func(r *csvRow) *string { return &r.text }),
	csvList("labels", func(r *csvRow) *[]string { return &r.said.Labels }),
	csvText("on", func(r *csvRow) *string { return &r.on }),
	csvCount("sentence", func(r *csvRow) *int { return &r.sentence }, -1),
	csvCount("start", func(r *csvRow) *int { return &r.start }, -1),
	csvCount("end", func(r *csvRow) *int { return &r.end }, -1),
	csvText("within", func(r *csvRow) *string { return &r.within }),
	csvText("before", func(r *csvRow) *string { return &r.task.Before }),
	csvText("after", func(r *csvRow) *string { return &r.task.After }),
	csvText("story", func(r *csvRow) *string { return &r.task.Story }),
	csvText("source", func(r *csvRow) *string { return &r.task.Article.Source }),
	csvText("title", func(r *csvRow) *string { return &r.task.Article.Title }),
	csvText("author", func(r *csvRow) *string { return &r.task.Article.Author }),
	csvText("date", func(r *csvRow) *string { return &r.task.Article.Date }),
	csvText("url", func(r *csvRow) *string { return &r.task.Article.URL }),
	csvText("language", func(r *csvRow) *string { return &r.task.Article.Language }),
	csvText("annotator", func(r *csvRow) *string { return &r.said.Annotator }),
	csvText("adjudicator", func(r *csvRow) *string { return &r.said.Adjudicator }),
	csvText("speaker", func(r *csvRow) *string { return &r.said.Speaker }),
	csvText("note", func(r *csvRow) *string { return &r.said.Note }),
	csvText("flag", func(r *csvRow) *string { return (*string)(&r.said.Flag) }),
	csvText("reason", func(r *csvRow) *string { return &r.said.Reason }),
	{"attributes", func(r *csvRow) string { return joinedChoices(r.said.Attributes) }, func(r *csvRow, s string) (err error) {
		r.said.Attributes, err = partedChoices(s)
		return err
	}},
	csvList("rejected", func(r *csvRow) *[]string { return &r.said.Rejected }),
	csvText("origin", func(r *csvRow) *string { return (*string)(&r.said.Origin) }),
	csvNumber("score", func(r *csvRow) *float64 { return &r.said.Score }),
	csvNumber("seconds", func(r *csvRow) *float64 { return &r.said.Seconds }),
	csvTime("created", func(r *csvRow) *time.Time { return &r.said.Created }),
	csvTime("updated", func(r *csvRow) *time.Time { return &r.said.Updated }),
	csvList("suggested", func(r *csvRow) *[]string { return &r.suggestion.Labels }),
	csvNumber("suggested_score", func(r *csvRow) *float64 { return &r.suggestion.Score }),
	csvText("suggested_speaker", func(r *csvRow) *string { return &r.suggestion.Speaker }),
	csvText("suggested_by", func(r *csvRow) *string { return &r.suggestion.Model }),
	csvText("scheme", func(r *csvRow) *string { return &r.said.Scheme }),
	csvID("id", func(r *csvRow) *annotate.ID { return &r.said.ID }),
	csvCount("id_revision", func(r *csvRow) *int { return &r.said.Revision }, 0),
	csvText("extra", func(r *csvRow) *string { return &r.said.Extra }),
	csvCount(csvOwn, func(r *csvRow) *int { return &r.number }, 0),
	csvText("unit", func(r *csvRow) *string { return &r.unit }),
	csvText("task_annotator", func(r *csvRow) *string { return &r.task.Annotator }),
	csvText("sentences", func(r *csvRow) *string { return &r.sentences }),
	csvCount("article_start", func(r *csvRow) *int { return &r.task.StartRune }, 0),
	csvCount("article_byte_start", func(r *csvRow) *int { return &r.task.Start }, 0),
	csvText("prefix", func(r *csvRow) *string { return &r.task.Prefix }),
	csvText("suffix", func(r *csvRow) *string { return &r.task.Suffix }),
	csvID("article_id", func(r *csvRow) *annotate.ID { return &r.task.Article.ID }),
	csvText("hash", func(r *csvRow) *string { return &r.task.Article.Hash }),
	csvCount("revision", func(r *csvRow) *int { return &r.task.Article.Revision }, 0),
	csvID("story_id", func(r *csvRow) *annotate.ID { return &r.task.Article.Story }),
	{"title_made", func(r *csvRow) string {
		if r.task.Article.TitleMade {
			return "true"
		}
		return ""
	}, func(r *csvRow, s string) error {
		r.task.Article.TitleMade = strings.EqualFold(s, "true")
		return nil
	}},
	csvText("place", func(r *csvRow) *string { return &r.task.Article.Place }),
	csvText("format", func(r *csvRow) *string { return (*string)(&r.task.Article.Format) }),
	csvCount("article_sentences", func(r *csvRow) *int { return &r.task.Article.Sentences }, 0),
	csvTime("added", func(r *csvRow) *time.Time { return &r.task.Article.Added }),
	csvText("article_extra", func(r *csvRow) *string { return &r.task.Article.Extra }),
	{"more", func(r *csvRow) string { return joinedExtra(r.task.Extra) }, func(r *csvRow, s string) (err error) {
		r.task.Extra, err = partedExtra(s)
		return err
	}},
}

// csvOwn is the column that only a table of ours has: the number of the task, so that rows of one
// task are found again.
const csvOwn = "rashomon_task"

func csvText(name string, at func(*csvRow) *string) csvColumn {
	return csvColumn{name, func(r *csvRow) string { return *at(r) }, func(r *csvRow, s string) error {
		*at(r) = s
		return nil
	}}
}

func csvList(name string, at func(*csvRow) *[]string) csvColumn {
	return csvColumn{name, func(r *csvRow) string { return joined(*at(r)) }, func(r *csvRow, s string) error {
		for _, l := range parted(s) {
			if err := checkLabel(l); err != nil {
				return csvError(name, "%w", err)
			}
			if slices.Contains(*at(r), l) {
				continue
			}
			if *at(r) = append(*at(r), l); len(*at(r)) > mostThere {
				return csvError(name, "%w", errCrowded)
			}
		}
		return nil
	}}
}

// csvCount is a whole number; an empty cell is none.
func csvCount(name string, at func(*csvRow) *int, none int) csvColumn {
	return csvColumn{name, func(r *csvRow) string {
		if *at(r) == none {
			return ""
		}
		return strconv.Itoa(*at(r))
	}, func(r *csvRow, s string) error {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 0 || n > math.MaxInt32 {
			return csvError(name, "%.40q is not a whole number that can be", s)
		}
		*at(r) = n
		return nil
	}}
}

func csvNumber(name string, at func(*csvRow) *float64) csvColumn {
	return csvColumn{name, func(r *csvRow) string {
		if *at(r) == 0 {
			return ""
		}
		return strconv.FormatFloat(*at(r), 'f', -1, 64)
	}, func(r *csvRow, s string) error {
		f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return csvError(name, "%.40q is not a number that can be", s)
		}
		*at(r) = f
		return nil
	}}
}

func csvTime(name string, at func(*csvRow) *time.Time) csvColumn {
	return csvColumn{name, func(r *csvRow) string {
		if at(r).IsZero() {
			return ""
		}
		return annotate.Instant(*at(r)).Format(millis)
	}, func(r *csvRow, s string) error {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return csvError(name, "%.40q is not an RFC 3339 time", s)
		}
		*at(r) = annotate.Instant(t)
		return nil
	}}
}

func csvID(name string, at func(*csvRow) *annotate.ID) csvColumn {
	return csvColumn{name, func(r *csvRow) string { return at(r).String() }, func(r *csvRow, s string) error {
		id, err := annotate.ParseID(s)
		if err != nil {
			return csvError(name, "%.40q is %w", s, err)
		}
		*at(r) = id
		return nil
	}}
}

// joinedChoices is name=choice|name=choice, in the order of the alphabet; an equals sign in a name
// has a backslash before it.
func joinedChoices(all map[string]string) string {
	if len(all) == 0 {
		return ""
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, strings.NewReplacer(`\`, `\\`, "=", `\=`).Replace(name)+"="+all[name])
	}
	return joined(out)
}

func partedChoices(s string) (map[string]string, error) {
	all := map[string]string{}
	for _, part := range parted(s) {
		i := 0
		for i < len(part) && part[i] != '=' {
			if part[i] == '\\' {
				i++
			}
			i++
		}
		if i >= len(part) {
			return nil, csvError("attributes", "%.40q is no name=choice", part)
		}
		name := strings.NewReplacer(`\\`, `\`, `\=`, "=").Replace(part[:i])
		if _, twice := all[name]; twice || name == "" {
			return nil, csvError("attributes", "%.40q stands twice, or is no name", name)
		}
		all[name] = part[i+1:]
	}
	return all, nil
}

// joinedExtra is columns of another program's table as a JSON object.
func joinedExtra(extra map[string]json.RawMessage) string {
	if len(extra) == 0 {
		return ""
	}
	var o object
	o.begin()
	o.more(extra)
	o.closed()
	return string(o.line)
}

func partedExtra(s string) (map[string]json.RawMessage, error) {
	extra := map[string]json.RawMessage{}
	err := checkJSON([]byte(s))
	if err == nil {
		err = members([]byte(s), func(key string, v []byte) (err error) {
			extra[key], err = tidy(v)
			return err
		})
	}
	if err != nil {
		return nil, csvError("more", "%w", err)
	}
	return extra, nil
}

// joinedSpans is start..end start..end …, in code points.
func joinedSpans(all []annotate.Span, r *ruler) string {
	var b []byte
	for _, s := range all {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(r.of(s.Start)), 10)
		b = append(b, ".."...)
		b = strconv.AppendInt(b, int64(r.of(s.End)), 10)
	}
	return string(b)
}

func partedSpans(s string, r *ruler) (all []annotate.Span, err error) {
	end := 0
	for _, f := range strings.Fields(s) {
		from, to, _ := strings.Cut(f, "..")
		i, err1 := strconv.Atoi(from)
		k, err2 := strconv.Atoi(to)
		x, err := r.span(i, k)
		if err = cmp.Or(err1, err2, err); err != nil || x.Start < end {
			return nil, csvError("sentences", "%.40q is no place after the one before", f)
		}
		all, end = append(all, x), x.End
	}
	return all, nil
}
