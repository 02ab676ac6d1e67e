package page

import (
	"strings"
	"testing"
)

// TestSuperscripts: a number is never made larger by what stands above the line.
func TestSuperscripts(t *testing.T) {
	for source, want := range map[string]string{
		"some 10<sup>6</sup> litres, 10<sup>-3</sup>":                       "some 10⁶ litres, 10⁻³",
		"40<sup>2</sup> boats":                                              "40² boats",
		"40<sup><a href=#n1>1</a></sup> boats":                              "40 boats",
		"40<sup>[1]</sup> boats, 7<sup>*</sup> sank":                        "40 boats, 7 sank",
		"40<sup>1,2</sup> boats":                                            "40 boats",
		"Six boats<sup>1</sup> sank.<sup>2</sup>":                           "Six boats sank.",
		"“Six sank,”<sup>12</sup> he said":                                  "“Six sank,” he said",
		"9 m<sup>2</sup>, 4 km<sup>3</sup>, x<sup>2</sup>":                  "9 m², 4 km³, x²",
		"the 1<sup>st</sup> boat, M<sup>me</sup> Orr, Tarn<sup>TM</sup>":    "the 1st boat, Mme Orr, TarnTM",
		"<p><sup>1</sup> The port says seven.":                              "The port says seven.",
		"3<sup>1</sup>⁄<sub>2</sub> boats":                                  "3¹⁄2 boats",
		"10<b><sup>6</sup></b> litres":                                      "10**⁶** litres",
		"H<sub>2</sub>O<sup>a long remark above the line of the text</sup>": "H2Oa long remark above the line of the text",
	} {
		if got, err := Fragment(source, ""); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", source, got, err, want)
		}
	}
	if got := shown("<p>10<sup>6</sup> litres, the 1<sup>st</sup>"); !strings.HasPrefix(got, "10^6 litres") {
		t.Error(got)
	}
	p, err := Read([]byte("<title>x</title><h1>10<sup>6</sup> litres came down</h1>"+report), "", "")
	if err != nil || p.Stated.Title != "10⁶ litres came down" {
		t.Error(p.Stated.Title, err)
	}
}

// TestFurniture: lines of the page, and not of the report, go; lines of the report that look a little
// like them stay.
func TestFurniture(t *testing.T) {
	for line, stays := range map[string]bool{
		"<div>Follow us</div>":                                                           false,
		"<p>Follow us on <a href=/x>Chatter</a></p>":                                     false,
		"<p>Share this article</p>":                                                      false,
		"<div><span>Share on Chatter</span> <span>Share on Post</span></div>":            false,
		"<time datetime=2031-03-09T10:00:00Z>9 March 2031</time>":                        false,
		"<p>Published: <time>9 March 2031</time></p>":                                    false,
		"<p><time datetime=2031-03-09>So., 09.03.2031</time></p>":                        false,
		"<p>Subscribe to read on</p>":                                                    false,
		"<p>Already a subscriber? Log in</p>":                                            false,
		"<p>Follow us, the pilot said on the radio.</p>":                                 true,
		"<p>Subscribe, the port says, or pay at the gate.</p>":                           true,
		"<p>The gate broke on <time datetime=2031-03-09>9 March 2031</time>.</p>":        true,
		"<p><time datetime=2031-03-09T08:15:00Z>8.15</time></p>":                         true,
		"<table><tr><th>Party<th>Share<tr><td>Tarn First<td>12<tr><td>Quay<td>8</table>": true,
	} {
		p, err := Read([]byte("<title>Gate bent</title><article>"+line+report+"</article>"), "", "")
		if got := !strings.HasPrefix(p.Text, "A barge hit"); err != nil || got != stays {
			t.Errorf("%s: %.80q, %v", line, p.Text, err)
		}
	}
	p, err := Read([]byte("<title>Gate bent</title><article><time>9 March 2031</time>"+report+"<p>The watch ends on <time>10 March 2031</time></p></article>"), "", "")
	if err != nil || p.Stated.Date != "2031-03-09" || !strings.HasSuffix(p.Text, "10 March 2031") {
		t.Errorf("%+v, %v", p, err)
	}
	got, err := Fragment("<p>Six missing.</p><p>The post <a href=https://a.example/six>Six missing</a> appeared first on <a href=https://a.example>Quay</a>.</p>", "")
	if err != nil || got != "Six missing." {
		t.Errorf("%q, %v", got, err)
	}
}

// TestLittle: of a page that shows a few sentences only, that is said.
func TestLittle(t *testing.T) {
	for source, want := range map[string]bool{
		"<p>The port knew of the crack in 2029, and said nothing.</p>":              true,
		"<p>The port knew of the crack in 2029.</p><div>Subscribe to read on</div>": true,
		strings.Repeat(paragraph, 5):                                                false,
		strings.Repeat(paragraph, 5) + "<p>Log in to continue reading</p>":          true,
		strings.Repeat(paragraph, 20) + "<p>Log in to continue reading</p>":         false,
		"<p>" + strings.Repeat("港の門は日曜日に壊れ、六人がけがをした。", 10) + "</p>":                 false,
	} {
		p, err := Read([]byte("<title>Gate bent</title><article>"+source), "", "")
		if got := strings.Contains(strings.Join(p.Notes, "\n"), noteLittle); err != nil || got != want || strings.Contains(p.Text, "to read on") {
			t.Errorf("%s: %q, %v, %v", source, p.Text, p.Notes, err)
		}
	}
}

// TestFirstParagraph: an element that nobody closed does not part a report from its beginning; and
// prose that is left beside the main text is said.
func TestFirstParagraph(t *testing.T) {
	for _, tag := range []string{"b", "em", "font size=2", "span class=x", "strong"} {
		source := "<title>Gate bent</title><p>The bridge fell at noon <" + tag + ">and two people were hurt</p> there, the police said.<p>Nobody knows why it fell, the mayor of the town said on Friday, and he spoke at length of a miracle.</p><p>A second paragraph speaks of the cost, some four million crowns in all, the council said.</p>"
		p, err := Read([]byte(source), "", "")
		if err != nil || !strings.HasPrefix(p.Text, "The bridge fell at noon") || !strings.Contains(p.Text, "there, the police said.") || !strings.Contains(p.Text, "miracle") {
			t.Errorf("%s: %q, %v, %v", tag, p.Text, p.Notes, err)
		}
	}
	all := []prose{{"One.", false, nil}, {"Two.", true, nil}, {"Three.", true, nil}}
	doc := (&sheet{source: "<section><p>x<div><p>y</div></section><footer><p>z</footer>"}).parse()
	at := 0
	for n := range doc.Descendants() {
		if n.Data == "p" {
			for a := range n.Ancestors() {
				all[at].around = append(all[at].around, a)
			}
			at++
		}
	}
	for main, want := range map[string]string{
		"One. Two. Three.": "", "Two.": "left out beside the main text: 1 (“One.…”)", "One. Two.": "", "Three.": "", "Three. One. Two.": "",
	} {
		if got := besides(all, main); got != want {
			t.Errorf("%s: %q, want %q", main, got, want)
		}
	}
}
