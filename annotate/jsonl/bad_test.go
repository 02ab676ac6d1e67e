package jsonl_test

import (
	"slices"
	"strings"
	"testing"
)

// damage is one thing that can be wrong with one line of the ferry's file.
type damage struct {
	name     string
	line     int // 1 scheme, 2 story, 3 article, 4 and 5 annotations, 6 article, 7 a statement's name, 8 a link, 9 a conflict; 0 for a line of its own
	old, new string
	want     string
}

func damages() []damage {
	return []damage{
		{"not JSON", 0, "", "the ferry\n", "not a rashomon record: invalid character"},
		{"not an object", 0, "", "[1]\n", "a JSON array, not an object"},
		{"no type", 0, "", `{"id":"a1","text":"The ferry sank."}` + "\n", "it has no type"},
		{"no version", 2, `"version":1,`, ``, "it has no version"},
		{"newer", 2, `"version":1`, `"version":2`, "version 2: a newer version"},
		{"unknown type", 2, `"story"`, `"link\u001b"`, `unknown type "link\x1b"`},
		{"not UTF-8", 2, "The", "\xff", "not valid UTF-8"},
		{"cut short", 4, "}\n", "\n", "unexpected end of JSON input"},
		{"label without a name", 1, `"name":"fact"`, `"name":" "`, `label 1: " " is no name`},
		{"label twice", 1, `"name":"quote"`, `"name":"fact"`, `label 2: the name ‘fact’ is that of label 1 already`},
		{"scheme without a name", 1, `"name":"default"`, `"name":""`, `"" is no name for a scheme`},
		{"story without an id", 2, `"id":"`, `"id":"","was":"`, "a story without an id"},
		{"story id", 2, `"id":"`, `"id":"x`, "not an id of 16 hexadecimal digits"},
		{"hash", 3, "sank", "sang", "the hash is not that of its text"},
		{"revision", 3, `"revision":1`, `"revision":0`, "revision 0"},
		{"revision past the last", 3, `"revision":1`, `"revision":2147483648`, "revision 2147483648"},
		{"format", 3, `"plain"`, `"html"`, `unknown format "html"`},
		{"added", 3, `"added":"2031-05-04T`, `"added":"2031-05-04 `, `added: "2031-05-04 12:00:00.123Z" is not an RFC 3339 time`},
		{"sentence runes", 3, `"rune_end":15`, `"rune_end":14`, "sentence 0: code points and bytes disagree"},
		{"sentence bytes", 3, `"byte_start":16`, `"byte_start":14`, "sentence 1 begins before"},
		{"sentence in a rune", 3, `"byte_end":15`, `"byte_end":17`, "sentence 0: bytes 0–17 are not in the text"},
		{"escape in title", 3, `Ferry sinks`, `Ferry \u001b[2J`, "control character U+001B"},
		{"annotation id", 4, `"id":"`, `"id":"-`, "not an id"},
		{"other words", 4, `"text":"The ferry sank."`, `"text":"The ferry swam."`, "is not its quote"},
		{"code points", 5, `"rune_start":16`, `"rune_start":15`, "code points and bytes disagree"},
		{"code points of the end", 5, `"rune_end":58`, `"rune_end":62`, "code points and bytes disagree"},
		{"bytes", 5, `"byte_end":62`, `"byte_end":63`, "cannot hold"},
		{"sentence", 4, `"sentence":0`, `"sentence":1`, "sentence 1 stands elsewhere"},
		{"sentence that is not there", 4, `"sentence":0`, `"sentence":7`, "there is no sentence 7"},
		{"sentence below", 4, `"sentence":0`, `"sentence":-2`, "there is no sentence -2"},
		{"hash of an annotation", 4, `"hash":"`, `"hash":"0`, "the hash is not that of its article"},
		{"long annotator", 4, `"annotator":"`, `"annotator":"` + strings.Repeat("a", 256), "longer than 255 bytes"},
		{"time", 4, `"updated":"2031`, `"updated":"3031x`, "is not an RFC 3339 time"},
		{"label of two lines", 4, `["fact"]`, `["fa\nct"]`, "is not one line"},
		{"empty label", 4, `["fact"]`, `[""]`, "a label without a name"},
		{"nothing said", 4, `["fact"]`, `[]`, "it says nothing"},
		{"kind of labels", 4, `["fact"]`, `"fact"`, `the value of "labels" is of the wrong kind: string`},
		{"label on a page", 1, `"on":""`, `"on":"page"`, `‘fact’ is for "page"`},
		{"attribute without choices", 1, `"attributes":[]`, `"attributes":[{"name":"tone","key":"t"}]`, "‘tone’ has no choices"},
		{"attribute twice", 1, `"attributes":[]`, `"attributes":[{"name":"a","key":"t","choices":["b"]},{"name":"a","key":"u","choices":["b"]}]`, "attribute 2: the name ‘a’ is that of attribute 1 already"},
		{"empty choice", 1, `"attributes":[]`, `"attributes":[{"name":"a","key":"t","choices":[""]}]`, "choice 1 of ‘a’"},
		{"one key for two labels", 1, `"key":"q"`, `"key":"f"`, "both want the key f"},
		{"a digit of another's place", 1, `"key":"q"`, `"key":"1"`, "both want the key 1"},
		{"attribute without a key", 1, `"attributes":[]`, `"attributes":[{"name":"tone","choices":["calm"]}]`, "‘tone’ has no key"},
		{"attribute of no label", 1, `"attributes":[]`, `"attributes":[{"name":"tone","key":"t","choices":["calm"],"labels":["tide"]}]`, "none of the scheme's"},
		{"long label", 1, `"name":"fact"`, `"name":"` + strings.Repeat("a", 256) + `"`, "it has 256 bytes, more than 100"},
		{"choice without a name", 4, `"attributes":[]`, `"attributes":[{"name":"a","choice":""}]`, "a choice without a name"},
		{"attribute chosen twice", 4, `"attributes":[]`, `"attributes":[{"name":"a","choice":"b"},{"name":"a","choice":"c"}]`, `"a" stands twice`},
		{"attribute of two lines", 4, `"attributes":[]`, `"attributes":[{"name":"a\nb","choice":"c"}]`, "is not one line"},
		{"rejected label of two lines", 4, `"rejected":[]`, `"rejected":["a\nb"]`, "is not one line"},
		{"escape in a reason", 4, `"reason":""`, `"reason":"\u001b"`, "control character U+001B"},
		{"speaker without a story", 0, "", `{"type":"speaker","version":1,"id":"00000000000000ab","name":"a diver"}` + "\n", "a speaker without an id or a story"},
		{"speaker in two places", 0, "", `{"type":"speaker","version":1,"id":"00000000000000ab","story_id":"00000000000000ac","article_id":"00000000000000ad","hash":"a","name":"a diver"}` + "\n", "not in both"},
		{"speaker without a hash", 0, "", `{"type":"speaker","version":1,"id":"00000000000000ab","article_id":"00000000000000ad","name":"a diver"}` + "\n", "its article has no hash"},
		{"speaker without a name", 0, "", `{"type":"speaker","version":1,"id":"00000000000000ab","story_id":"00000000000000ac","name":" a"}` + "\n", `" a" is no name`},
		{"speaker with an escape", 0, "", `{"type":"speaker","version":1,"id":"00000000000000ab","story_id":"00000000000000ac","name":"a","spellings":["\u009b"]}` + "\n", "control character U+009B"},
		{"search without a name", 0, "", `{"type":"search","version":1,"query":"a"}` + "\n", "a search without a name"},
		{"search of two lines", 0, "", `{"type":"search","version":1,"name":"a\nb"}` + "\n", "is not one line"},
		{"flag", 4, `"flag":""`, `"flag":"red"`, `unknown flag "red"`},
		{"origin", 4, `"hand"`, `"machine"`, `unknown origin "machine"`},
		{"number", 4, `"seconds":0`, `"seconds":1e999`, "of the wrong kind"},
		{"ruling id", 8, `"id":"`, `"id":"-`, "not an id"},
		{"nothing to rule on", 8, `"on":"link"`, `"on":"tide"`, `"tide" is nothing to rule on`},
		{"name of a link", 8, `"name":""`, `"name":"a"`, "a name is for a statement"},
		{"note on a statement", 7, `"note":""`, `"note":"a"`, "a name is for a statement"},
		{"statement without a name", 7, `"name":"The ferry sank"`, `"name":" "`, "needs a sentence and a name"},
		{"statement that does not stand", 7, `"stands":true`, `"stands":false`, "needs a sentence and a name"},
		{"no places", 8, `"places":[`, `"places":[],"were":[`, "a link is between two articles"},
		{"twice in one article", 8, `faac3f2b5ac7ee10`, `047a97efce26cb70`, "a link is between two articles"},
		{"order of places", 8, `047a97efce26cb70`, `ffffffffffffffff`, "its places are not in order"},
		{"place without an article", 8, `"article_id":"047a97efce26cb70"`, `"article_id":""`, "a place without an article"},
		{"article id of a place", 8, `"article_id":"047a`, `"article_id":"x47a`, "article_id: not an id"},
		{"revision of a place", 8, `"revision":1`, `"revision":0`, "revision 0"},
		{"sentence of a place", 9, `"sentence":1`, `"sentence":-1`, "there is no sentence -1"},
		{"words of a place", 9, `"text":"Two"`, `"text":"Three"`, "bytes 32–35 cannot hold a text of 5 bytes"},
		{"place before the text", 9, `"byte_start":19,"byte_end":25`, `"byte_start":-1,"byte_end":5`, "bytes -1–5 cannot hold"},
		{"code points of a place", 9, `"rune_end":23`, `"rune_end":24`, "code points and bytes disagree"},
		{"more code points than bytes", 9, `"rune_start":32,"rune_end":35`, `"rune_start":33,"rune_end":36`, "code points and bytes disagree"},
		{"count below zero", 3, `"tags":0`, `"tags":-1`, "a count below zero"},
		{"kind of counts", 3, `"cleaned":{`, `"cleaned":[],"was":{`, "of the wrong kind"},
		{"time of a revision", 3, `"revised":""`, `"revised":"x"`, "is not an RFC 3339 time"},
		{"escape in a ruling", 9, `"about":"drowned"`, `"about":"\u001b"`, "control character U+001B"},
		{"escape in a place", 9, `"text":"Two"`, `"text":"T\u009bo"`, "control character U+009B"},
		{"time of a ruling", 9, `"made":"2031`, `"made":"3031x`, "is not an RFC 3339 time"},
		{"kind of places", 9, `"revision":1`, `"revision":"1"`, `"places.revision" is of the wrong kind`},
	}
}

func TestBadLines(t *testing.T) {
	lines := strings.SplitAfter(string(ferries().write(t)), "\n")
	for _, tt := range damages() {
		t.Run(tt.name, func(t *testing.T) {
			mine := slices.Clone(lines)
			at := tt.line
			if at == 0 {
				mine = slices.Insert(mine, 0, tt.new)
				at = 1
			} else if mine[at-1] = strings.Replace(mine[at-1], tt.old, tt.new, 1); mine[at-1] == lines[at-1] {
				t.Fatalf("%q is not in line %d", tt.old, at)
			}
			records, bad := readAll(t, []byte(strings.Join(mine, "")))
			if len(bad) != 1 || bad[0].Line != at || !strings.Contains(bad[0].Error(), tt.want) {
				t.Fatalf("want line %d: %s; got %v", at, tt.want, bad)
			}
			if want := strings.Count(strings.Join(mine, ""), "\n") - 1; len(records) != want {
				t.Errorf("%d of %d other records were read", len(records), want)
			}
		})
	}
}
