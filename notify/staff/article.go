package staff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// An ArticleMail is a mail to the addresses of the company's settings about
// articles that are to be ordered, were ordered or were delivered. It is made by
// [ArticleMails]; the zero value is no mail.
type ArticleMail struct {
	Kind     plan.Kind       // [KindArticlesToOrder], [KindArticlesOrdered] or [KindPartsDelivered]
	To       recipients.List // at least one
	Articles []order.Article // those of which it tells, in the order's own order

	about *occasion
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

// ArticleMails decides which mails about articles the save of an order leads to:
// at most one for each state, about the articles that have come to it in this save.
// A save that changes nothing tells nobody, and so does an article that goes back
// to an earlier state. An empty address means that such mails are off.
func ArticleMails(c order.Settings, s Settings, before, after order.Order, actor order.Actor, now time.Time) []ArticleMail {
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
	for key, a := range keyed(before.Articles) {
		had[key] = stage(a.State)
	}
	var mails []ArticleMail
	for _, state := range order.ArticleStates() {
		m := ArticleMail{Kind: articleTexts[state].kind, To: addresses.of(state), about: o}
		for i, key := range articleKeys(after.Articles) {
			if a := after.Articles[i]; a.State == state && stage(state) > had[key] {
				m.Articles = append(m.Articles, a)
			}
		}
		if len(m.To) > 0 && len(m.Articles) > 0 {
			mails = append(mails, m)
		}
	}
	return mails
}

// stage is how far an article has come; 0 for no state that is known.
func stage(s order.ArticleState) int { return slices.Index(order.ArticleStates(), s) + 1 }

// keyed are articles by what tells them from others.
func keyed(articles []order.Article) map[string]order.Article {
	keys, list := articleKeys(articles), map[string]order.Article{}
	for i, a := range articles {
		list[keys[i]] = a
	}
	return list
}

// articleKeys are what tells each article from the others: its ID, or for a host
// without any its number and name, counted where several are alike.
func articleKeys(articles []order.Article) []string {
	seen := map[string]int{}
	keys := make([]string, len(articles))
	for i, a := range articles {
		key := "id " + a.ID
		if a.ID == "" {
			key = "name " + a.Number + "\x00" + a.Name
		}
		seen[key]++
		keys[i] = key + strings.Repeat("\x00", seen[key])
	}
	return keys
}

// Letter is the mail, for [plan.Letter.Plan]. Save is the host's ID of the save, as
// in [Notice.Letter].
func (m ArticleMail) Letter(save string) (*plan.Letter, bool) {
	if m.about == nil || len(m.To) == 0 || len(m.Articles) == 0 {
		return nil, false
	}
	o := m.about
	l := o.letter(m.Kind)
	l.Key = o.key(save, string(m.Kind))
	l.Email, l.To = true, slices.Clone(m.To)
	for _, to := range m.To {
		l.People.Note(to.Address.String(), order.Addressee{Name: to.Name, Link: o.order.Link, Staff: true})
	}
	l.EmailText = func(l locale.Language) (plan.EmailText, error) {
		values := o.facts(l)
		lines := make([]string, len(m.Articles))
		for i, a := range m.Articles {
			lines[i] = bullet + articleLine(a, l)
		}
		values["articles"] = strings.Join(lines, "\n")
		t, err := o.expand(articleTexts[m.Articles[0].State].text, l, values)
		return plan.EmailText{Subject: t.Subject, Body: t.Body}, err
	}
	return l, true
}

// articleLine is an article with its quantity.
func articleLine(a order.Article, l locale.Language) string {
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
