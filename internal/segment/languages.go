package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// language is what the rules need to know of a language.
type language struct {
	own      abbreviations   // looked up before the English ones
	starters map[string]bool // words that begin a sentence after an abbreviation
	english  bool            // the informal and reporting rules for English apply
	ordinals bool            // a number and a full stop is an ordinal: 3. Oktober
	dashGoes bool            // after a full stop, a dash goes on with the sentence (Russian dialogue)
	colon    bool            // a colon ends a sentence (Armenian)
	question rune            // an ASCII mark that asks (Greek: the semicolon)
}

var (
	englishRules = &language{starters: sentenceStarters, english: true}
	otherRules   = &language{starters: sentenceStarters}

	frenchRules = &language{starters: set(`le la les l un une des ce cet cette ces il elle ils elles on nous vous je tu son sa ses leur leurs
		mais et ou donc or ni car dans en sur sous pour par avec sans chez depuis après avant pendant selon lors quand lorsque si comme
		à au aux c'est ceci cela ça qui que quel quelle où d c qu j s n`),
		own: table(list(title, `m mm mme mmes mlle dr drs pr me mgr st ste sts gal cdt`),
			list(reference, `p pp art vol chap fig no nos n° nº t éd ill al`),
			list(inner, `cf ex env c.-à-d c.à.d p.ex n.d.l.r ndlr vs av apr`),
			list(month, `janv févr avr juil sept oct nov déc`),
			list(closing, `av bd boul j.-c s.a s.a.r.l cie éts tél fr r.p`), list(ending, `etc`),
			list(ordinary, `in la ill co ex mo man est pop se an dont des son par mai mars sur sous net tenue del`))}
	germanRules = &language{ordinals: true, starters: set(`der die das ein eine er sie es wir ihr ich du dies diese dieser dieses doch aber und
		oder denn in im am an auf aus bei mit nach von vor zu zum zur für über unter wenn als weil dass ob wie wo wer was warum
		auch nun dann jetzt heute gestern danach damit dabei seit trotz nur noch man sein seine ihre`),
		own: table(list(title, `hr hrn fr dr prof dipl ing rer nat med jur phil h.c st hl frl kath evang ev`),
			list(reference, `nr s bd abb art abs kap str tel ziff tab vgl`),
			list(inner, `bzw ca vgl z.b d.h u.a u.ä z.t i.d.r o.ä s.o s.u u inkl exkl evtl ggf sog bspw usf etwa z d i allg ehem geb gest
				insb inh max min mind mio mrd mill tsd tägl jährl zzgl zt v.a a.a.o a.d n.chr v.chr chr str jh jhd`),
			list(month, `jan febr feb apr aug sept okt nov dez`), list(closing, `co gmbh e.v tel abt`), list(ending, `usw etc`),
			list(ordinary, `in am an ab es est man mal del die der mit es rat art no`))}
	spanishRules = &language{starters: set(`el la los las un una unos unas este esta estos estas ese esa eso esto él ella ellos ellas yo tú
		nosotros usted su sus mi pero y o en con de del por para sin sobre desde hasta según cuando si como qué quién dónde
		cómo no también además sin entre al es hay se lo le`),
		own: table(list(title, `sr sra sres sras srta srtas dr dra dres prof profa d dña dna ing lic gral cnel cap tte sto sta san mons ud uds vd vds`),
			list(reference, `núm num nro no nº art arts pág págs pag pags p pp vol fig cap tel`), list(inner, `p.ej ej aprox vs av avda apdo`),
			list(month, `ene feb mar abr may jun jul ago set sept oct nov dic`), list(closing, `ee.uu s.a cía cia a.c d.c s.l c.v`),
			list(ending, `etc`), list(ordinary, `in la mal sin dep fin no est san sol das del ten pan man`))}
	italianRules = &language{starters: set(`il lo la i gli le un uno una questo questa questi queste egli ella essi lui lei loro noi voi io ma e o
		in con di da per tra fra su secondo quando se come che chi dove non anche inoltre dopo prima si ci nel nella al alla dal`),
		own: table(list(title, `sig sigg sig.ra sig.na sigra dott dott.ssa dr prof prof.ssa avv ing arch geom rag on sen gen col cap mons don ecc.mo psicol san`),
			list(reference, `n nn nr num art artt pag pagg p pp vol fig cap tel`), list(inner, `es ad p.es cfr ca c.a v.le p.za st d`),
			list(month, `gen febb feb mar apr mag giu lug ago sett set ott nov dic`), list(closing, `s.p.a s.r.l a.c d.c meteor idraul`),
			list(ending, `ecc etc`), list(ordinary, `in la ill mal con del fin mai est san pop non`))}
	portugueseRules = &language{starters: set(`o a os as um uma este esta estes estas esse essa isto isso ele ela eles elas nós você eu seu sua
		mas e ou em com de do da por para sem sobre desde até segundo quando se como que quem onde não também no na nos nas ao à`),
		own: table(list(title, `sr sra srs sras srta dr dra drs prof profa eng d dom pe fr st sto sta gen cel cap exmo exma`),
			list(reference, `n nº no núm art arts pág págs p pp vol fig cap tel`), list(inner, `ex aprox vs av cf`),
			list(month, `jan fev mar abr mai jun jul ago set out nov dez`), list(closing, `s.a ltda cia a.c d.c`), list(ending, `etc`),
			list(ordinary, `no in mal sem est em`))}
	dutchRules = &language{starters: set(`de het een dit dat deze die hij zij ze wij we ik jij u er maar en of in op aan bij met na van voor
		als omdat toen waar wie wat hoe ook nu dan volgens sinds door naar tijdens`),
		own: table(list(title, `dhr mevr mw dr drs ir ing prof mr st ds jhr`), list(reference, `nr nrs blz p pp art fig afb tel`),
			list(inner, `bijv bv d.w.z o.a m.a.w t.o.v i.p.v ca evt incl excl resp vgl m.b.t`), list(month, `jan feb mrt apr jun jul aug sept okt nov dec`),
			list(closing, `n.v b.v`), list(ending, `enz etc`), list(ordinary, `in is op gen man mal est`))}
	nordicRules = &language{starters: sentenceStarters, ordinals: true,
		own: table(list(title, `hr fr frk skt dr prof s.u st`), list(reference, `nr s kap art tlf pkt`),
			list(inner, `bl.a f.eks f.x t.ex t.o.m m.a dvs ca mht jf eks d.v.s o.s.v fx pga mfl vha ift iht`),
			list(month, `jan feb mar apr jun jul aug sept sep okt nov dec des`), list(ending, `osv etc mv m.m`))}
	slavicRules = &language{starters: set(``), ordinals: true,
		own: table(list(title, `p pp pan pí dr prof ing mgr mudr judr phdr rndr doc bc sv św ks gen plk mjr kpt płk inż hab mec`),
			list(reference, `č čís str s nr art ust pkt odd rozdz tel ods`),
			list(inner, `np napr např tj t.j tzv tzn tzw atp m.in m.i t.zn resp ok ul al im śp wg zob por sp r o.i`),
			list(closing, `a.s s.r.o spol o.o sp.z.o.o r w n.e p.n.e tis mil mld tys mln`), list(ending, `atd itd itp etc apod atď`))}
	russianRules = &language{starters: set(`в на он она оно они мы вы я это этот эта эти тот та те но и а или не как когда где что кто если по
		за из от до при для о об с со у после его её их также`), dashGoes: true,
		own: table(list(title, `г-н г-жа гр тов им проф акад доц ул пр пер пл просп бул наб д кв корп стр к обл р-н пос с оз о-в св ст м ген полк`),
			list(reference, `рис табл стр п пп ч гл т тт см № кв д`), list(inner, `т.е т.к т.н т.о напр ср см др пр англ лат нем фр рус греч ок прим ред род`),
			list(month, `янв февр фев мар апр июн июл авг сент сен окт нояб ноя дек пн вт ср чт пт сб вс`),
			list(closing, `г гг в вв н.э до.н.э руб коп тыс млн млрд трлн кг км см мм м куб.м кв.м ч мин сек т.г экз чел`),
			list(ending, `т.д т.п др`))}
	greekRules    = &language{starters: set(`ο η το οι τα τον την του της αυτό αυτός αυτή και αλλά σε στο στη από με για αν όταν που πως δεν`), question: ';', own: table(list(title, `κ κα κ.κ δρ καθ`), list(inner, `π.χ δηλ βλ κ.ά`), list(ending, `κ.λπ κλπ κ.τ.λ κτλ`))}
	armenianRules = &language{colon: true}
	arabicRules   = &language{own: table(list(title, `د أ م ا.د أ.د آ`), list(inner, `ص ج ت هـ ق.م`))}
	indicRules    = &language{own: table(list(title, `डॉ श्री पं प्रो डा`))}
)

// languageOf returns the rules for a language code ("fr", "pt-BR"); the code empty, it goes by the script of the text.
func languageOf(code, text string) *language {
	code, _, _ = strings.Cut(strings.ToLower(code), "-")
	code, _, _ = strings.Cut(code, "_")
	switch code {
	case "":
		return languageOfScript(text)
	case "en", "eng":
		return englishRules
	case "fr":
		return frenchRules
	case "de":
		return germanRules
	case "es", "ca", "gl":
		return spanishRules
	case "it":
		return italianRules
	case "pt":
		return portugueseRules
	case "nl":
		return dutchRules
	case "da", "no", "nb", "nn", "sv", "is", "fi", "et", "hu":
		return nordicRules
	case "pl", "cs", "sk", "sl", "hr", "bs", "sr":
		return slavicRules
	case "ru", "uk", "be", "bg", "mk", "kk", "ky", "mn":
		return russianRules
	case "el":
		return greekRules
	case "hy":
		return armenianRules
	case "ar", "fa", "ur", "ckb", "ps":
		return arabicRules
	case "hi", "mr", "ne":
		return indicRules
	}
	return otherRules
}

// scriptSample is how many letters of a block decide on its script.
const scriptSample = 64

// languageOfScript takes the script that most of a block's first letters are written in; Latin is taken for English.
func languageOfScript(text string) *language {
	latin, counts, seen := 0, [len(scripts)]int{}, 0
	for i := 0; i < len(text) && seen < scriptSample; {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case r < 'A':
			continue
		case r < 0x0370:
			latin++
		default:
			for k, s := range scripts {
				if unicode.Is(s.table, r) {
					counts[k]++
					break
				}
			}
		}
		seen++
	}
	best := englishRules
	for k, n := range counts {
		if n > latin {
			latin, best = n, scripts[k].language
		}
	}
	return best
}

var scripts = [...]struct {
	table    *unicode.RangeTable
	language *language
}{
	{unicode.Cyrillic, russianRules}, {unicode.Arabic, arabicRules}, {unicode.Han, otherRules}, {unicode.Devanagari, indicRules},
	{unicode.Greek, greekRules}, {unicode.Armenian, armenianRules}, {unicode.Hiragana, otherRules}, {unicode.Katakana, otherRules}, {unicode.Hangul, otherRules},
}
