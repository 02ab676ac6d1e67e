package ingest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding/htmlindex"

	"rashomon/annotate"
)

var day = time.Date(2031, 3, 12, 7, 30, 0, 0, time.UTC)

const (
	russian  = "Баржа с удобрениями ударила в штормовые ворота порта. Шесть человек ранены, сообщили спасатели."
	japanese = "肥料を積んだはしけが日曜日の未明に港の防潮門に衝突した。救助隊によると六人がけがをした。港長は無事だったという。"
)

func TestEncodings(t *testing.T) {
	for name, text := range map[string]string{
		"windows-1251": russian,
		"koi8-r":       russian,
		"iso-8859-5":   russian,
		"windows-1252": "The harbour master’s office said “nobody” was hurt. Six people were taken to hospital.",
		"iso-8859-1":   "Ein Lastkahn rammte das Sturmtor. Sechs Männer wurden verletzt, hieß es später.",
		"iso-8859-2":   "Barka uderzyła w bramę sztormową portu. Sześciu członków załogi zostało rannych, podały służby.",
		"windows-1254": "Mavna fırtına kapısına çarptı. Altı kişi yaralandı, dediler görgü tanıkları. Liman müdürü sağ.",
		"windows-1253": "Φορτηγίδα χτύπησε την πύλη του λιμανιού. Έξι άτομα τραυματίστηκαν, είπαν οι διασώστες.",
		"windows-1255": "דוברה פגעה בשער הסערה של הנמל. שישה אנשים נפצעו, אמרו המחלצים הבוקר.",
		"windows-1256": "اصطدمت بارجة ببوابة الميناء قبل الفجر. وأصيب ستة أشخاص بجروح كما قال رجال الإنقاذ.",
		"shift_jis":    japanese,
		"euc-jp":       japanese,
		"gbk":          "一艘装载化肥的驳船星期日黎明前撞上了港口的防潮闸门。救援人员说有六人受伤。港务局长没有受伤。",
		"big5":         "一艘裝載化肥的駁船星期日黎明前撞上了港口的防潮閘門。救援人員說有六人受傷。港務局長沒有受傷。",
		"euc-kr":       "비료를 실은 바지선이 일요일 새벽 항구의 폭풍 수문을 들이받았다. 구조대는 여섯 명이 다쳤다고 말했다.",
	} {
		t.Run(name, func(t *testing.T) {
			enc, err := htmlindex.Get(name)
			if err != nil {
				t.Fatal(err)
			}
			coded, err := enc.NewEncoder().String(text)
			if err != nil {
				t.Fatal(err)
			}
			a, notes, err := Read(strings.NewReader(coded), "report.txt", annotate.Plain, day)
			if err != nil || a.Body.Text != text || len(notes) != 1 || !strings.HasPrefix(notes[0], "converted from ") {
				t.Errorf("%q, %q, %v; want %q", a.Body.Text, notes, err, text)
			}
		})
	}
}

func TestUnicodeEncodings(t *testing.T) {
	text := "Six “hurt”.\nДвое."
	utf16 := func(high, low int) string {
		var b []byte
		for _, r := range "\ufeff" + text {
			unit := [2]byte{byte(r >> 8), byte(r)}
			b = append(b, unit[high], unit[low])
		}
		return string(b)
	}
	for name, c := range map[string]struct{ in, want, note string }{
		"UTF-8":             {text, text, ""},
		"UTF-8 with mark":   {"\ufeff" + text, text, ""},
		"UTF-16 big":        {utf16(0, 1), text, "converted from UTF-16"},
		"UTF-16 little":     {utf16(1, 0), text, "converted from UTF-16"},
		"cut in a letter":   {strings.Repeat("Двое. ", 9) + "\xd0", strings.Repeat("Двое. ", 9) + "\ufffd", "bytes that are not UTF-8, shown as \ufffd: 1"},
		"escapes in a text": {"Two \x1b[1mboats\x1b[0m sank in the night.", "Two boats sank in the night.", "taken out: 8 code points of escape sequences"},
	} {
		a, notes, err := Read(strings.NewReader(c.in), "report.txt", annotate.Plain, day)
		if err != nil || a.Body.Text != c.want || c.note == "" != (len(notes) == 0) || c.note != "" && notes[0] != c.note {
			t.Errorf("%s: %q, %q, %v", name, a.Body.Text, notes, err)
		}
	}
}

func TestFileRefuses(t *testing.T) {
	folder := plant(t, map[string]string{
		"empty.txt":        "",
		"blank.txt":        " \n\t\r\n\u2028 ",
		"invisible.md":     "\u200b\ufeff\x1b[2J",
		"only front.md":    "---\ntitle: Nothing else\n---\n",
		"picture.txt":      "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00",
		"letter.txt":       "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
		"zeros.txt":        strings.Repeat("a\x00", 50),
		"wide.txt":         "\xff\xfe\x00\x00a\x00\x00\x00b\x00\x00\x00",
		"noise.txt":        "\xfe\xfa\xf0\x9d\x80garbage\xf5\xff",
		"report.pdf":       "Two hurt.",
		"page.doc":         "<p>Two hurt.</p>",
		"picture.html":     "\x89PNG\r\n\x1a\n\x00",
		"blank.html":       "<html><body><script>x</script></body></html>",
		"no.eml":           "Two hurt.",
		"folder.txt/x.txt": "x",
	})
	for name, want := range map[string]error{
		"empty.txt": ErrEmpty, "blank.txt": ErrEmpty, "invisible.md": ErrEmpty, "only front.md": ErrEmpty,
		"picture.txt": ErrBinary, "letter.txt": ErrBinary, "zeros.txt": ErrBinary, "wide.txt": ErrBinary,
		"noise.txt": ErrEncoding, "report.pdf": ErrUnsupported, "page.doc": ErrUnsupported,
		"picture.html": ErrNotHTML, "blank.html": ErrEmpty, "no.eml": ErrNotMail,
		"folder.txt": syscall.EISDIR, "missing.txt": os.ErrNotExist, "empty.txt/below.txt": syscall.ENOTDIR,
	} {
		a, notes, err := File(filepath.Join(folder, name), day)
		if !errors.Is(err, want) || a.Body.Text != "" || notes != nil {
			t.Errorf("%s: %v, %v, %v; want %v", name, a, notes, err, want)
		}
		if err != nil && (strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), name)) {
			t.Errorf("%s: %q is not one line that names it", name, err)
		}
	}
}

// counting is a reader without end that knows how much was read of it.
type counting struct{ n int }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	c.n += len(p)
	return len(p), nil
}

func TestLargeTextsAreNotReadWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.txt")
	if err := os.WriteFile(path, []byte("Two hurt."), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 50<<20); err != nil {
		t.Fatal(err)
	}
	if _, _, err := File(path, day); !errors.Is(err, ErrTooLarge) {
		t.Errorf("50 MB: %v", err)
	}
	var endless counting
	if _, _, err := Read(&endless, Stdin, annotate.Plain, day); !errors.Is(err, ErrTooLarge) || endless.n > 2*Limit {
		t.Errorf("without end: %v after %d bytes", err, endless.n)
	}
}

func TestReadReportsTheReader(t *testing.T) {
	broken := errors.New("line dropped")
	r := io.MultiReader(strings.NewReader("Two hurt."), failing{broken})
	if _, _, err := Read(r, Stdin, annotate.Plain, day); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestFileIsComplete(t *testing.T) {
	folder := plant(t, map[string]string{"report.txt": "HALVORN - Two boats sank. Nobody was hurt.\n", "notes": "No extension."})
	a, notes, err := File(filepath.Join(folder, "report.txt"), day)
	if err != nil || len(notes) != 0 {
		t.Fatal(notes, err)
	}
	want := annotate.NewArticle(annotate.Article{
		Title: "Two boats sank.", TitleMade: true, Place: "HALVORN", Format: annotate.Plain,
	}, a.Body, day)
	if a.Article != want {
		t.Errorf("%+v\nwant %+v", a.Article, want)
	}
	var got []string
	for n := range a.Body.Sentences {
		got = append(got, a.Body.Sentence(n))
	}
	if !slices.Equal(got, []string{"Two boats sank.", "Nobody was hurt."}) {
		t.Errorf("sentences %q", got)
	}
	if a, _, err := File(filepath.Join(folder, "notes"), day); err != nil || a.Article.Format != annotate.Plain {
		t.Errorf("a file without extension: %v, %v", a, err)
	}
}
