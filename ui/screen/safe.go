package screen

import "rashomon/internal/clean"

// Safe is text as it may be drawn, as clean.Safe: one line, without anything that a terminal
// would obey, or that turns or hides what stands around it. What enters a library is clean
// already; this is the second lock on the door.
func Safe(text string) string { return clean.Safe(text) }
