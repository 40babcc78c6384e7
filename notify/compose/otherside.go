package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// otherSide is who gets a comment (R610): the order's customer users, or for one
// that a customer wrote the responsible user, or where there is none the users
// of the system who see the order, or where there are none the company's address.
func (d *Draft) otherSide() []order.Contact {
	o, c := d.order, d.request.Comment
	var side []order.Contact
	if u, known := d.responsible(); c.FromCustomer && known {
		if side = append(side, d.asChosen(u)); reachable(side[0]) {
			return side
		}
	}
	for _, u := range o.Users {
		if u.Customer != c.FromCustomer {
			side = withLogin(side, d.asChosen(u))
		}
	}
	company := d.settings.Company
	if c.FromCustomer && !slices.ContainsFunc(side, reachable) && strings.TrimSpace(company.Email) != "" {
		side = append(side, order.Contact{Name: company.Name, Email: company.Email})
	}
	return side
}

// reachable reports whether a comment can reach somebody: a number is there only of those
// who have chosen SMS.
func reachable(c order.Contact) bool { return len(c.Addresses()) > 0 || c.Phone != "" }

// withLogin adds who gets a comment. Two logins of one address are one reader, however
// the address is written.
func withLogin(side []order.Contact, c order.Contact) []order.Contact {
	address := strings.TrimSpace(c.Email)
	i := slices.IndexFunc(side, func(had order.Contact) bool {
		return address != "" && strings.EqualFold(strings.TrimSpace(had.Email), address)
	})
	if i < 0 {
		return append(side, c)
	}
	side[i].Phone = cmp.Or(side[i].Phone, c.Phone)
	return side
}

// responsible is the responsible user, as the order's users have them: by the address, or
// by the ID where there is no address that can be written to.
func (d *Draft) responsible() (u order.User, known bool) {
	o := d.order
	find := func(is func(order.User) bool) (order.User, bool) {
		if i := slices.IndexFunc(o.Users, func(u order.User) bool { return !u.Customer && is(u) }); i >= 0 {
			return o.Users[i], true
		}
		return order.User{}, false
	}
	given := order.User{Email: o.ResponsibleUserEmail}
	address := strings.TrimSpace(given.Email)
	if u, known = find(func(u order.User) bool {
		return address != "" && strings.EqualFold(strings.TrimSpace(u.Email), address)
	}); known {
		return u, true
	}
	if len(given.Addresses()) == 0 {
		if u, known = find(func(u order.User) bool { return u.ID != "" && u.ID == o.ResponsibleUserID }); known {
			return u, true
		}
	}
	return given, address != ""
}

// asChosen is a user with what their comments go to. Who has chosen SMS and cannot
// get one gets a mail.
func (d *Draft) asChosen(u order.User) order.Contact {
	c := order.Contact{Name: u.Name, Email: u.Email, Language: u.Language}
	_, err := recipients.ParsePhone(u.Phone)
	if slices.Contains(u.CommentsBy, delivery.SMS) && err == nil && d.settings.SendsSMS() {
		c.Phone = u.Phone
		if !slices.Contains(u.CommentsBy, delivery.Email) {
			c.Email = ""
		}
	}
	return c
}

// inside reports whether an address is of the company's own people, or the
// company's own.
func (d *Draft) inside(a recipients.Address) bool {
	return d.order.Inside(a) || d.isCompany(a)
}

func (d *Draft) isCompany(a recipients.Address) bool {
	return slices.ContainsFunc(order.Contact{Email: d.settings.Company.Email}.Addresses(),
		func(m recipients.Mailbox) bool {
			return strings.EqualFold(m.Address.String(), a.String())
		})
}

// noteCompany makes the company's own address one of its people, where a comment
// goes there.
func (d *Draft) noteCompany() {
	if d.request.Kind != Comment {
		return
	}
	for _, m := range d.To {
		if d.isCompany(m.Address) {
			d.people.Note(m.Address.String(), order.Addressee{Name: d.settings.Company.Name, Link: d.order.Link, Staff: true})
		}
	}
}
