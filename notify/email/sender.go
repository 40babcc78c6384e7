package email

import (
	"context"

	"github.com/budkavle/budkavle/audit/delivery"
)

// A Sender delivers messages to a mail server, or to whatever stands in its
// place. Its rules, which notify/sendertest checks one by one:
//
//  1. Send returns a nil error only when the other side has taken the message;
//     the receipt then names it in Provider.
//  2. A message is taken once for each Send that returns nil. Send may try
//     again by itself only what certainly was not taken.
//  3. What is taken is what [Encode] gives for the message, byte for byte. Only
//     headers may stand before it: a signature (DKIM) or a trace, by whichever
//     side.
//  4. Every error is or wraps a *[delivery.Failure] with a class and a reason.
//  5. A refusal for good is Permanent or Configuration and a refusal for now
//     Temporary; in either case nothing was taken.
//  6. When the connection dies after the message was handed over and before
//     the answer, the failure is Uncertain; before that it is Temporary.
//  7. A login that is refused is a Configuration failure of the sender, and no
//     secret is in the error or in anything that it wraps.
//  8. The context is obeyed at every point, within 250 ms. The error wraps the
//     context's, and a context that is already over sends nothing.
//  9. An invalid message ([Message.Validate]) is a Permanent failure of the
//     message, and the other side sees nothing of it.
//  10. Send is safe for concurrent use, and one failure leaves the others alone.
//  11. The message is not changed, and nothing of it is kept after Send returns.
//  12. One message has one recipient: nobody else is told of it.
//  13. [delivery.HandOver] is called at the last moment before bytes leave that
//     cannot be taken back, and not before. When it fails, nothing is sent and
//     its failure is returned.
type Sender interface {
	Send(ctx context.Context, m *Message) (delivery.Receipt, error)
}
