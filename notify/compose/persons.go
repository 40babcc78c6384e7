package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// persons are those whom the order knows, each with all of their addresses and
// numbers: a contact who stands in several places is one person.
func persons(s order.Settings, o order.Order) []audit.Person {
	known := personList{at: map[string][]int{}}
	add := func(name, email, phone string, main bool) {
		known.add(audit.Person{Name: name, Addresses: reachedAt(s, email, phone), Main: main})
	}
	add(o.ContactPerson.Name, o.ContactPerson.Email, o.ContactPerson.Phone, true)
	for _, p := range [...]*order.Party{&o.Customer, &o.Facility, &o.InvoicedTo, &o.Supplier} {
		for _, c := range p.Contacts {
			add(c.Name, c.Email, c.Phone, false)
		}
		add("", p.InvoiceEmail, "", false)
		add("", p.OrderEmail, "", false)
	}
	for _, u := range o.Users {
		if u.Customer {
			add(u.Name, u.Email, u.Phone, false)
		}
	}
	return known.list
}

// reachedAt are the addresses and numbers of two fields, in canonical form. What is
// none is left out.
func reachedAt(s order.Settings, email, phone string) []string {
	var all []string
	for _, m := range (order.Contact{Email: email}).Addresses() {
		all = append(all, m.Address.String())
	}
	if phone != "" {
		numbers, _ := recipients.ParsePhoneListIn(phone, s.CorrectionRegion())
		for _, number := range numbers {
			all = append(all, number.String())
		}
	}
	return all
}

// A personList has each person once.
type personList struct {
	list []audit.Person
	at   map[string][]int // who has an address
}

// add joins a person to the first one who shares an address and may have the name.
func (l *personList) add(p audit.Person) {
	if len(p.Addresses) == 0 {
		return
	}
	same := len(l.list)
	for _, address := range p.Addresses {
		for _, i := range l.at[address] {
			if had := l.list[i].Name; had == p.Name || had == "" || p.Name == "" {
				same = min(same, i)
			}
		}
	}
	if same == len(l.list) {
		l.list = append(l.list, audit.Person{})
	}
	one := &l.list[same]
	one.Name, one.Main = cmp.Or(one.Name, p.Name), one.Main || p.Main
	for _, address := range p.Addresses {
		if !slices.Contains(l.at[address], same) {
			one.Addresses = append(one.Addresses, address)
			l.at[address] = append(l.at[address], same)
		}
	}
}

// theirAddresses says of the addresses and numbers of the order's people, in lower case,
// and of those whom the draft opened with, whether they are of the latter: by any of the
// addresses and numbers of a person.
func (d *Draft) theirAddresses() map[string]bool {
	chosen := map[string]bool{}
	for _, c := range d.chosen {
		for _, address := range reachedAt(d.settings, c.Email, c.Phone) {
			chosen[strings.ToLower(address)] = true
		}
	}
	theirs := map[string]bool{}
	note := func(address string, is bool) { // who comes first has the address
		if _, had := theirs[address]; !had {
			theirs[address] = is
		}
	}
	for _, p := range persons(d.settings, d.order) {
		is := slices.ContainsFunc(p.Addresses, func(a string) bool { return chosen[strings.ToLower(a)] })
		for _, address := range p.Addresses {
			note(strings.ToLower(address), is)
		}
	}
	for address := range chosen {
		note(address, true)
	}
	return theirs
}

// Addresses returns the addresses and numbers that a draft of r can be sent to
// unasked, and those of typed, in canonical form, each once: of everybody whom
// the order knows, of those with a login, and of the request's contacts. What is
// no address or number is passed over.
func Addresses(s order.Settings, o order.Order, r Request, typed ...string) []string {
	fields := slices.Clone(typed)
	for _, c := range o.SuggestedContacts() {
		fields = append(fields, c.Email, c.Phone)
	}
	for _, u := range o.Logins() {
		fields = append(fields, u.Email)
	}
	for _, c := range r.Contacts {
		fields = append(fields, c.Email, c.Phone)
	}
	fields = append(fields, s.PurchaseOrderTo.String())
	var list []string
	had := make(map[string]bool, len(fields))
	add := func(text string) {
		if !had[text] {
			had[text] = true
			list = append(list, text)
		}
	}
	for _, field := range fields {
		addresses, err := recipients.ParseList(field)
		for _, m := range addresses {
			add(m.Address.String())
		}
		if err == nil {
			continue // nothing is left that could be a number
		}
		numbers, _ := recipients.ParsePhoneListIn(field, s.CorrectionRegion())
		for _, number := range numbers {
			add(number.String())
		}
	}
	return list
}
