package segment

import (
	"strings"
	"unicode"
)

// listMarker is the number that the open sentence begins with: "1.", "b)", "(3)", "2.)". The next number in the same style
// begins the next sentence, even where no full stop ends the item.
type listMarker struct {
	style string // what stands around the number: ".", ")", ".)", "()"; empty where the sentence begins otherwise
	value int    // a number, or a letter's code
	after int    // where the marker ends
}

// readListMarker reads the marker at the beginning of a sentence.
func (s *splitter) readListMarker(at int) listMarker {
	if r, size := decodeOrNothing(s.text, at, s.end); isBullet(r) {
		at = trim(s.text, Span{at + size, s.end}).Start
	}
	open := at < s.end && s.text[at] == '('
	if open {
		at++
	}
	value, end := s.readItem(at)
	if end == at {
		return listMarker{}
	}
	style := end
	for end < s.end && end-style < 2 && (s.text[end] == '.' || s.text[end] == ')') {
		end++
	}
	marker := listMarker{s.text[style:end], value, end}
	if open {
		marker.style = "(" + marker.style
	}
	letter := value >= 'a' && s.text[at] >= 'A'
	switch {
	case marker.style != "." && marker.style != ")" && marker.style != ".)" && marker.style != "()":
		return listMarker{}
	case letter && marker.style == "." && !unicode.IsLower(rune(s.text[at])):
		return listMarker{}
	}
	return marker
}

// readItem reads a number of at most three digits or one ASCII letter.
func (s *splitter) readItem(at int) (value, end int) {
	end = at
	for end < s.end && end-at < 4 && isDigit(s.text[end]) {
		value = value*10 + int(s.text[end]-'0')
		end++
	}
	if end-at > 3 {
		return 0, at
	}
	if end == at && at < s.end && (s.text[at]|0x20) >= 'a' && (s.text[at]|0x20) <= 'z' {
		return int(s.text[at] | 0x20), at + 1
	}
	return value, end
}

// cutBeforeListed ends the open sentence before the list item whose marker has its full stop or bracket at i.
func (s *splitter) cutBeforeListed(i int) {
	if s.list.style == "" || i <= s.list.after {
		return
	}
	begin := i
	for begin > s.start && i-begin < 4 && s.text[begin-1] != ' ' && s.text[begin-1] != '\n' {
		begin--
	}
	if begin <= s.list.after || s.text[begin-1] != ' ' && s.text[begin-1] != '\n' {
		return
	}
	m := s.readListMarker(begin)
	if m.style != s.list.style || m.value != s.list.value+1 || m.after >= s.end || s.text[m.after] != ' ' {
		return
	}
	s.cut(begin, begin)
}

// cutBeforeCredit ends the open sentence, a caption without a full stop, before "Image: …" or "Photo: …" with its colon at i.
func (s *splitter) cutBeforeCredit(i int) {
	for _, word := range []string{" Image", " Photo"} {
		if strings.HasSuffix(s.text[s.start:i], word) {
			s.cut(i-len(word), i-len(word)+1)
		}
	}
}

// listFollows reports that the first item of a list follows: "a.", "i)".
func (s *splitter) listFollows(n opening) bool {
	if n.opened || len(n.word) != 1 || n.word != "a" && n.word != "i" {
		return false
	}
	return s.readListMarker(n.start).style != ""
}

// bullet ends the open sentence before a bullet like the one it began with.
func (s *splitter) bullet(i, size int) int {
	mark := s.text[i : i+size]
	if i > s.start && strings.HasPrefix(s.text[s.start:s.end], mark) && s.text[i-1] == ' ' {
		s.cut(i, i)
	}
	return i + size
}

// marksItem reports that a full stop belongs to the marker the open sentence begins with.
func (s *splitter) marksItem(m mark) bool {
	return s.list.style != "" && m.start < s.list.after
}

func isBullet(r rune) bool { return strings.ContainsRune("•‣⁃▪●◦■", r) }

func decodeOrNothing(text string, at, end int) (rune, int) {
	if at >= end {
		return 0, 0
	}
	return decode(text, at, end)
}
