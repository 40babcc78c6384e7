package elks46

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// Reports returns the handler to mount at Config.ReportURL of the companies that
// share its ReportSecret: one for all of them, and their accounts may differ.
// keep is usually a notify.Service's Report. An error of keep is answered with
// 503, a caller without the token with 403. 46elks repeats a report that is not
// answered with a status from 200 to 299. The error names the field that is
// missing or cannot be used, and no secret.
func Reports(c httpgateway.ReportConfig, keep httpgateway.Keep) (http.Handler, error) {
	reports, err := httpgateway.NewReports(Provider, c)
	if err != nil {
		return nil, fmt.Errorf("elks46: %w", err)
	}
	return reports.Handler(read, keep), nil
}

// Reports is the function [Reports] with this account's addresses.
func (g *Gateway) Reports(keep httpgateway.Keep) http.Handler { return g.reports.Handler(read, keep) }

func read(r *http.Request, _ httpgateway.Caller) (delivery.Report, error) {
	return report(r.PostForm), nil
}

// report makes a report of what 46elks calls. A status that nobody knows is
// passed over.
func report(form url.Values) delivery.Report {
	report := delivery.Report{ProviderID: form.Get("id")}
	if at, err := time.Parse("2006-01-02T15:04:05.999999", form.Get("delivered")); err == nil {
		report.At = at
	}
	switch form.Get("status") {
	case "created", "sent":
		report.Status = delivery.StatusSent
	case "delivered":
		report.Status = delivery.StatusDelivered
	case "failed":
		// 46elks does not say why, so the number is not to blame.
		report.Status = delivery.StatusBounced
		report.Failure = &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultSender,
			Reason: reasons.NotDelivered,
			Code:   "failed",
		}
	}
	return report
}
