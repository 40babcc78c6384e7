package delivery

import (
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// A Judgement is what a refusal means, without whose words it was: an adapter keeps
// a table of them by the other side's codes. The zero value says nothing.
type Judgement struct {
	Class  Class
	Fault  Fault
	Reason reasons.Reason
}

// OfRecipient is a refusal for good by the recipient's fault, on evidence about
// the mailbox or number.
func OfRecipient(r reasons.Reason) Judgement { return Judgement{Permanent, FaultRecipient, r} }

// OfMessage is a refusal for good of what the message says or holds.
func OfMessage(r reasons.Reason) Judgement { return Judgement{Permanent, FaultMessage, r} }

// OfSender is a refusal of this message for good that neither its recipient nor
// what it says is to blame for: another sender may send it.
func OfSender(r reasons.Reason) Judgement { return Judgement{Permanent, FaultSender, r} }

// Later is a refusal by our fault that passes by itself.
func Later(r reasons.Reason) Judgement { return Judgement{Temporary, FaultSender, r} }

// ToMend is a refusal that stays until somebody mends our settings or account.
func ToMend(r reasons.Reason) Judgement { return Judgement{Configuration, FaultSender, r} }

// Failure is a failure that is judged so, without the other side's code and words.
func (j Judgement) Failure() *Failure {
	return &Failure{Class: j.Class, Fault: j.Fault, Reason: j.Reason}
}

// Judge sets Class, Fault and Reason; the code and the words of the other side stay.
func (f *Failure) Judge(j Judgement) { f.Class, f.Fault, f.Reason = j.Class, j.Fault, j.Reason }
