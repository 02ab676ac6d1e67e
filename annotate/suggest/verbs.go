package suggest

import "strings"

// kind is what a verb of the tables tells of its sentence.
type kind uint8

const (
	says  kind = iota + 1 // reports words: said, told, announced
	acts                  // does something by words: accused, urged, promised
	holds                 // has a view: believes, fears
	wants                 // has a wish or a plan: hopes, expects
	shows                 // what is seen in a source: the survey found
)

// form is the form of a verb that a word can be.
type form uint8

const (
	base form = 1 << iota
	third
	past
	participle
	gerund
)

// verb is a word that is a form of a verb of the tables.
type verb struct {
	lemma string
	kind  kind
	form  form
	noun  bool // the word is a noun as often: report, claims
}

// verbs are the words of the tables by their lower-case form.
var verbs = table()

// The verbs, a group of words each: the base form alone where it is regular, else base, past, participle and -ing form joined
// by slashes; a star marks verbs whose base and -s forms are nouns too. They are the verbs of attribution of English news,
// gathered from the classes that VerbNet calls say, tell, transfer of a message, judgement, conjecture and want.
const (
	sayingVerbs = `say/said/said/saying tell/told/told/telling add announce argue assert claim* state* declare deny admit/admitted/admitted/admitting
		acknowledge concede confirm contend insist maintain note* observe opine recall remark* reply* report* respond retort reveal stress*
		testify tweet* retweet warn write/wrote/written/writing explain emphasize emphasise estimate* conclude allege complain boast* caution* joke*
		quip* reiterate repeat indicate disclose posit profess proclaim pronounce point/pointed/pointed/pointing* mention* comment* inform
		notify assure reassure remind predict forecast* rule* exclaim shout* yell* whisper* mutter counter* affirm
		aver attest hint* imply clarify elaborate lament* muse reason* specify recount relate narrate quote* cite cable* blog* post*
		vow* swear/swore/sworn/swearing brief/briefed/briefed/briefing* advise speculate theorize hypothesize surmise postulate
		signal/signaled/signaled/signaling* interject continue echo* chant* decry grumble rant* gush identify marvel* sigh* snap* wonder* ask answer* inquire query*
		describe characterize characterise depict portray label* dub/dubbed/dubbed/dubbing brand* tout trumpet*`
	actingVerbs = `accuse blame* criticize criticise praise* condemn denounce blast* slam/slammed/slammed/slamming*  bash* chide
		chastise castigate deride mock ridicule rebuke* reprimand* scold lambast lambaste assail defend dismiss reject dispute* refute rebut/rebutted/rebutted/rebutting
		challenge* question* call/called/called/calling* urge* demand* propose recommend request* promise* pledge* threaten apologize apologise
		endorse agree disagree object* applaud commend congratulate thank hail* tease taunt* implore beg/begged/begged/begging plead
		invoke advocate* vouch bemoan credit* discuss outline* tout trash* skewer warn counsel* exhort  chime express voice*`
	holdingVerbs = `believe think/thought/thought/thinking feel/felt/felt/feeling consider suspect* doubt* assume guess* imagine reckon deem
		regard* view* fear* worry* know/knew/known/knowing understand/understood/understood/understanding realize realise conceive
		perceive judge* foresee/foresaw/foreseen/foreseeing anticipate regret/regretted/regretted/regretting* trust* 
		interpret presume envision conjecture* favor* favour* prefer/preferred/preferred/preferring
		disapprove appreciate`
	wantingVerbs = `want hope* wish* expect intend plan/planned/planned/planning* aim* seek/sought/sought/seeking refuse decline decide resolve*`
	showingVerbs = `show/showed/shown/showing* find/found/found/finding suggest conclude demonstrate prove illustrate reveal uncover determine document*`
)

// table spells out every form of every verb. Where a word is in two groups the earlier one has it.
func table() map[string]verb {
	all := map[string]verb{}
	for _, group := range []struct {
		kind  kind
		words string
	}{{says, sayingVerbs}, {acts, actingVerbs}, {holds, holdingVerbs}, {wants, wantingVerbs}, {shows, showingVerbs}} {
		for _, entry := range strings.Fields(group.words) {
			entry, noun := strings.CutSuffix(entry, "*")
			f := inflect(strings.Split(entry, "/"))
			for i, word := range f {
				v := verb{lemma: f[0], kind: group.kind, form: form(1) << i, noun: noun}
				if had, found := all[word]; found {
					if had.lemma != v.lemma {
						continue
					}
					v = had
					v.form |= form(1) << i
				}
				all[word] = v
			}
		}
	}
	return all
}

// inflect gives base, -s form, past, participle and -ing form of a verb, from the base or from all but the -s form.
func inflect(given []string) [5]string {
	b := given[0]
	e, consonantY := strings.HasSuffix(b, "e"), len(b) > 1 && strings.HasSuffix(b, "y") && !strings.ContainsRune("aeiou", rune(b[len(b)-2]))
	f := [5]string{b, b + "s", b + "ed", b + "ed", b + "ing"}
	switch {
	case consonantY:
		f[1], f[2] = b[:len(b)-1]+"ies", b[:len(b)-1]+"ied"
	case e:
		f[2], f[4] = b+"d", b[:len(b)-1]+"ing"
	case strings.HasSuffix(b, "s") || strings.HasSuffix(b, "sh") || strings.HasSuffix(b, "ch") || strings.HasSuffix(b, "x") || strings.HasSuffix(b, "o"):
		f[1] = b + "es"
	}
	f[3] = f[2]
	if len(given) == 4 {
		f[2], f[3], f[4] = given[1], given[2], given[3]
	}
	return f
}

// set makes a set of words.
func set(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}

// Small words, by what they do to the words beside them.
var (
	articles    = set(`the a an this that these those no any some each every another both all`)
	quantifiers = set(`some all both that those these`) // articles that may stand alone
	plurals     = set(`people police some many others most those few men women both`)
	possessives = set(`his her its their our my your whose`)
	pronouns    = set(`he she they it i we you who whom which everyone someone nobody somebody everybody`)
	relatives   = set(`who whom which that`)
	beings      = set(`is are was were be been being get got gets 's`)
	auxiliaries = set(`has have had having would could will can may might should must shall did does do didn't don't doesn't won't wouldn't couldn't
		can't cannot hasn't haven't hadn't is are was were be been being isn't aren't wasn't weren't 'd 've`)
	negations = set(`not never no nobody none neither nor without didn't don't doesn't won't wouldn't couldn't can't cannot hasn't haven't hadn't
		isn't aren't wasn't weren't nothing`)
	noOnes  = set(`no nobody none neither nothing`)
	adverbs = set(`also then later further once again now still even just often always soon ever already since first reportedly instead
		too however meanwhile therefore thus only both all previously recently today yesterday earlier herself himself themselves itself though
		and/or rather almost long not never yet simply merely perhaps maybe reportedly allegedly openly widely`)
	days = set(`monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight january february march april june july
		august september october november december jan feb mar apr jun jul aug sept oct nov dec late early last next week month year morning
		afternoon evening night`)
	prepositions = set(`in on at by for from with of to about into over under during after before since until despite amid without within among
		against between through throughout following as upon like across near outside inside behind beyond per via while when if because although
		though unless where whereas than given once`)
	nounPrepositions = set(`of for at from in with on to against behind by`)
	feelings         = set(`afraid alarmed amazed angry anxious certain concerned confident convinced disappointed frustrated furious glad grateful happy hopeful
		optimistic pessimistic persuaded proud relieved sad satisfied sceptical skeptical sure surprised troubled unconvinced unhappy upset worried
		adamant aware mindful wary`)
	innerPrepositions = set(`of for at from`) // of a noun phrase after its verb
	comparers         = set(`as than when if while`)
	subordinators     = set(`that because when while as if although though unless where whereas whether how what why than so but and or nor before after since
		until`)
	conjunctions = set(`and but or then so yet nor`)
	finite       = set(`is are was were has have had do does did will would can could may might must should 's went came took made got gave began kept left
		met ran saw sent spoke stood held brought led lost paid put sat set won became appeared seemed seems turned used said asked tried started
		stopped continued appears goes comes takes makes gets gives begins keeps leaves meets runs sees sends speaks stands holds brings leads
		loses pays puts sits sets wins becomes lies fell falls rose rises drew draws broke breaks grew grows built builds works lives died hit hits cut cuts
		isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't couldn't cannot shot told`)
	thatClause = set(`that it he she they we i you there this these those the a an his her its their if whether how what why who when where no some many
		all most more only not neither both any none one nothing several few`)
	notices    = set(`warning note update updated photo photos video related read source sources watch editor's correction disclaimer disclosure story more`)
	hedges     = set(`reportedly allegedly purportedly supposedly ostensibly rumored rumoured unconfirmed so-called apparently presumably`)
	claimNouns = set(`claim claims statement statements allegation allegations accusation accusations assertion assertions assumption belief beliefs
		comment comments remark remarks report reports rumor rumors rumour rumours suggestion suggestions suspicion suspicions view views opinion opinions
		argument arguments warning warnings prediction predictions insistence contention conclusion fear fears hope hopes concern concerns
		idea notion theory admission announcement confirmation testimony feeling sense confidence promise pledge vow threat complaint complaints
		doubt doubts expectation expectations acknowledgment assessment declaration accounts word message conviction impression perception
		tweet tweets proposal response reaction reply question questions criticism denial`)
	sources = set(`poll polls survey surveys study studies report reports data figures research analysis investigation inquiry probe review
		records record documents document emails email e-mails video footage statistics statement transcript audit evidence letter filing filings
		memo article book website records numbers images photos researchers scientists investigators authorities findings result results census
		court jury judge commission committee panel newspaper tests exit`)
)
