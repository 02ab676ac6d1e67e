package annotate_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// TestExtraKeepsWhatItDoesNotKnow: numbers keep all their digits, other formats their keys.
func TestExtraKeepsWhatItDoesNotKnow(t *testing.T) {
	extra, err := annotate.WithExtra("", "prodigy", map[string]json.RawMessage{"_task_hash": json.RawMessage("-12345678901234567890"), "b": json.RawMessage(`[1, "<&>"]`)})
	if err != nil {
		t.Fatal(err)
	}
	extra, err = annotate.WithExtra(extra, "doccano", map[string]json.RawMessage{"id": json.RawMessage("7")})
	if want := `{"doccano":{"id":7},"prodigy":{"_task_hash":-12345678901234567890,"b":[1,"<&>"]}}`; err != nil || extra != want {
		t.Fatalf("%s (%v), want %s", extra, err, want)
	}
	if got := annotate.ExtraOf(extra, "prodigy"); len(got) != 2 || string(got["_task_hash"]) != "-12345678901234567890" {
		t.Errorf("of prodigy: %v", got)
	}
	if got := annotate.ExtraOf(extra, "csv"); got != nil {
		t.Errorf("of a format that said nothing: %v", got)
	}
	for _, format := range []string{"prodigy", "doccano"} {
		if extra, err = annotate.WithExtra(extra, format, nil); err != nil {
			t.Fatal(err)
		}
	}
	if extra != "" {
		t.Errorf("without both: %q", extra)
	}
}

// TestExtraIsWhatItsCheckSays: whatever goes in comes out, and passes the check.
func TestExtraIsWhatItsCheckSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := map[string]json.RawMessage{}
		for k, v := range rapid.MapOfN(rapid.String(), rapid.String(), 1, 5).Draw(t, "keys") {
			keys[k], _ = json.Marshal(v)
		}
		extra, err := annotate.WithExtra(`{"other":{}}`, rapid.String().Draw(t, "format"), keys)
		if err != nil {
			t.Fatal(err)
		}
		if err := annotate.CheckExtra(extra); err != nil {
			t.Fatalf("%s: %v", extra, err)
		}
	})
}

func TestCheckExtraRefuses(t *testing.T) {
	for _, bad := range []string{"x", "{}", "[]", `{"a":1}`, `{"a": {}}`, `{"a":{}} `, `{"a":{"b":` + strings.Repeat(" ", annotate.MostExtra) + `1}}`} {
		if annotate.CheckExtra(bad) == nil {
			t.Errorf("%.40q passes", bad)
		}
	}
}
