package kannel

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// statuses are the command statuses with which an SMS centre refuses submit_sm,
// by code (SMPP 3.4 section 5.1.3, SMPP 5.0 section 4.7.6). One that is not here
// is ours: codes from 0x400 are each operator's own.
var statuses = map[uint64]delivery.Judgement{
	0x01:  delivery.OfMessage(reasons.TooLarge),           // ESME_RINVMSGLEN
	0x04:  delivery.ToMend(reasons.LoginRefused),          // ESME_RINVBNDSTS
	0x08:  delivery.Later(reasons.ServerUnavailable),      // ESME_RSYSERR
	0x0A:  delivery.ToMend(reasons.SenderRefused),         // ESME_RINVSRCADR
	0x0B:  delivery.OfRecipient(reasons.NumberUnknown),    // ESME_RINVDSTADR
	0x0D:  delivery.ToMend(reasons.LoginRefused),          // ESME_RBINDFAIL
	0x0E:  delivery.ToMend(reasons.LoginRefused),          // ESME_RINVPASWD
	0x0F:  delivery.ToMend(reasons.LoginRefused),          // ESME_RINVSYSID
	0x14:  delivery.Later(reasons.QueueFull),              // ESME_RMSGQFUL
	0x48:  delivery.ToMend(reasons.SenderRefused),         // ESME_RINVSRCTON
	0x49:  delivery.ToMend(reasons.SenderRefused),         // ESME_RINVSRCNPI
	0x50:  delivery.ToMend(reasons.Refused),               // ESME_RINVDSTTON: Kannel's smsc group is wrong
	0x51:  delivery.ToMend(reasons.Refused),               // ESME_RINVDSTNPI
	0x58:  delivery.Later(reasons.TooManyRequests),        // ESME_RTHROTTLED
	0x62:  delivery.ToMend(reasons.Refused),               // ESME_RINVEXPIRY
	0x64:  delivery.Later(reasons.ServerUnavailable),      // ESME_RX_T_APPN
	0x100: delivery.ToMend(reasons.AccountNotActive),      // ESME_RSERTYPUNAUTH
	0x101: delivery.ToMend(reasons.AccountNotActive),      // ESME_RPROHIBITED
	0x102: delivery.Later(reasons.ServerUnavailable),      // ESME_RSERTYPUNAVAIL
	0x103: delivery.ToMend(reasons.AccountNotActive),      // ESME_RSERTYPDENIED
	0x104: delivery.OfMessage(reasons.MessageRefused),     // ESME_RINVDCS
	0x105: delivery.ToMend(reasons.SenderRefused),         // ESME_RINVSRCADDRSUBUNIT
	0x106: delivery.OfRecipient(reasons.RecipientRefused), // ESME_RINVDSTADDRSUBUNIT
	0x112: delivery.ToMend(reasons.SenderNotRegistered),   // ESME_RINVBCASTSRCADR
}

// states are the final states of an SMS in a centre's receipt (SMPP 3.4 appendix
// B). Only one says something of the recipient: that the telephone was not
// reached in time.
var states = map[string]delivery.Judgement{
	"EXPIRED": {Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Unreachable},
	"REJECTD": delivery.OfSender(reasons.ServerRefused),
	"UNKNOWN": {Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: reasons.NoAnswer},
}

var (
	refusal = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^NACK/0x([0-9A-Fa-f]{1,8})(?:/|$)`) })
	receipt = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:^| )stat:([A-Z]{7})(?: err:([0-9A-Za-z]{1,8}))?`)
	})
)

// undelivered is why an SMS that Kannel took did not arrive, from the type of its
// report and the centre's own answer: "NACK/0x0000000b/Invalid Destination
// Address", or a receipt that has "stat:EXPIRED err:001" in it. Only codes are
// taken from it, since a receipt repeats the beginning of the SMS. What it does
// not say is nobody's fault but ours.
func undelivered(kind int, answer string) *delivery.Failure {
	f := delivery.OfSender(reasons.NotDelivered)
	code := strconv.Itoa(kind)
	if m := refusal().FindStringSubmatch(answer); m != nil {
		status, _ := strconv.ParseUint(m[1], 16, 32)
		f.Reason, code = reasons.ServerRefused, "0x"+strconv.FormatUint(status, 16)
		if known, ok := statuses[status]; ok {
			f = known
		}
	} else if m := receipt().FindStringSubmatch(answer); m != nil {
		state := strings.ToUpper(m[1])
		code = strings.TrimSpace(state + " " + m[2])
		if known, ok := states[state]; ok {
			f = known
		}
	} else if kind == expired {
		f = states["EXPIRED"]
	} else if kind == unknown {
		f = states["UNKNOWN"]
	}
	failure := f.Failure()
	failure.Code = code
	return failure
}
