package locale

// TextKind names a built-in text. It is kept in hosts' tables, so a constant's
// value never changes. The zero value names none.
type TextKind string

// The built-in texts.
const (
	TextBookingConfirmation TextKind = "booking-confirmation" // a new booking
	TextBookingChanged      TextKind = "booking-changed"      // a booking that the customer knew otherwise
	TextBookingCancelled    TextKind = "booking-cancelled"
	TextReminder            TextKind = "reminder"   // before a visit
	TextOnTheWay            TextKind = "on-the-way" // the technician has set out; {expectedTime} where it is known
	// the technician comes later than agreed, at {expectedTime} where it is known
	TextDelayed           TextKind = "delayed"
	TextOrderConfirmation TextKind = "order-confirmation"
	TextWorkOrder         TextKind = "work-order"
	TextWorkProtocol      TextKind = "work-protocol"
	TextServiceProtocol   TextKind = "service-protocol"
	TextQuote             TextKind = "quote"
	TextPurchaseOrder     TextKind = "purchase-order"
	TextFreeMessage       TextKind = "free-message"
	TextComment           TextKind = "comment" // before the comment itself
	TextArticlesToOrder   TextKind = "articles-to-order"
	TextArticlesOrdered   TextKind = "articles-ordered"
	TextPartsDelivered    TextKind = "parts-delivered"
	TextAssigned          TextKind = "assigned" // notifications to users, from here on
	TextUnassigned        TextKind = "unassigned"
	TextBooked            TextKind = "booked"
	TextBookedMoved       TextKind = "booked-moved"
	TextBookedChanged     TextKind = "booked-changed"
	TextBookedCancelled   TextKind = "booked-cancelled"
	TextOrderCreated      TextKind = "order-created"
	TextOrderChanged      TextKind = "order-changed"
	TextServiceReminder   TextKind = "service-reminder"
	TextOtherTime         TextKind = "other-time"
	TextDigest            TextKind = "digest" // several of these, as {changes}
)

// TextKinds returns all of them, in the order above.
func TextKinds() []TextKind {
	return []TextKind{
		TextBookingConfirmation, TextBookingChanged, TextBookingCancelled, TextReminder, TextOnTheWay, TextDelayed,
		TextOrderConfirmation, TextWorkOrder, TextWorkProtocol, TextServiceProtocol, TextQuote, TextPurchaseOrder,
		TextFreeMessage, TextComment, TextArticlesToOrder, TextArticlesOrdered, TextPartsDelivered,
		TextAssigned, TextUnassigned, TextBooked, TextBookedMoved, TextBookedChanged, TextBookedCancelled,
		TextOrderCreated, TextOrderChanged, TextServiceReminder, TextOtherTime, TextDigest,
	}
}
