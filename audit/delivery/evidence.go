package delivery

import (
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// saysOther are the reasons that say nothing of whether there is a mailbox or a
// number, whomever they are held against: every constant but those that do, as a
// test sees to.
var saysOther = map[reasons.Reason]bool{
	reasons.HostUnknown: true, reasons.ConnectRefused: true, reasons.ConnectTimeout: true, reasons.ConnectFailed: true,
	reasons.NoGreeting: true, reasons.ConnectionLost: true, reasons.Timeout: true, reasons.NoAnswer: true,
	reasons.NotUnderstood: true, reasons.Cancelled: true, reasons.Closed: true, reasons.NotClaimed: true,
	reasons.NotWritten: true, reasons.Unclassified: true, reasons.TLSWrongName: true, reasons.TLSUntrusted: true,
	reasons.TLSExpired: true, reasons.TLSTooOld: true, reasons.TLSFailed: true, reasons.TLSNotSpoken: true,
	reasons.TLSNotOffered: true, reasons.TLSRequired: true, reasons.LoginRefused: true, reasons.LoginNotOffered: true,
	reasons.LoginNeedsTLS: true, reasons.LoginRequired: true, reasons.LoginUnsafe: true, reasons.NoToken: true,
	reasons.ServerUnavailable: true, reasons.ServerRefused: true, reasons.TooManyConnections: true,
	reasons.TooManyRequests: true, reasons.QuotaExceeded: true, reasons.QueueFull: true, reasons.NoCredit: true,
	reasons.AccountNotActive: true, reasons.TrialAccount: true, reasons.CountryNotEnabled: true,
	reasons.WrongAddress: true, reasons.Redirected: true, reasons.NoRoute: true, reasons.NoGateway: true,
	reasons.SenderRefused: true, reasons.SenderNotRegistered: true, reasons.SenderNotProved: true,
	reasons.Blocklisted: true, reasons.RelayDenied: true, reasons.ClientRefused: true, reasons.UTF8NotOffered: true,
	reasons.TryLater: true, reasons.Refused: true, reasons.NoSender: true, reasons.SendersNotFound: true,
	reasons.Panicked: true, reasons.NoOutcomeLogged: true, reasons.GaveUp: true, reasons.TakenByAnother: true,
	reasons.MailboxFull: true, reasons.RecipientRefused: true, reasons.Greylisted: true, reasons.Unsubscribed: true,
	reasons.Blocked: true, reasons.Unreachable: true, reasons.NotDelivered: true, reasons.PartNotDelivered: true,
	reasons.Invalid: true, reasons.TooLarge: true, reasons.MessageRefused: true, reasons.Filtered: true,
	reasons.Attachment: true, reasons.NoAttachment: true,
}
