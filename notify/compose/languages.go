package compose

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

// fallbackLanguage is the language of a recipient who has none: for an address that
// was typed that of the customer, on a purchase order of the supplier, else the
// order's; the first that is known (R408).
func (d *Draft) fallbackLanguage() string {
	party := d.order.Customer
	if d.order.Kind == order.PurchaseOrder {
		party = d.order.Supplier
	}
	for _, tag := range []string{party.Language, d.order.Language} {
		if _, known := d.known.Find(tag); known && tag != "" {
			return tag
		}
	}
	return ""
}

// peopleOf are those whom an order knows. The company's own people read the company's
// language, not the customer's, when they have none.
func (d *Draft) peopleOf(o order.Order) order.People {
	people := o.People()
	for key, p := range people {
		if p.Staff && p.Language == "" {
			p.Language = cmp.Or(o.Language, d.known.Of().Tag())
			people[key] = p
		}
	}
	return people
}

// aboutLanguages tells of languages that are unknown, and of recipients who read
// another than that which the user's own words are in.
func (w *warnings) aboutLanguages() {
	d, told := w.d, map[string]bool{}
	unknown := func(tag, whose, recipient string) {
		if _, known := d.known.Find(tag); tag != "" && !known {
			told[tag] = true
			w.warn(codes.WarnUnknownLanguage, recipient, delivery.Scrub(tag), whose)
		}
	}
	unknown(d.settings.Language, cmp.Or(d.settings.Company.Name, d.settings.Company.ID), "")
	unknown(d.order.Language, d.order.Number, "")
	unknown(d.request.Actor.Language, cmp.Or(d.request.Actor.Name, d.request.Actor.ID), "")
	for _, p := range []order.Party{d.order.Customer, d.order.Facility, d.order.InvoicedTo, d.order.Supplier} {
		unknown(p.Language, p.Name, "")
	}
	ofParties := maps.Clone(told)
	var others []string
	for _, recipient := range d.reached() {
		person := d.people.Find(recipient)
		if !ofParties[person.Language] {
			unknown(person.Language, recipient, recipient)
		}
		if d.Edited() && d.languageOf(recipient).Tag() != d.language.Tag() {
			others = append(others, cmp.Or(person.Name, recipient))
		}
	}
	if len(others) > 0 {
		slices.Sort(others)
		w.warn(codes.WarnOtherLanguage, "", strings.Join(slices.Compact(others), ", "))
	}
}

// reached are the addresses and numbers that get something over the channels that are on.
func (d *Draft) reached() []string {
	var list []string
	if d.Email {
		for _, m := range d.To {
			list = append(list, m.Address.String())
		}
	}
	if d.SMS {
		for _, p := range d.Phones {
			list = append(list, p.String())
		}
	}
	return list
}

// languages are those of the recipients, each once.
func (d *Draft) languages() []locale.Language {
	var list []locale.Language
	for _, recipient := range d.reached() {
		l := d.languageOf(recipient)
		if !slices.ContainsFunc(list, func(had locale.Language) bool { return had.Tag() == l.Tag() }) {
			list = append(list, l)
		}
	}
	return list
}
