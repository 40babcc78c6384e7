package delivery

// saysOther are the reasons that say nothing of whether there is a mailbox or a
// number, whomever they are held against: every constant but those that do, as a
// test sees to.
var saysOther = map[Reason]bool{
	ReasonHostUnknown: true, ReasonConnectRefused: true, ReasonConnectTimeout: true, ReasonConnectFailed: true,
	ReasonNoGreeting: true, ReasonConnectionLost: true, ReasonTimeout: true, ReasonNoAnswer: true,
	ReasonNotUnderstood: true, ReasonCancelled: true, ReasonClosed: true, ReasonNotClaimed: true,
	ReasonNotWritten: true, ReasonUnclassified: true, ReasonTLSWrongName: true, ReasonTLSUntrusted: true,
	ReasonTLSExpired: true, ReasonTLSTooOld: true, ReasonTLSFailed: true, ReasonTLSNotSpoken: true,
	ReasonTLSNotOffered: true, ReasonTLSRequired: true, ReasonLoginRefused: true, ReasonLoginNotOffered: true,
	ReasonLoginNeedsTLS: true, ReasonLoginRequired: true, ReasonLoginUnsafe: true, ReasonNoToken: true,
	ReasonServerUnavailable: true, ReasonServerRefused: true, ReasonTooManyConnections: true,
	ReasonTooManyRequests: true, ReasonQuotaExceeded: true, ReasonQueueFull: true, ReasonNoCredit: true,
	ReasonAccountNotActive: true, ReasonTrialAccount: true, ReasonCountryNotEnabled: true,
	ReasonWrongAddress: true, ReasonRedirected: true, ReasonNoRoute: true, ReasonNoGateway: true,
	ReasonSenderRefused: true, ReasonSenderNotRegistered: true, ReasonSenderNotProved: true,
	ReasonBlocklisted: true, ReasonRelayDenied: true, ReasonClientRefused: true, ReasonUTF8NotOffered: true,
	ReasonTryLater: true, ReasonRefused: true, ReasonNoSender: true, ReasonSendersNotFound: true,
	ReasonPanicked: true, ReasonNoOutcomeLogged: true, ReasonGaveUp: true, ReasonTakenByAnother: true,
	ReasonMailboxFull: true, ReasonRecipientRefused: true, ReasonGreylisted: true, ReasonUnsubscribed: true,
	ReasonBlocked: true, ReasonUnreachable: true, ReasonNotDelivered: true, ReasonPartNotDelivered: true,
	ReasonInvalid: true, ReasonTooLarge: true, ReasonMessageRefused: true, ReasonFiltered: true,
	ReasonAttachment: true, ReasonNoAttachment: true,
}
