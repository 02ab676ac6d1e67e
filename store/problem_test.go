package store

import "testing"

// What is damaged is called by a name where it has one, and not by the words of another program.
func TestProblemsInWords(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"version": `key "version"`, "\x00\x01": "key 0001"} {
		err := damaged([]byte(key), "the checksum is wrong")
		if want := "the library is damaged: " + want + ": the checksum is wrong"; err.Error() != want {
			t.Errorf("%q; want %q", err, want)
		}
		p := problemOf("meta", []byte(key), err)
		if want := "meta: " + want + ": the checksum is wrong"; p.String() != want {
			t.Errorf("%q; want %q", p, want)
		}
	}
	if got := amiss("assertion failed: Page expected to be: 10, but self identifies as 3971288515597813274"); got != "page 10 of its file is not as it should be" {
		t.Error(got)
	}
}
