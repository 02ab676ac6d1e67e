package mail

import "strings"

// withoutFoot takes off what stands at a newsletter's end about the subscription, and counts its
// paragraphs. It is the foot only if it is a small part of the whole.
func withoutFoot(text string) (rest string, paragraphs int) {
	all := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	before := 0
	for i, p := range all {
		if 3*(len(text)-before) < len(text) && about(p) {
			return strings.TrimSpace(strings.Join(all[:i], "\n\n")), len(all) - i
		}
		before += len(p) + 2
	}
	return text, 0
}

// about says whether a paragraph is about the subscription.
func about(paragraph string) bool {
	if len(paragraph) > 1500 {
		return false
	}
	p := strings.ToLower(paragraph)
	for _, s := range []string{
		"unsubscribe", "you are receiving this", "you're receiving this", "you received this email", "you received this message because", "manage your preferences",
		"manage preferences", "update your preferences", "email preferences", "this email was sent to", "forward to a friend",
		"newsletter abbestellen", "abmelden", "abbestellen", "se désabonner", "désinscrire", "désinscription", "darse de baja", "cancelar suscripción",
		"cancelar inscrição", "disiscriv", "afmelden", "uitschrijven", "wypisz", "отписаться", "إلغاء الاشتراك",
	} {
		if strings.Contains(p, s) {
			return true
		}
	}
	return false
}

// withoutView takes the paragraph out that only leads to the same text on the web, and returns
// the address it leads to.
func withoutView(text string) (rest, at string) {
	all := strings.Split(text, "\n\n")
	for i, p := range all[:min(len(all), 12)] {
		shown, link, found := cutLink(p)
		if !found || len(p)-len(link) > 200 || !leads(shown) {
			continue
		}
		return strings.TrimSpace(strings.Join(append(all[:i:i], all[i+1:]...), "\n\n")), address(link)
	}
	return text, ""
}

// cutLink is the first link in Markdown: its words and its address.
func cutLink(p string) (shown, link string, found bool) {
	middle := strings.Index(p, "](http")
	if middle < 0 {
		return "", "", false
	}
	link = p[middle+2:]
	end := strings.IndexByte(link, ')')
	if end < 0 {
		return "", "", false
	}
	return strings.ToLower(p), link[:end], true
}

func leads(shown string) bool {
	for _, s := range []string{"in your browser", "in browser", "in a browser", "view online", "read online", "web version", "view this email", "open in app or online", "view on the web",
		"im browser", "online ansehen", "online lesen", "webversion", "version en ligne", "dans votre navigateur", "en el navegador", "en tu navegador", "no navegador", "nel browser", "in je browser", "в браузере"} {
		if strings.Contains(shown, s) {
			return true
		}
	}
	return false
}
