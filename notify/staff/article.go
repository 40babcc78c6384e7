package staff

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// An ArticleEmail is a mail to the addresses of the company's settings about
// articles that are to be ordered, were ordered or were delivered. It is made by
// [ArticleEmails]; the zero value is no mail.
type ArticleEmail struct {
	Kind     plan.Kind       // [KindArticlesToOrder], [KindArticlesOrdered] or [KindPartsDelivered]
	To       recipients.List // at least one
	Articles []order.Article // those of which it tells, in the order's own order

	lines []articleLine
	about *occasion
}

// An articleLine is an article of a mail, what tells it from others of the order, and
// the keys of mails that wait to tell the same of it.
type articleLine struct {
	order.Article
	key     string
	waiting []string
}

// articleTexts are kind and text of the mail about a state.
var articleTexts = map[order.ArticleState]struct {
	kind plan.Kind
	text locale.TextKind
}{
	order.ArticleToOrder:   {KindArticlesToOrder, locale.TextArticlesToOrder},
	order.ArticleOrdered:   {KindArticlesOrdered, locale.TextArticlesOrdered},
	order.ArticleDelivered: {KindPartsDelivered, locale.TextPartsDelivered},
}

// ArticleEmails decides which mails about articles the save of an order leads to:
// at most one for each state, about the articles that have come to it for the first
// time. A save that changes nothing tells nobody, and so does an article that goes
// back to an earlier state; one that comes to a state again is not told again, which
// log, the order's messages of before, knows. A message that did not reach anybody
// counts for nothing there. An empty address means that such mails are off.
func ArticleEmails(
	c order.Settings, s Settings, before, after order.Order, log []audit.Message, actor order.Actor, now time.Time,
) []ArticleEmail {
	addresses := s.Articles[after.Kind]
	if after.Kind == order.ServiceOrder {
		addresses = ArticleAddresses{ToOrder: addresses.ToOrder}
	} else if after.Kind != order.WorkOrder {
		return nil
	}
	o := newOccasion(c, s, after, actor, now)
	ref := after.Ref()
	o.parts, o.content = []string{"articles", ref.Kind, ref.ID}, contentOf(before, after)
	had := map[string]int{}
	for i, key := range articleKeys(before.Articles) {
		had[key] = stage(before.Articles[i].State)
	}
	var mails []ArticleEmail
	for _, state := range order.ArticleStates() {
		m := ArticleEmail{Kind: articleTexts[state].kind, To: addresses.of(state), about: o}
		told := articlesTold(log, m.Kind)
		for i, key := range articleKeys(after.Articles) {
			if a := after.Articles[i]; a.State == state && stage(state) > had[key] && !told[key].known {
				m.Articles, m.lines = append(m.Articles, a), append(m.lines, articleLine{a, key, told[key].waiting})
			}
		}
		if len(m.To) > 0 && len(m.Articles) > 0 {
			mails = append(mails, m)
		}
	}
	return mails
}

// A telling is what the log knows of an article and a state: whether a message has
// told of it, or may have, and the keys of those that wait to.
type telling struct {
	known   bool
	waiting []string
}

// articlesTold are the tellings of mails of a kind, by the articles' keys. A mail's
// snapshot has them, whatever else of it was dropped.
func articlesTold(log []audit.Message, kind plan.Kind) map[string]telling {
	told := map[string]telling{}
	for i := range log {
		m := &log[i]
		if plan.Kind(m.Kind) != kind || m.Snapshot == nil {
			continue
		}
		for _, f := range m.Snapshot.Fields {
			t := told[f.Item]
			switch m.Status {
			case delivery.StatusQueued:
				t.waiting = append(t.waiting, m.Key)
			case delivery.StatusSending, delivery.StatusUncertain, delivery.StatusSent, delivery.StatusDelivered:
				t.known = true
			}
			told[f.Item] = t
		}
	}
	return told
}

// stage is how far an article has come; 0 for no state that is known.
func stage(s order.ArticleState) int { return slices.Index(order.ArticleStates(), s) + 1 }

// articleKeys are what tells each article from the others: its ID, or for a host
// without any its number and name, counted where several are alike.
func articleKeys(articles []order.Article) []string {
	seen := map[string]int{}
	keys := make([]string, len(articles))
	for i, a := range articles {
		key := audit.NewID("id", a.ID)
		if a.ID == "" {
			key = audit.NewID("name", a.Number, a.Name)
		}
		seen[key]++
		keys[i] = key + "-" + strconv.Itoa(seen[key])
	}
	return keys
}

// Letter is the mail, for [plan.Letter.Plan]. Save is the host's ID of the save, as
// in [Notice.Letter]. It is false where a mail of another save waits to tell the same.
func (m ArticleEmail) Letter(save string) (*plan.Letter, bool) {
	if m.about == nil || len(m.To) == 0 {
		return nil, false
	}
	o := m.about
	l := o.letter(m.Kind)
	l.Key = o.key(save, string(m.Kind))
	l.Email, l.To = true, slices.Clone(m.To)
	l.Snapshot = &snapshots.Snapshot{Scope: snapshots.ScopeOrder}
	var articles []order.Article
	for _, line := range m.lines {
		// The same save again is the same mail: its key sees to it that it is sent once.
		if len(line.waiting) == 0 || slices.Contains(line.waiting, l.Key) {
			articles = append(articles, line.Article)
			l.Snapshot.Fields = append(l.Snapshot.Fields, snapshots.Field{
				Name: snapshots.FieldArticle, Item: line.key, Value: articleName(line.Article),
			})
		}
	}
	if len(articles) == 0 {
		return nil, false
	}
	for _, to := range m.To {
		l.People.Note(to.Address.String(), order.Addressee{Name: to.Name, Link: o.order.Link, Staff: true})
	}
	l.EmailText = func(l locale.Language) (plan.EmailText, error) {
		values := o.facts(l)
		lines := make([]string, len(articles))
		for i, a := range articles {
			lines[i] = bullet + withQuantity(a, l)
		}
		values["articles"] = strings.Join(lines, "\n")
		t, err := o.expand(articleTexts[articles[0].State].text, l, values)
		return plan.EmailText{Subject: t.Subject, Body: t.Body}, err
	}
	return l, true
}

// withQuantity is an article with how much of it.
func withQuantity(a order.Article, l locale.Language) string {
	if a.Quantity == 0 {
		return articleName(a)
	}
	value, decimals := a.Quantity, 3
	for decimals > 0 && value%10 == 0 {
		value, decimals = value/10, decimals-1
	}
	return articleName(a) + ": " + strings.TrimSpace(l.Number(value, decimals)+" "+a.Unit)
}

// articleName is an article as people know it.
func articleName(a order.Article) string {
	return cmp.Or(strings.TrimSpace(a.Number+" "+a.Name), a.ID)
}
