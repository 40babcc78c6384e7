package order

import (
	"cmp"

	"github.com/budkavle/budkavle/templating/locale"
)

// An Article is what an order needs, as far as the company's own people are told
// of it. The zero value needs nothing.
type Article struct {
	ID       string       `json:"id"`              // the host's key of the line; two lines may be of the same article
	Number   string       `json:"number,omitzero"` // artikelnummer
	Name     string       `json:"name"`
	Quantity int64        `json:"quantity,omitzero"` // in 1/1000 of Unit; 0 is not told
	Unit     string       `json:"unit,omitzero"`     // "st", "m"
	State    ArticleState `json:"state,omitzero"`
}

// ArticleState says how far an article has come. A constant's value never changes. The
// zero value means that nothing has to be done about it; an unknown value counts as
// that.
type ArticleState string

// The states, in the order in which an article passes them.
const (
	ArticleToOrder   ArticleState = "to-order"  // att beställa
	ArticleOrdered   ArticleState = "ordered"   // beställd
	ArticleDelivered ArticleState = "delivered" // levererad
)

// ArticleStates returns the states in the order in which an article passes them.
func ArticleStates() []ArticleState {
	return []ArticleState{ArticleToOrder, ArticleOrdered, ArticleDelivered}
}

// Message names the state in a user's language, within a sentence; the zero value too.
// One that is unknown is called by its own value.
func (s ArticleState) Message(l locale.Language) string {
	return l.Word("order.article-", cmp.Or(string(s), "none"))
}
