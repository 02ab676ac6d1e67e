// Package segment cuts an article's text into blocks, sentences and words, and reads what stands before the first sentence.
//
// Offsets are bytes of the text as given, never of a cleaned copy. Nothing here changes a text, and any bytes are accepted:
// invalid UTF-8 counts as a foreign character of one byte.
//
// The sentence splitter is one pass of our own: blocks.go finds the paragraphs, sentences.go walks them from one terminator
// (full stop, question mark …) to the next, mark.go reads what stands around it, rules.go decides whether a sentence ends there,
// and abbreviations.go and languages.go hold the tables. Terminators and the treatment of closing punctuation follow
// Unicode Standard Annex #29, rules SB6 to SB11; what UAX #29 leaves to tailoring (abbreviations, initials, times, quotations,
// lists) is what the rules add.
package segment
