package twilio

import (
	"github.com/budkavle/budkavle/audit/delivery"

	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// unknown is the verdict on a code that is not in the table: this SMS is refused,
// and nobody is to blame for it but us.
var unknown = delivery.OfSender(reasons.ServerRefused)

// verdicts are Twilio's error codes (https://www.twilio.com/docs/api/errors) that
// are met when sending an SMS and in its status callbacks, by what they mean for
// it. Codes of calls, other channels, MMS and registrations are left to unknown.
var verdicts = []struct {
	verdict delivery.Judgement
	codes   []int
}{
	// The number, on evidence.
	{delivery.OfRecipient(reasons.NumberUnknown), []int{21211, 21217, 21421, 30005}},
	// a short code, a premium number, a landline
	{delivery.OfRecipient(reasons.NotMobile), []int{21265, 21268, 21614, 21635, 30006}},
	{delivery.OfRecipient(reasons.Unsubscribed), []int{21610, 30630}},
	{delivery.OfRecipient(reasons.Blocked), []int{30004}},
	{
		delivery.Judgement{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Unreachable},
		[]int{30003},
	},

	// The text.
	{delivery.OfMessage(reasons.Invalid), []int{14103, 21602, 21604, 21619}},
	{delivery.OfMessage(reasons.TooLarge), []int{20413, 21605, 21617, 21658, 30019}},
	{delivery.OfMessage(reasons.MessageRefused), []int{21620, 21623, 30011}},
	{delivery.OfMessage(reasons.Filtered), []int{21618, 30007, 30038}},

	// Our account.
	{delivery.ToMend(reasons.LoginRefused), []int{
		20003, 20006, 20008, 20101, 20102, 20103, 20104, 20105, 20106, 20107, 20151, 20152, 20153, 20154, 20155,
		20156, 20157, 20159, 20160, 20403, 21470, 21471,
	}},
	{delivery.ToMend(reasons.AccountNotActive), []int{
		10001, 20005, 20010, 21472, 21476, 21478, 21479, 30002, 30033, 30037, 30112, 21729, 21731,
	}},
	{delivery.ToMend(reasons.TrialAccount), []int{10002, 14111, 21219, 21267, 21607, 21608, 30044}},
	{delivery.ToMend(reasons.CountryNotEnabled), []int{21408}},
	{delivery.ToMend(reasons.WrongAddress), []int{20004, 20404, 20410, 20426, 30404, 20011, 20012}},
	{delivery.ToMend(reasons.Refused), []int{ // something in the account or in what it asks for
		20422, 20423, 21609, 21624, 21626, 21627, 21654, 21655, 21656, 21664, 21665, 21666, 21667, 21900, 21901, 21902,
		30010, 30012, 30013, 30028, 30029, 30030, 30031, 30045, 30100, 30101, 30102, 30106, 30107, 30108, 30109,
		30110, 30111, 30123, 30124, 30127, 30134, 30137, 30139, 30400,
	}},

	// Our number, name or messaging service.
	{delivery.ToMend(reasons.SenderRefused), []int{
		14102, 14108, 21210, 21212, 21213, 21264, 21266, 21401, 21407, 21601, 21603, 21606, 21616, 21621,
		21657, 21659, 21660, 21661, 21663, 21701, 21702, 21704, 21705, 21708, 21709, 21711,
		21712, 21715, 21910, 30042, 63002, 63007,
	}},
	{delivery.ToMend(reasons.SenderNotRegistered), []int{30018, 30024, 30032, 30034, 30035, 30040, 30041, 30125, 30126}},

	// This sender cannot reach that number, or not from there.
	{delivery.OfSender(reasons.NoRoute), []int{21612, 21662, 21668, 30014, 30015, 30016, 30043}},

	{delivery.ToMend(reasons.NoRoute), []int{21703}}, // none of the messaging service's senders can

	// It passes.
	{delivery.Later(reasons.TooManyRequests), []int{14107, 20429, 30022, 63017, 63018}},
	{delivery.Later(reasons.QueueFull), []int{21611, 30001}},
	{delivery.Later(reasons.QuotaExceeded), []int{30023, 30027, 30454, 63038}},
	{delivery.Later(reasons.ServerUnavailable), []int{
		20409, 20500, 20503, 21730, 30017, 30020, 30021, 30500, 63009, 63010, 63012,
	}},
	{delivery.Later(reasons.Blocklisted), []int{30450, 30453}}, // Twilio's guard against fraud holds it back
	{delivery.Later(reasons.TryLater), []int{30036}},           // it waited in Twilio's queue for too long
	{delivery.Later(reasons.NotDelivered), []int{30008, 30485, 30610, 30615, 30620, 30640}},

	// It may have arrived: "not retried to avoid duplicate message delivery".
	{
		delivery.Judgement{Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: reasons.NoAnswer},
		[]int{30046, 30410},
	},
}

// codes are the verdicts by code.
var codes = func() map[int]delivery.Judgement {
	m := map[int]delivery.Judgement{}
	for _, v := range verdicts {
		for _, code := range v.codes {
			m[code] = v.verdict
		}
	}
	return m
}()

// judge returns the verdict on a code, and false when it is not known.
func judge(code int) (delivery.Judgement, bool) {
	v, ok := codes[code]
	return v, ok
}
