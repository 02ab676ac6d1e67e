package annotate

import "testing"

// A batch is called what its first change is called, taken back or made again.
func TestStepIsCalledAsItsFirstChange(t *testing.T) {
	var undo, redo Step
	for _, c := range []Change{{Number: 9, What: "merge the rest", Batch: 7}, {Number: 8, What: "merge more", Batch: 7}, {Number: 7, What: "merge of 3 files", Batch: 7}} {
		undo.Add(c)
	}
	for _, c := range []Change{{Number: 12, What: "undo: merge of 3 files", Undoes: 7, Batch: 7}, {Number: 11, What: "undo: merge more", Undoes: 8, Batch: 7}} {
		redo.Add(c)
	}
	if undo.What != "merge of 3 files" || undo.Number != 9 || undo.Changes != 3 {
		t.Errorf("%+v", undo)
	}
	if redo.What != "merge of 3 files" || redo.Number != 12 {
		t.Errorf("%+v", redo)
	}
}
