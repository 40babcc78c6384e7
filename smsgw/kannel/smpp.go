package kannel

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
)

// statuses are the command statuses with which an SMS centre refuses submit_sm,
// by code (SMPP 3.4 section 5.1.3, SMPP 5.0 section 4.7.6). One that is not here
// is ours: codes from 0x400 are each operator's own.
var statuses = map[uint64]delivery.Failure{
	0x01:  of(delivery.Permanent, delivery.FaultMessage, delivery.ReasonTooLarge),               // ESME_RINVMSGLEN
	0x04:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonLoginRefused),        // ESME_RINVBNDSTS
	0x08:  of(delivery.Temporary, delivery.FaultSender, delivery.ReasonServerUnavailable),       // ESME_RSYSERR
	0x0A:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonSenderRefused),       // ESME_RINVSRCADR
	0x0B:  of(delivery.Permanent, delivery.FaultRecipient, delivery.ReasonNumberUnknown),        // ESME_RINVDSTADR
	0x0D:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonLoginRefused),        // ESME_RBINDFAIL
	0x0E:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonLoginRefused),        // ESME_RINVPASWD
	0x0F:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonLoginRefused),        // ESME_RINVSYSID
	0x14:  of(delivery.Temporary, delivery.FaultSender, delivery.ReasonQueueFull),               // ESME_RMSGQFUL
	0x48:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonSenderRefused),       // ESME_RINVSRCTON
	0x49:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonSenderRefused),       // ESME_RINVSRCNPI
	0x50:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonRefused),             // ESME_RINVDSTTON: Kannel's smsc group is wrong
	0x51:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonRefused),             // ESME_RINVDSTNPI
	0x58:  of(delivery.Temporary, delivery.FaultSender, delivery.ReasonTooManyRequests),         // ESME_RTHROTTLED
	0x62:  of(delivery.Configuration, delivery.FaultSender, delivery.ReasonRefused),             // ESME_RINVEXPIRY
	0x64:  of(delivery.Temporary, delivery.FaultSender, delivery.ReasonServerUnavailable),       // ESME_RX_T_APPN
	0x100: of(delivery.Configuration, delivery.FaultSender, delivery.ReasonAccountNotActive),    // ESME_RSERTYPUNAUTH
	0x101: of(delivery.Configuration, delivery.FaultSender, delivery.ReasonAccountNotActive),    // ESME_RPROHIBITED
	0x102: of(delivery.Temporary, delivery.FaultSender, delivery.ReasonServerUnavailable),       // ESME_RSERTYPUNAVAIL
	0x103: of(delivery.Configuration, delivery.FaultSender, delivery.ReasonAccountNotActive),    // ESME_RSERTYPDENIED
	0x104: of(delivery.Permanent, delivery.FaultMessage, delivery.ReasonMessageRefused),         // ESME_RINVDCS
	0x105: of(delivery.Configuration, delivery.FaultSender, delivery.ReasonSenderRefused),       // ESME_RINVSRCADDRSUBUNIT
	0x106: of(delivery.Permanent, delivery.FaultRecipient, delivery.ReasonRecipientRefused),     // ESME_RINVDSTADDRSUBUNIT
	0x112: of(delivery.Configuration, delivery.FaultSender, delivery.ReasonSenderNotRegistered), // ESME_RINVBCASTSRCADR
}

// states are the final states of an SMS in a centre's receipt (SMPP 3.4 appendix
// B). Only one says something of the recipient: that the telephone was not
// reached in time.
var states = map[string]delivery.Failure{
	"EXPIRED": of(delivery.Temporary, delivery.FaultRecipient, delivery.ReasonUnreachable),
	"REJECTD": of(delivery.Permanent, delivery.FaultSender, delivery.ReasonServerRefused),
	"UNKNOWN": of(delivery.Uncertain, delivery.FaultSender, delivery.ReasonNoAnswer),
}

func of(class delivery.Class, fault delivery.Fault, reason delivery.Reason) delivery.Failure {
	return delivery.Failure{Class: class, Fault: fault, Reason: reason}
}

var (
	refusal = regexp.MustCompile(`^NACK/0x([0-9A-Fa-f]{1,8})(?:/|$)`)
	receipt = regexp.MustCompile(`(?i)(?:^| )stat:([A-Z]{7})(?: err:([0-9A-Za-z]{1,8}))?`)
)

// undelivered is why an SMS that Kannel took did not arrive, from the type of its
// report and the centre's own answer: "NACK/0x0000000b/Invalid Destination
// Address", or a receipt that has "stat:EXPIRED err:001" in it. Only codes are
// taken from it, since a receipt repeats the beginning of the SMS. What it does
// not say is nobody's fault but ours.
func undelivered(kind int, answer string) *delivery.Failure {
	f := of(delivery.Permanent, delivery.FaultSender, delivery.ReasonNotDelivered)
	code := strconv.Itoa(kind)
	if m := refusal.FindStringSubmatch(answer); m != nil {
		status, _ := strconv.ParseUint(m[1], 16, 32)
		f.Reason, code = delivery.ReasonServerRefused, "0x"+strconv.FormatUint(status, 16)
		if known, ok := statuses[status]; ok {
			f = known
		}
	} else if m := receipt.FindStringSubmatch(answer); m != nil {
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
	f.Code = code
	return &f
}
