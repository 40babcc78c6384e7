package main

import (
	"io"
	"strings"
	"testing"

	"github.com/valyala/fasttemplate"

	"github.com/budkavle/budkavle/templating"
)

const manual = "Hej, {facilityOrCustomer}\n\nVår servicetekniker {nextBookingName} kommer till er {nextBookingDate}, {nextBookingTime}\n\nArbetet gäller {orderRef}\n\nHälsningar {company}"

var values = templating.Values{
	"company": "Mitt bolag", "orderRef": "Ordernummer: AO462", "facilityOrCustomer": "kund", "nextBookingName": "Börje",
	"nextBookingDate": "fredag 06 oktober", "nextBookingTime": "07:00 – 10:00",
}

// BenchmarkTemplates expands the manual's template and one of 100 kB with 5 000
// tags, compiled, beside fasttemplate, and beside joining parts that are ready,
// which is the least that can be done.
func BenchmarkTemplates(b *testing.B) {
	for name, source := range map[string]string{"manual": manual, "100kB": strings.Repeat("{company} 12345678", 5000)} {
		template := templating.Parse(source, templating.DefaultTags())
		each(b, name+"/by=budkavle", func() {
			_, err := template.Text(values)
			must(b, err)
		})
		fast := fasttemplate.New(source, "{", "}")
		each(b, name+"/by=fasttemplate", func() {
			fast.ExecuteFuncString(func(w io.Writer, tag string) (int, error) { return io.WriteString(w, values[tag]) })
		})
		parts := partsOf(source)
		each(b, name+"/by=limit", func() { joined(parts) })
	}
}

// partsOf are the texts and values of a template, in order.
func partsOf(source string) []string {
	var parts []string
	for source != "" {
		text, after, _ := strings.Cut(source, "{")
		name, rest, _ := strings.Cut(after, "}")
		parts, source = append(parts, text, values[name]), rest
	}
	return parts
}

func joined(parts []string) string {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	var s strings.Builder
	s.Grow(size)
	for _, p := range parts {
		s.WriteString(p)
	}
	return s.String()
}

func TestTheyExpandToTheSame(t *testing.T) {
	t.Parallel()
	for _, source := range []string{manual, "{company}"} {
		ours, err := templating.Parse(source, templating.DefaultTags()).Text(values)
		must(t, err)
		fast := fasttemplate.New(source, "{", "}").ExecuteFuncString(func(w io.Writer, tag string) (int, error) { return io.WriteString(w, values[tag]) })
		if limit := joined(partsOf(source)); ours != limit || ours != fast {
			t.Errorf("%q, %q and %q", ours, fast, limit)
		}
	}
}
