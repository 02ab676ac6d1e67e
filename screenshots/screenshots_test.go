package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"rashomon/internal/termtest"
)

// TestMain turns the test binary into a small program to take pictures of.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != "demo" {
		os.Exit(m.Run())
	}
	if _, err := tea.NewProgram(probe{library: os.Args[3]}).Run(); err != nil {
		os.Exit(1)
	}
}

type probe struct {
	library string
	light   bool
	row     int
}

func (p probe) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (p probe) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		p.light = !msg.IsDark()
	case tea.KeyPressMsg:
		p.row++
	}
	return p, nil
}

func (p probe) View() tea.View {
	colored := lipgloss.LightDark(!p.light)
	fact := lipgloss.NewStyle().Background(colored(lipgloss.Color("#cfe8cf"), lipgloss.Color("#1f4d2b")))
	claim := lipgloss.NewStyle().Underline(true).Foreground(colored(lipgloss.Color("#8a3b00"), lipgloss.Color("#f0a868")))
	column := func(title, text string) string {
		return lipgloss.NewStyle().Border(lipgloss.RoundedBorder()).Width(34).Padding(0, 1).
			Render(lipgloss.NewStyle().Bold(true).Render(title) + "\n\n" + text)
	}
	left := column("Harbour Gazette", fact.Render("The crane fell at 6.40.")+" Nobody was hurt. "+claim.Render("It was overdue for repair."))
	right := column("Stadtblatt — «Der Kran»", "Eyewitnesses saw a \x1b[3mflash\x1b[m, 港の新聞 says. "+fact.Render("It fell at 6.40."))
	_, base := filepath.Split(p.library)
	content := lipgloss.JoinHorizontal(lipgloss.Top, left, " ", right) +
		fmt.Sprintf("\n\n ▸ row %d of 9  \x1b[7m f \x1b[m fact  \x1b[7m c \x1b[m claim  ▁▂▃▄▅▆▇█ ░▒▓ ⠋⠙⣿ ┏━┳━┓ ╔═╦═╗ ✓✗●○  %s %s", p.row, base, os.Getenv("RASHOMON_CLOCK"))
	v := tea.NewView(content)
	v.AltScreen = true
	return v
}

var probeScenes = []scene{
	{file: "dark.png", args: demo, width: 110, height: 16, steps: []step{{show: "row 0"}, {keys: []string{"j"}, show: "row 1"}}},
	{file: "light.png", args: demo, width: 110, height: 16, light: true, steps: []step{{show: "row 0"}}},
}

func takeProbe(t *testing.T) map[string][]byte {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pictures := map[string][]byte{}
	err = takeAll(probeScenes, self, func(file string, picture []byte) error {
		pictures[file] = picture
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pictures
}

func TestPicturesAreTheSameEachTime(t *testing.T) {
	first, second := takeProbe(t), takeProbe(t)
	for _, s := range probeScenes {
		if !bytes.Equal(first[s.file], second[s.file]) {
			t.Errorf("%s differs between two runs", s.file)
		}
		picture, err := png.Decode(bytes.NewReader(first[s.file]))
		if err != nil {
			t.Fatal(err)
		}
		if _, few := picture.(*image.Paletted); !few {
			t.Errorf("%s is a %T, want few colours", s.file, picture)
		}
		if folder := os.Getenv("RASHOMON_PICTURES"); folder != "" { // to look at them
			if err := os.WriteFile(filepath.Join(folder, s.file), first[s.file], 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if bytes.Equal(first["dark.png"], first["light.png"]) {
		t.Error("light and dark are the same picture")
	}
}

func TestCheckNamesThePicture(t *testing.T) {
	p, err := newPainter()
	if err != nil {
		t.Fatal(err)
	}
	one, err1 := encode(p, termtest.Draw("one", 5, 1), false)
	two, err2 := encode(p, termtest.Draw("two", 5, 1), false)
	path := filepath.Join(t.TempDir(), "library.png")
	if err1 != nil || err2 != nil || os.WriteFile(path, one, 0o644) != nil {
		t.Fatal(err1, err2)
	}
	if err := compare(path, one); err != nil {
		t.Error(err)
	}
	for _, wrong := range []error{compare(path, two), compare(path+"x", one)} {
		if wrong == nil || !strings.Contains(wrong.Error(), "library.png") {
			t.Errorf("got %v", wrong)
		}
	}
}

func TestFailedSceneIsNamed(t *testing.T) {
	err := takeAll([]scene{{file: "a.png", width: 9, height: 9}, {file: "b.png", width: 9, height: 9}}, "/no/program", nil)
	if err == nil || !strings.Contains(err.Error(), "a.png") || !strings.Contains(err.Error(), "b.png") {
		t.Errorf("got %v", err)
	}
}

func painted(t *testing.T, content string, width, height int) *image.RGBA {
	t.Helper()
	p, err := newPainter()
	if err != nil {
		t.Fatal(err)
	}
	return p.paint(termtest.Draw(content, width, height), false)
}

// count returns how many pixels of the cells have the colour.
func count(picture *image.RGBA, area image.Rectangle, c color.RGBA) int {
	n := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if picture.RGBAAt(x, y) == c {
				n++
			}
		}
	}
	return n
}

func TestLinesJoin(t *testing.T) {
	picture := painted(t, "┌──┐\n│  │\n├──┤\n└──┘", 4, 4)
	for _, at := range []int{0, 2, 3} { // the rows with a line from end to end
		row := cellBounds(0, at, 4)
		y := row.Min.Y + cellHeight/2
		for x := row.Min.X + cellWidth/2; x <= row.Max.X-1-cellWidth/2; x++ {
			if picture.RGBAAt(x, y) != dark.fg {
				t.Fatalf("row %d: gap in the line at %d", at, x-row.Min.X)
			}
		}
	}
	left := cellBounds(0, 0, 1)
	for y := left.Min.Y + cellHeight/2; y <= left.Min.Y+3*cellHeight+cellHeight/2; y++ {
		if picture.RGBAAt(left.Min.X+cellWidth/2, y) != dark.fg {
			t.Fatalf("gap in the left line at %d", y-left.Min.Y)
		}
	}
}

func TestShapesFillTheirShare(t *testing.T) {
	const whole = cellWidth * cellHeight
	for shape, want := range map[string]int{
		"█": whole, "▀": whole / 2, "▄": whole / 2, "▌": 4 * cellHeight, "▐": 5 * cellHeight, "▏": cellHeight, "▕": cellHeight,
		"▁": 2 * cellWidth, "▙": whole - 5*9, "⠁": 4, "⣿": 32, "─": cellWidth, "┃": 3 * cellHeight, "║": 2 * cellHeight,
	} {
		if got := count(painted(t, shape, 1, 1), cellBounds(0, 0, 1), dark.fg); got != want {
			t.Errorf("%s covers %d pixels, want %d", shape, got, want)
		}
	}
}

func TestEveryShapeStaysInItsCell(t *testing.T) {
	empty := painted(t, "", 3, 3)
	for r := rune(0x2500); r < 0x2900; r++ {
		if r >= 0x25a0 && r < 0x2800 {
			continue // not drawn by hand
		}
		picture := painted3(t, r)
		cell := cellBounds(1, 1, 1)
		fill(picture, cell, dark.bg)
		if !(r >= '╱' && r <= '╳') && !bytes.Equal(picture.Pix, empty.Pix) {
			t.Errorf("%c paints outside of its cell", r)
		}
	}
}

func painted3(t *testing.T, r rune) *image.RGBA {
	t.Helper()
	picture := window(3*cellWidth, 3*cellHeight, &dark)
	drawShape(picture, cellBounds(1, 1, 1), r, dark.fg, dark.bg)
	return picture
}

func TestStylesShow(t *testing.T) {
	cell := cellBounds(0, 0, 1)
	plain, reverse := painted(t, "x", 1, 1), painted(t, "\x1b[7mx", 1, 1)
	if count(reverse, cell, dark.fg) < count(plain, cell, dark.bg)-10 {
		t.Error("reverse does not swap the colours")
	}
	for _, style := range []string{"1", "2", "3", "4", "4:2", "4:3", "4:4", "4:5", "7", "9", "31", "44", "38;5;208", "38;2;9;200;9"} {
		if bytes.Equal(painted(t, "\x1b["+style+"mx", 1, 1).Pix, plain.Pix) {
			t.Errorf("style %s does not show", style)
		}
	}
	if got := count(painted(t, "\x1b[8mx", 1, 1), cell, dark.bg); got != cellWidth*cellHeight {
		t.Error("concealed text shows")
	}
}

func TestManyColorsBecomeFew(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 100, 100))
	for y := range 100 {
		for x := range 100 {
			picture.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), 0, 0xff})
		}
	}
	few := fewColors(picture)
	if len(few.Palette) != 256 {
		t.Errorf("%d colours, want 256", len(few.Palette))
	}
	if again := fewColors(picture); !bytes.Equal(few.Pix, again.Pix) {
		t.Error("two runs chose different colours")
	}
}
