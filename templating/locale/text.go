package locale

// TextKind names a built-in text. It is kept in hosts' tables, so a constant's
// value never changes. The zero value names none.
type TextKind string

// The built-in texts.
const (
	TextBookingConfirmation TextKind = "booking-confirmation" // a new booking
	TextBookingChanged      TextKind = "booking-changed"      // a booking that the customer knew otherwise
	TextBookingCancelled    TextKind = "booking-cancelled"
	TextReminder            TextKind = "reminder" // before a visit
	TextOrderConfirmation   TextKind = "order-confirmation"
	TextWorkOrder           TextKind = "work-order"
	TextWorkProtocol        TextKind = "work-protocol"
	TextServiceProtocol     TextKind = "service-protocol"
	TextQuote               TextKind = "quote"
	TextPurchaseOrder       TextKind = "purchase-order"
	TextFreeMessage         TextKind = "free-message"
	TextComment             TextKind = "comment" // before the comment itself
	TextArticlesToOrder     TextKind = "articles-to-order"
	TextArticlesOrdered     TextKind = "articles-ordered"
	TextPartsDelivered      TextKind = "parts-delivered"
	TextAssigned            TextKind = "assigned" // notifications to users, from here on
	TextBooked              TextKind = "booked"
	TextOrderCreated        TextKind = "order-created"
	TextOrderChanged        TextKind = "order-changed"
	TextServiceReminder     TextKind = "service-reminder"
	TextOtherTime           TextKind = "other-time"
)

// TextKinds returns all of them, in the order above.
func TextKinds() []TextKind {
	return []TextKind{
		TextBookingConfirmation, TextBookingChanged, TextBookingCancelled, TextReminder,
		TextOrderConfirmation, TextWorkOrder, TextWorkProtocol, TextServiceProtocol, TextQuote, TextPurchaseOrder,
		TextFreeMessage, TextComment, TextArticlesToOrder, TextArticlesOrdered, TextPartsDelivered,
		TextAssigned, TextBooked, TextOrderCreated, TextOrderChanged, TextServiceReminder, TextOtherTime,
	}
}

// Text is a built-in message as a template: its tags are those of R302. The zero
// value is no text.
type Text struct {
	Subject string `json:"subject"`      // of the mail, one line
	Body    string `json:"body"`         // plain text, for e-mail
	SMS     string `json:"sms,omitzero"` // for telephones: with ordinary data one SMS of GSM-7; texts of documents have none
}

// Text returns the built-in text of a kind, in English when the language has
// none of its own, and the zero value for an unknown kind.
func (l Language) Text(kind TextKind) Text {
	if t, ok := l.tab().Texts[kind]; ok {
		return t
	}
	return English.tab().Texts[kind]
}
