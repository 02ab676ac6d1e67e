package compare

import (
	"strings"
	"sync"

	"rashomon/internal/segment"
)

// Function words of English carry next to no weight.
const functionWords = `a an the and or nor but if then else than that this these those there here it its itself he him his himself she her hers
herself they them their theirs themselves we us our ours ourselves you your yours yourself i me my mine myself who whom whose which what when where
why how all any both each every either neither some such no not only own same so too very just also even still yet already again ever never
be is am are was were been being do does did doing done have has had having will would shall should can could may might must ought
of in on at by for from to with without within into onto upon over under above below between among through throughout during before after since until
till against about around across along toward towards off out up down near as per via like unlike despite while because although though whether however
s t ll re ve d m isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't it's he's she's that's
there's i'm we're they're you're i've we've they've mr mrs ms dr one's al el more most much many few less least other another others else ones`

// Words that stand in reports of any event carry little weight: who says
// something and when, and the small change of English.
const commonWords = `say says said saying tell tells told telling ask asks asked add adds added call calls called calling accord according announce announced
announcement statement spokesman spokeswoman spokesperson report reports reported reportedly reporter reporters news agency source sources official officials
media press television tv website web twitter tweet tweeted online post posted published monday tuesday wednesday thursday friday saturday sunday january
february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec today yesterday tomorrow
morning afternoon evening night day days week weeks month months year years hour hours minute minutes time times last next late later early earlier
ago now then recent recently first second third new old people person man men woman women make makes made making take takes took taken taking get gets
got getting go goes went gone going come comes came coming give gives gave given see sees saw seen know known think thought want wanted need needed
use used using find found put keep kept let set seem seems seemed show shows showed shown look looks way thing things part place lot number several
include includes included including follow follows followed following describe described according quote quoted confirm confirmed note noted
explain explained continue continued conclude concluded state stated tuesday's one two`

// Words that stand in many reports carry somewhat less than others.
const plainWords = `government president minister prime ministry police country countries nation national state states city town region area world international
group groups party political politics leader leaders member members public local central general security force forces military army office authorities
authority department company companies business market million billion percent dollar dollars long high low big large small great major good bad
best better former senior top chief head home house family life work working case court law right rights help support plan plans move change end start
begin began run held hold left leave turn meeting talks issue issues question problem service services system street school university team game
health water power money war north south east west northern southern eastern western american british european us uk un eu america`

// senseLines are words that say much the same in a report of an event, a line a
// sense: what happened, to whom, with what. They are plain English, of no event
// in particular.
const senseLines = `kill dead death die dying died fatal fatally slay slain murder assassinate assassination perish lethal deadly toll fatality killing killer
injure injury wound hurt harm injured wounded
unhurt unharmed unscathed uninjured safe safely
attack assault strike struck raid ambush hit target bombard bombardment airstrike
explode explosion blast bomb bombing bomber detonate detonation explosive
shoot shot shooting gunfire gunman gunmen gun
arrest detain detention custody apprehend nab
protest protester protestor demonstrate demonstrator demonstration rally rioter riot unrest
condemn denounce decry deplore lambast lambaste slam criticise criticize criticism denunciation
buy bought acquire acquisition purchase takeover merger merge
sell sale sold seller
quake earthquake tremor temblor aftershock seismic
fire blaze burn burnt flame arson torch inferno ablaze
crash collide collision wreck derail derailment
win won victory triumph
vote election elect poll ballot electoral voter
resign resignation quit oust
unveil introduce release debut launch
accuse allege allegation charge indict indictment
convict conviction guilty sentence
jail prison imprison prisoner inmate
court judge trial tribunal
police officer cop policeman policemen constable
soldier troop army serviceman
guard bodyguard
hospital clinic hospitalise hospitalize
residence home house
car vehicle automobile
plane aircraft jet airplane airliner
ship vessel boat ferry
flood flooding deluge
storm hurricane cyclone typhoon
negotiate negotiation dialogue talks
help assist assistance aid
investigate investigation probe inquiry enquiry investigator
deny denial refute
warn warning caution
begin began start commence
finish conclude cease halt
rise rose increase grow grew climb soar surge
fall fell drop decline decrease plunge slump dip
child children kid boy girl teenager teen youth
lawyer attorney counsel
company firm corporation
film movie
actor actress star
marry wed wedding marriage
steal stole stolen theft robbery rob heist burglar burglary loot thief robber
flee fled escape
rescue save
evacuate evacuation
missile rocket
drone uav
agree agreement pact accord deal
ban prohibit outlaw forbid
cut reduce slash reduction
award prize honour honor
replace successor succeed replacement
hire appoint appointment name
fire sack dismiss dismissal
suspect suspected alleged
militia militiaman paramilitary militant
vaccine vaccinate vaccination jab
anger angry outrage fury furious
cause trigger spark
damage destroy destruction devastate
border frontier
injury trauma
drunken drunk dui intoxicated
nearly almost about roughly approximately`

// meanings is what the lists say, by stem.
type meanings struct {
	weight map[string]float64 // of a lower-cased word; 1 where it is not there
	sense  map[string]string  // of a stem: the first word of its line
}

// english reads the lists once; nothing changes them afterwards.
var english = sync.OnceValue(func() meanings {
	m := meanings{weight: map[string]float64{}, sense: map[string]string{}}
	for _, list := range []struct {
		words  string
		weight float64
	}{{plainWords, 0.6}, {commonWords, 0.25}, {functionWords, 0.03}} {
		for _, w := range strings.Fields(list.words) {
			m.weight[w] = list.weight
		}
	}
	for line := range strings.Lines(senseLines) {
		for _, w := range strings.Fields(line) {
			stem := segment.Stem(w, "en")
			if _, taken := m.sense[stem]; !taken {
				m.sense[stem] = strings.Fields(line)[0]
			}
		}
	}
	return m
})

// backgroundWeight is how much a word says before any story is known.
func backgroundWeight(w segment.Word, lang string) float64 {
	if lang == "" || lang == "en" {
		if weight, known := english().weight[w.Lower]; known {
			return weight
		}
		if lang == "en" || w.Digit {
			return 1
		}
	}
	if segment.IsHan(w.Lower) {
		return 0 // single characters: their bigrams carry the sense
	}
	if w.Upper || w.Digit {
		return 1
	}
	switch n := len([]rune(w.Lower)); {
	case n <= 2:
		return 0.05
	case n == 3:
		return 0.3
	case n == 4:
		return 0.7
	}
	return 1
}
