package kannel

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// The types of Kannel's reports (user guide chapter 9), and two that its SMPP
// driver adds to a failure (gw/dlr.h).
const (
	arrived = 1  // on the telephone
	failed  = 2  // not on the telephone
	taken   = 8  // the centre has it; 4 says that it waits there, which is nothing new
	refused = 16 // the centre does not take it
	expired = 0x20 | failed
	unknown = 0x40 | failed
)

// dlrMask asks for all types that say something new.
var dlrMask = strconv.Itoa(arrived | failed | taken | refused)

// Reports returns the handler to mount at Config.ReportURL of the companies that
// share its ReportSecret: one for all of them, and their Kannels may differ. keep
// is usually a notify.Service's Report. Whoever calls must know the address that
// was made for the SMS; others are answered with 403, an error of keep with 503.
// The error names the field that is missing or cannot be used, and no secret.
func Reports(c httpgateway.ReportConfig, keep httpgateway.Keep) (http.Handler, error) {
	c.Plain = true
	reports, err := httpgateway.NewReports(Provider, c)
	if err != nil {
		return nil, fmt.Errorf("kannel: %w", err)
	}
	return reports.Handler(read, keep), nil
}

// Reports is the function [Reports] with this account's addresses.
func (g *Gateway) Reports(keep httpgateway.Keep) http.Handler { return g.reports.Handler(read, keep) }

func read(r *http.Request, from httpgateway.Caller) (delivery.Report, error) {
	return report(r.URL.Query(), from.ID), nil
}

// report makes a report of what Kannel calls. One that says nothing new, and a
// type that nobody knows, is passed over.
func report(q url.Values, id string) delivery.Report {
	report := delivery.Report{ProviderID: id}
	kind, _ := strconv.Atoi(q.Get("type")) // what is no number is no type either
	switch kind {
	case arrived:
		report.Status = delivery.StatusDelivered
	case taken:
		report.Status = delivery.StatusSent
	case failed, refused, expired, unknown:
		report.Status = delivery.StatusBounced
		report.Failure = undelivered(kind, q.Get("answer"))
		if parts, err := strconv.Atoi(q.Get("parts")); err == nil && parts > 1 {
			// The centre reports each part of a long SMS by itself.
			report.Failure.Reason = reasons.PartNotDelivered
		}
	}
	return report
}
