package segment

import "strings"

// class says what a full stop after a word can mean.
type class uint8

const (
	ordinary   class = iota // not an abbreviation: the sentence ends
	title                   // "Mr.": a name follows, the sentence goes on
	inner                   // "e.g.": the sentence goes on, unless a new one plainly starts
	reference               // "No.", "Fig.": goes on before a number
	month                   // "Oct.": goes on before a number, else as closing
	closing                 // "Inc.", "Calif.": the sentence ends where a new one plainly starts
	place                   // "Calif.": as closing; after a comma as ending: "Tulare, Calif. Residents …"
	ending                  // "etc.": the sentence ends where a capital follows
	unit                    // "ft.": closing after a number, else an ordinary word
	clock                   // "p.m.": ends where a capital follows that is no time zone or day
	exclaiming              // "Yahoo!": a name written with its mark
)

// abbreviations are words, in lower case and without the last full stop, and their class.
type abbreviations map[string]class

// table makes abbreviations from lists of words; later lists win.
func table(lists ...abbreviations) abbreviations {
	all := abbreviations{}
	for _, l := range lists {
		for w, c := range l {
			all[w] = c
		}
	}
	return all
}

func list(c class, text string) abbreviations {
	l := abbreviations{}
	for _, w := range strings.Fields(text) {
		l[w] = c
	}
	return l
}

// set makes a set of words.
func set(text string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(text) {
		s[w] = true
	}
	return s
}

var englishAbbreviations = table(
	list(title, `mr mrs ms messrs mme mlle dr drs prof profs rev revd fr hon pres gov govs sen sens rep reps amb supt insp det
		gen adm vadm radm cmdr cdr comdr capt cpt col lt maj sgt cpl pvt pfc brig cmdt const secy asst assoc dep dir atty attys
		mgr msgr bro cllr spc ens mm`),
	list(reference, `no nos p pp pg pgs fig figs vol vols art arts ch chap chaps eq eqs eqn eqns para paras par tbl app
		op cl ver exh ref refs stat iss ep re rs nr n° pop sec secs ca c approx`),
	list(inner, `e.g eg i.e ie viz cf vs f.e f.i esp incl excl resp repr n.b nb a.k.a aka i.a q.v s.v née w.r.t p.s p.p.s ps`),
	list(month, `jan feb febr mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun`),
	list(closing, `inc co corp ltd llc llp plc bros cos cie gmbh s.a n.v b.v s.p.a s.r.l pty jr sr esq ph.d phd m.d d.d.s ed.d
		j.d ll.m ll.b ll.d b.a b.s b.sc m.a m.s m.sc m.b.a d.phil m.phil r.n c.p.a k.c q.c m.p p.c ret v st ste mt mts ft
		ave blvd rd hwy pkwy sq ctr bldg apt rm ter terr expwy rte
		dept depts div univ inst assn natl intl govt mfg dist lab labs hosp soc admin comm cmte bur gp
		n.e n.w s.e s.w a.d b.c.e c.e ed eds al`),
	list(closing, `u.s u.s.a u.k u.n e.u u.a.e u.s.s.r p.r.c r.o.c`),
	list(place, `ala ariz ark calif cal colo conn del fla ga ill ind kan kans ky la md mass mich minn miss mo mont neb nebr nev
		okla ore oreg penn penna tenn tex vt va wash wis wisc wyo wva d.c n.y n.j n.h n.c n.d s.c s.d n.m r.i w.va
		b.c ont que alta sask n.s n.b p.e.i n.s.w`),
	list(unit, `in ft yd yds mi sq cu oz lb lbs kg km cm mm ml mg gal pt qt tsp tbsp tbs min mins hr hrs mph kph wk wks yr yrs mo mos
		bbl deg s h m g b`),
	list(ending, `etc &c et.c ff seq ibid`),
	list(clock, `a.m p.m`),
	list(exclaiming, `yahoo jeopardy y!j yum kahoot joomla`),
)

// sentenceStarters are English words that, with a capital after an abbreviation, begin a sentence. Words that are as often
// part of a name (State, Open, First, May, Will) are not here.
var sentenceStarters = set(`the this that these those a an he she it they we you i his her its their our my your
	there here when where what who whom whose which how why while whether if in on at by for from with without within after before
	although though but and or nor yet so as since because during until unless under over between among amid despite according
	however moreover furthermore meanwhile nevertheless nonetheless instead otherwise therefore thus hence also then now today
	yesterday tomorrow tonight later earlier last once some many most several all both each every any no nobody nothing none
	neither either not never another other others such much few more less only even still just perhaps maybe
	do does did don't doesn't didn't is isn't are aren't was wasn't were weren't has have had can can't could should would
	let's
	people officials police authorities experts critics millions thousands hundreds dozens to about around
	apart additionally afterwards again ahead almost alongside already besides clearly currently finally further given
	indeed initially inside next often originally outside overall previously recently similarly sometimes soon together
	upon usually whenever wherever
	please yes having being based following speaking asked two three four five six seven eight nine ten`)

// initialNames are sentence starters that are family names too: after an initial they are names ("Kim J. So").
var initialNames = set(`so do no an all much most more few other you to any when such can her being please even`)

// afterClock are words with a capital that follow "a.m." within a sentence: zones and days.
var afterClock = set(`est edt cst cdt mst mdt pst pdt et ct mt pt gmt utc bst cet cest ist jst hkt aest sast eastern central
	mountain pacific greenwich local monday tuesday wednesday thursday friday saturday sunday january february march april may june
	july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec`)

// prepositions open a phrase of time or place that is no sentence by itself ("At 5 a.m. Dr. Hale arrived.").
var prepositions = set(`at by around about before after until till from since between on in near past`)

// lettered are words that a letter follows and ends: after "vitamin D." a sentence ends like any other.
var lettered = set(`vitamin plan type hepatitis group grade section class schedule option appendix exhibit category model
	factor level team block unit part zone gate`)

// nameParticles stand in lower case before a name ("al Jazeera said").
var nameParticles = set(`al el de del della di da van von der den ter ten bin bint ibn ben abu la le du dos das`)

// reportingVerbs follow a speaker's name after a question or a shout: "Why?" Hale asked.
var reportingVerbs = set(`said says asked asks replied added adds wrote writes tweeted told tells shouted shouts yelled cried
	wondered exclaimed whispered demanded answered responded continued concluded declared joked quipped screamed posted`)

// kickers are words in capitals that open an article without being a place.
var kickers = set(`UPDATE UPDATED BREAKING EXCLUSIVE LIVE WATCH VIDEO PHOTO PHOTOS PICTURES OPINION ANALYSIS EDITORIAL COMMENT
	REVIEW INTERVIEW FEATURE EXPLAINER FACTBOX TIMELINE CORRECTED CORRECTION ADVISORY ALERT URGENT FLASH WRAPUP NEWS SPORT SPORTS
	WARNING NOTE NOTICE NEW NEWLY FREE JUST READ LISTEN PODCAST BLOG POLL QUIZ SPONSORED ADVERTISEMENT RECAP REPORT SUMMARY
	PREVIEW RESULTS SCORES WEATHER TRAFFIC JOBS HELP PRESS STATEMENT REMINDER IMPORTANT DEVELOPING ONGOING TODAY TONIGHT YESTERDAY
	TOMORROW MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY COVID COVID-19 THE THIS
	NATO OPEC OPEC+ UNESCO UNICEF UNHCR NASA ESA FBI CIA NSA IMF WHO WTO FIFA UEFA NBA NFL NHL MLB BBC CNN AFP CEO CEOS USA`)

// knownAgencies may stand alone in brackets before a dash: "(Reuters) - Text".
var knownAgencies = set(`reuters afp ap upi tass xinhua dpa ansa efe ina anadolu bloomberg cnn bbc pti ani kyodo yonhap
	interfax bernama antara mena spa wam petra aa apa belga ats apn cp pa lusa`)
