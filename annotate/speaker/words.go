package speaker

import "strings"

func set(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(text) {
		out[w] = true
	}
	return out
}

// The words that the rules here know, in lower case. They are never written to.
var (
	// titles stand before a name and are no part of it.
	titles = set(`mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend father sister brother imam sheikh shaikh sheik
		president premier chancellor minister secretary governor senator mayor councillor ambassador judge justice king queen prince princess
		general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral commander commissioner inspector chief constable
		director chairman chairwoman chair spokesman spokeswoman spokesperson herr frau monsieur madame don doña señor señora hajj haji sayyid sayed ayatollah`)
	// suffixes stand after a name and are no part of it.
	suffixes = set("jr sr ii iii iv mp phd md obe")
	// particles belong to the word of a name that follows them.
	particles = set("van von der den de da di du del della dos das la le el al ter ten zu zur abu abou abd abdel abdul st saint san santa mac mc bin ibn ben bint")
	// sons stand between a name and that of the father, and are often left out.
	sons = set("bin ibn ben bint")
	// small words stand inside names.
	small = set("van von der den de da di du del della dos das la le el al ter ten zu bin ibn ben bint abu of the")
	// links say that the name after them belongs to what stands before.
	links = set("of for from at in on to with by near under behind who whose and or")
	// times have capitals and are no names.
	times = set(`monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
		november december jan feb mar apr jun jul aug sep sept oct nov dec i`)
	// words have a capital only where a sentence begins.
	words = set(`a an the this that these those it its he she they we you i his her their our your my him them us me who whom whose which what
		there here one some many most others other another both all each every no none nobody somebody someone anyone everyone several few
		and but or nor so yet for as at by in on of off to from with without within into onto over under after before during until since while
		when where why how if because although though unless whether than then now also even still only just not never once more less about
		above across against among around behind below beneath beside between beyond despite down inside outside near past through toward
		towards up upon via per like unlike according meanwhile however earlier later today yesterday tomorrow last next first second
		is are was were be been being do does did has have had will would can could may might must shall should let yes no oh well
		two three four five six seven eight nine ten dozens hundreds thousands`)
)
