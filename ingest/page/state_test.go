package page

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"rashomon/annotate"
)

// TestWhatAPageStates: a value that says nothing, or cannot be right, gives way to the next.
func TestWhatAPageStates(t *testing.T) {
	ld := func(json string) string { return `<script type="application/ld+json">` + json + `</script>` }
	for name, c := range map[string]struct {
		head string
		want annotate.Article
	}{
		"nothing":                        {``, annotate.Article{Source: "tarn.example"}},
		"a title with the outlet":        {`<title>Gate bent | Tarn Courier</title><meta property="og:site_name" content="Tarn Courier">`, annotate.Article{Title: "Gate bent", Source: "Tarn Courier"}},
		"a title before which it stands": {`<title>TARN COURIER: Gate bent</title><meta property="og:site_name" content="Tarn Courier">`, annotate.Article{Title: "Gate bent", Source: "Tarn Courier"}},
		"a dash that is the title's":     {`<title>Gate bent - again</title>`, annotate.Article{Title: "Gate bent - again", Source: "tarn.example"}},
		"entities twice over":            {`<meta property="og:title" content="Tove&amp;#8217;s gate &amp;amp; port">`, annotate.Article{Title: "Tove’s gate & port", Source: "tarn.example"}},
		"an author that is an address":   {`<meta property="article:author" content="https://x.example/ana"><meta name="author" content="By Ana Lund">`, annotate.Article{Author: "Ana Lund", Source: "tarn.example"}},
		"an author that is the outlet":   {ld(`{"@type":"NewsArticle","author":{"name":"Tarn Courier"},"publisher":{"name":"Tarn Courier"}}`), annotate.Article{Source: "Tarn Courier"}},
		"authors one by one":             {`<meta name="citation_author" content="Ana Lund"><meta name="citation_author" content="Nils Hage">`, annotate.Article{Author: "Ana Lund, Nils Hage", Source: "tarn.example"}},
		"a date that none wrote":         {`<meta property="article:published_time" content="1970-01-01T00:00:00Z"><meta name="date" content="0001-01-01"><meta name="pubdate" content="20310309">`, annotate.Article{Source: "tarn.example"}},
		"a date that cannot be read":     {ld(`{"@type":"NewsArticle","datePublished":"03/04/2031"}`) + `<meta property="article:published_time" content="2031-04-03T10:00:00.123+0200">`, annotate.Article{Date: "2031-04-03T10:00:00+02:00", Source: "tarn.example"}},
		"only one that cannot":           {ld(`{"@type":"NewsArticle","datePublished":"03/04/2031"}`), annotate.Article{Date: "03/04/2031", Source: "tarn.example"}},
		"a day without a zone":           {`<meta name="parsely-pub-date" content="2031-04-03T10:00:00">`, annotate.Article{Date: "2031-04-03", Source: "tarn.example"}},
		"the first page as address":      {`<link rel="canonical" href="https://tarn.example/"><meta property="og:url" content="/a/b">`, annotate.Article{URL: "https://www.tarn.example/a/b", Source: "tarn.example"}},
		"another outlet's address":       {`<link rel="canonical" href="https://www.meridian.example/x#y">`, annotate.Article{URL: "https://www.meridian.example/x", Source: "meridian.example"}},
		"an address that is none":        {`<link rel="canonical" href="javascript:alert(1)">`, annotate.Article{Source: "tarn.example"}},
		"a language in words":            {ld(`{"@type":"NewsArticle","inLanguage":"English"}`) + `<meta property="og:locale" content="de_AT">`, annotate.Article{Language: "de-AT", Source: "tarn.example"}},
		"broken JSON-LD":                 {ld(`{"@type":"NewsArticle","headline":"x"`) + ld("{\"@type\":\"NewsArticle\",\"headline\":\"Gate\nbent\"}"), annotate.Article{Title: "Gate bent", Source: "tarn.example"}},
		"JSON-LD of other reports": {ld(`[{"@type":"NewsArticle","url":"https://tarn.example/other","headline":"Other"},{"@type":["Thing","ReportageNewsArticle"],"mainEntityOfPage":{"@id":"https://tarn.example/a/b"},"headline":"Gate bent"}]`) +
			`<link rel="canonical" href="https://tarn.example/a/b">`, annotate.Article{Title: "Gate bent", URL: "https://tarn.example/a/b", Source: "tarn.example"}},
		"a list beside": {ld(`{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}`) + `<title>Gate bent</title>`, annotate.Article{Title: "Gate bent", Source: "tarn.example"}},
		"microdata":     {`<body><span itemprop="author"><span itemprop="name">Ana Lund</span>, Tarn</span><time itemprop="datePublished" datetime="2031-03-09">today</time><time datetime="2031-01-01">x</time>`, annotate.Article{Author: "Ana Lund", Date: "2031-03-09", Source: "tarn.example"}},
	} {
		if c.want.URL == "" {
			c.want.URL = "https://www.tarn.example/news/1"
		}
		if name == "a date that none wrote" {
			c.want.Date = "2031-03-09"
		}
		p, err := Read([]byte("<html><head>"+c.head+report), "https://www.tarn.example/news/1", "")
		if err != nil || p.Stated != c.want {
			t.Errorf("%s: %+v, %v\nwant %+v", name, p.Stated, err, c.want)
		}
	}
}

func TestCharsets(t *testing.T) {
	text := "Двое ранены на пристани. " + strings.Repeat("Баржа ударила в ворота порта. ", 20)
	koi, err := charmap.KOI8R.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ source, contentType, note string }{
		"the server says":                 {"<p>" + koi, "text/html; charset=koi8-r", "converted from koi8-r"},
		"the page says":                   {"<meta charset=koi8-r><p>" + koi, "", "converted from koi8-r"},
		"as pages said it once":           {"<meta http-equiv=content-type content='text/html; charset=KOI8-R'><p>" + koi, "text/html", "converted from koi8-r"},
		"UTF-8 that says it is something": {"<meta charset=koi8-r><p>" + text, "text/html; charset=iso-8859-1", ""},
		"a mark":                          {"\ufeff<p>" + text, "", ""},
		"UTF-8, cut":                      {"<meta charset=utf-8><p>" + text + "<p>\xd0", "", "bytes that are not UTF-8, shown as \ufffd: 1"},
		"UTF-8 with a bad byte":           {"<meta charset=utf-8><p>" + text + "<p>Caf\u00e9 \xff", "text/html; charset=utf-8", "bytes that are not UTF-8, shown as \ufffd: 1"},
		"such that nobody declares":       {"<p>" + text + "<p>\xff", "", "bytes that are not UTF-8, shown as \ufffd: 1"},
	} {
		p, err := Read([]byte(c.source), "", c.contentType)
		if err != nil || !strings.HasPrefix(p.Text, strings.TrimSpace(text)) || strings.Join(p.Notes, "; ") != c.note {
			t.Errorf("%s: %q, %q, %v", name, p.Text, p.Notes, err)
		}
	}
	few := "<meta charset=utf-8><p>" + strings.Repeat("The caf\u00e9 on the quay burned down on Friday. ", 3) + "“Nobody was \xffhurt”, he said."
	if p, err := Read([]byte(few), "", "text/html; charset=utf-8"); err != nil || !strings.Contains(p.Text, "caf\u00e9") || !strings.Contains(p.Text, "“Nobody was \ufffdhurt”") {
		t.Errorf("%q, %v", p.Text, err)
	}
	if p, err := Read([]byte("<meta charset=utf-8><p>The caf\xe9 on the quay, it\x92s gone."), "", ""); err != nil || !strings.Contains(p.Text, "caf\u00e9 on the quay, it’s gone") {
		t.Errorf("%q, %v", p.Text, err)
	}
}
