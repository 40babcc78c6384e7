package templating_test

import (
	"strings"
	"testing"

	"github.com/budkavle/budkavle/templating"
)

// company3k is an HTML template of 3 kB.
var company3k = strings.Repeat(`<tr><td style="padding:8px 12px;border-bottom:1px solid #dddddd;color:#333333" width="50%" valign="top"><b>Rubrik</b><br>Text som beskriver något för kunden.</td><td style="padding:8px" align="right"><a href="https://example.com/a?b=c">Länk</a></td></tr>`, 11)

func BenchmarkRenderHTML(b *testing.B) {
	t := templating.ParseHTML(`<p>Hej {facilityOrCustomer}</p><table width="100%">`+company3k+`</table><p>{nextBookingDate} {nextBookingTime} {orderRef} {company}</p>`, templating.DefaultTags())
	b.ReportAllocs()
	for b.Loop() {
		body, err := t.HTML(values)
		if err != nil {
			b.Fatal(err)
		}
		l := layout()
		l.Body = body
		if _, _, err := l.Render(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExpandHTML(b *testing.B) {
	t := templating.ParseHTML(`<p>Hej {facilityOrCustomer}</p><table width="100%">`+company3k+`</table><p>{nextBookingDate} {nextBookingTime} {orderRef} {company}</p>`, templating.DefaultTags())
	b.ReportAllocs()
	for b.Loop() {
		_, _ = t.HTML(values)
	}
}

func BenchmarkParseHTML(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		templating.ParseHTML(`<p>Hej {facilityOrCustomer}</p><table width="100%">`+company3k+`</table><p>{nextBookingDate} {nextBookingTime} {orderRef} {company}</p>`, templating.DefaultTags())
	}
}

func BenchmarkRender(b *testing.B) {
	l := layout()
	b.ReportAllocs()
	for b.Loop() {
		_, _, _ = l.Render()
	}
}
