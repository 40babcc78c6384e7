package compose

import "errors"

// The causes that a host may want to tell apart.
var (
	// ErrFixedText is the cause when a text that is fixed was changed.
	ErrFixedText = errors.New("compose: the text is fixed for this kind of message")
	// ErrForm is the cause when a form came back without what it was opened with, such
	// as an empty post: nothing is to be shown again.
	ErrForm = errors.New("compose: the form came back without its key or its request")
	// ErrNoBooking is the cause when a booking confirmation has no booking.
	ErrNoBooking = errors.New("compose: no booking is coming")
)
