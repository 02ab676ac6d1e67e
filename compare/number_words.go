package compare

import (
	"math"
	"strconv"
	"strings"
)

// interval is the values that a number allows.
type interval struct{ low, high float64 }

// overlaps says whether two intervals allow one value.
func (a interval) overlaps(b interval) bool { return a.low <= b.high && b.low <= a.high }

// figureValue reads "1,200", "3.5" or "six".
func figureValue(word string) (float64, bool) {
	if v, known := smallNumbers[word]; known {
		return v, true
	}
	if word == "" || word[0] < '0' || word[0] > '9' {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(word, ",", ""), 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// precision is how finely a number is given: 0.1 for "5.4", 1,000 for "12,000".
func precision(word string, value float64) float64 {
	if _, decimals, found := strings.Cut(word, "."); found {
		return math.Pow(10, -float64(len(decimals)))
	}
	step := 1.0
	for value >= 1000 && math.Mod(value, 10*step) == 0 {
		step *= 10
	}
	return step
}

var smallNumbers = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var multipliers = map[string]float64{
	"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9, "mn": 1e6,
}

var vagueNumbers = map[string]interval{
	"several": {3, 20}, "multiple": {2, math.Inf(1)}, "a number of": {2, math.Inf(1)}, "many": {3, math.Inf(1)}, "numerous": {4, math.Inf(1)},
	"a few": {2, 10}, "few": {1, 10}, "dozens": {20, 400}, "dozens of": {20, 400}, "scores": {30, 400}, "scores of": {30, 400},
	"hundreds": {150, 5000}, "hundreds of": {150, 5000}, "thousands": {1500, 1e6}, "thousands of": {1500, 1e6},
	"tens of thousands": {15000, 1e6}, "several dozen": {24, 200}, "several hundred": {200, 2000}, "several thousand": {2000, 2e4},
	"a handful": {2, 10}, "a couple": {2, 4}, "a handful of": {2, 10}, "a couple of": {2, 4}, "some of": {1, math.Inf(1)},
}

// qualifiers turn what a number says into the values it allows.
var qualifiers = func() map[string]func(low, high float64) (float64, float64) {
	out := map[string]func(low, high float64) (float64, float64){}
	add := func(list string, f func(low, high float64) (float64, float64)) {
		for phrase := range strings.SplitSeq(list, ", ") {
			out[phrase] = f
		}
	}
	add("at least, more than, over, no fewer than, no less than, not less than, upwards of, in excess of, exceeding, above, than, minimum of", func(low, _ float64) (float64, float64) { return low, math.Inf(1) })
	add("up to, as many as, no more than, fewer than, less than, under, at most, not more than, below, maximum of", func(_, high float64) (float64, float64) { return 0, high })
	add("nearly, almost, close to, just under", func(low, high float64) (float64, float64) { return low * 0.85, high })
	add("about, around, some, roughly, approximately, an estimated, estimated, or so, circa", func(low, high float64) (float64, float64) { return low * 0.85, high * 1.15 })
	return out
}()

// anyPerson is the class of people of no class: it fits all classes of people.
const anyPerson = "people"

// classLines are nouns that count alike, a line a class, its name first. The
// lines before the empty one are people.
const classLines = `people person man men woman women others individual victim member individuals lives
guard bodyguard security protection
police policeman policewoman officer cop constable
soldier troop serviceman marine
protester protestor demonstrator rioter marcher activist
child children kid boy girl toddler infant baby teenager schoolchild
worker employee staff miner labourer laborer
militant rebel gunman gunmen fighter insurgent terrorist militiaman attacker bomber
civilian resident villager
patient
passenger
student pupil
prisoner inmate detainee
migrant refugee
hostage captive
tourist visitor
journalist reporter
firefighter fireman
nurse doctor medic
sailor crew crewman seaman
suspect

drone
missile rocket
bomb explosion blast device
shell
vehicle car truck bus lorry
house home building apartment
plane aircraft helicopter jet
ship boat vessel
shot bullet round
quake earthquake aftershock
school
seat
vote ballot
store shop branch
village
job`

// predicateLines are what can befall those counted, a line a thing, its name first.
const predicateLines = `killed kill kills killing dead died die dies death deaths slain murdered perished fatalities fatally toll
injured injure injures injuring injuries injury wounded wound wounding wounds hurt hurting
arrested arrest arrests arresting detained detain detains detaining custody apprehended
missing unaccounted
evacuated evacuate evacuating evacuations
rescued rescue rescuing saved
displaced displacing homeless
kidnapped abducted seized
charged indicted
sentenced jailed
infected infections infection
hospitalised hospitalized hospitalisation hospitalization
trapped stranded stuck
destroyed destroying
damaged damaging
fired firing launched
hired hiring
freed released
laid`

// ofPeople are the predicates that befall people and hardly anything else: what
// is counted then is people, whatever it is called.
var ofPeople = wordSet(`killed injured arrested displaced kidnapped charged sentenced infected hospitalised hired freed`)

var months = wordSet(`january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec`)

var clock = wordSet(`am pm a.m. p.m. o'clock gmt hrs`)

var currencies = wordSet(`$ € £ ¥ usd eur`)

var pronouns = wordSet(`them those whom which these us`)

var possessives = wordSet(`the a an his her its their this`)

// furtherWords, after a number, say that it is not all there are.
var furtherWords = wordSet(`more further additional`)

var memberWords = wordSet(`member people person men man women woman individu group team staff personnel offic forc`)

// nounEnds are words that end what a number counts.
var nounEnds = wordSet(`in on at by from to for with without after before when while who which that as and or but than into near outside inside over aboard
under during since until against around between through is are was were be been being has have had will would could may might said says told the a an
his her its their this these those reportedly also later early late about according because if amid across per it he she they`)

// units of measure, by word.
var units = map[string]string{
	"percent": "%", "%": "%", "per": "", "kilometres": "km", "kilometers": "km", "km": "km", "miles": "mile", "mile": "mile", "metres": "metre", "meters": "metre",
	"feet": "foot", "foot": "foot", "hours": "hour", "hour": "hour", "minutes": "minute", "minute": "minute", "seconds": "second", "days": "day", "day": "day",
	"weeks": "week", "week": "week", "months": "month", "month": "month", "years": "year", "year": "year", "tons": "ton", "tonnes": "ton", "degrees": "degree",
	"magnitude": "magnitude", "dollars": "$", "euros": "€", "pounds": "£", "points": "point", "cents": "cent", "mph": "mph", "kph": "kph", "acres": "acre", "hectares": "hectare",
}

// classes maps the singular of a noun to its class, predicates a word to its name.
var (
	classes    = lineNames(classLines, singular)
	predicates = lineNames(predicateLines, func(w string) string { return w })
)

// singular takes the plural's ending off; a stem would not do, as "demonstrators"
// and "demonstrations" share theirs.
func singular(word string) string {
	for _, end := range [][2]string{{"ies", "y"}, {"ses", "s"}, {"ches", "ch"}, {"ss", "ss"}, {"us", "us"}, {"s", ""}} {
		if stem, found := strings.CutSuffix(word, end[0]); found {
			return stem + end[1]
		}
	}
	return word
}

// people are the classes of people.
var people = func() map[string]bool {
	out := map[string]bool{}
	persons, _, _ := strings.Cut(classLines, "\n\n")
	for line := range strings.Lines(persons) {
		out[strings.Fields(line)[0]] = true
	}
	return out
}()

// lineNames maps each word of a line to the line's first.
func lineNames(lines string, key func(string) string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		for _, w := range words {
			if _, taken := out[key(w)]; !taken {
				out[key(w)] = words[0]
			}
		}
	}
	return out
}

// personClass is the class of a word where that is one of people.
func personClass(word string) string {
	if class := classes[singular(word)]; people[class] {
		return class
	}
	return ""
}
