// Package httpgateway is what gateways over HTTP have in common, for the
// adapters that come with Budkavle and for a host's own: one request whose
// outcome is told exactly, and the way back for delivery reports.
//
// A gateway's Send is one [Client.Exchange], which refuses what cannot be sent
// before anything is and makes one request, and then tells a refusal by
// [Call.Refused] or an answer that nobody understands by [Call.Unreadable]. A
// gateway that needs more than one request takes [Client.Begin] and [Call.Do]. What
// the other side says is cleaned of the login, of the SMS's text and of the
// address for its reports, in whatever form it repeats them.
//
// [Reports] makes that address, one for each SMS: it names the company and the
// message and carries a token that only the host can make, so that one handler
// hears the reports about the SMS of all companies.
package httpgateway
