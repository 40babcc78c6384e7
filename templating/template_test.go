package templating_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

var values = templating.Values{
	"company": "Mitt bolag", "orderRef": "Ordernummer: AO462", "facilityOrCustomer": "kund", "nextBookingName": "Börje",
	"nextBookingDate": "fredag 06 oktober", "nextBookingTime": "07:00 – 10:00", "futureBookings": "rad 1\nrad 2",
}

func codes(p templating.Problems) string {
	var list []string
	for _, one := range p {
		list = append(list, string(one.Code))
	}
	return strings.Join(list, " ")
}

func TestR301R304Text(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want, problems string }{
		{"{company}", "Mitt bolag", ""},
		{"{COMPANY} {NextBookingName}", "Mitt bolag Börje", ""},
		{"{ company\t}{\u00a0company}", "Mitt bolagMitt bolag", ""},
		{"{{company}}", "{Mitt bolag}", ""},
		{"{{{company}}}", "{{Mitt bolag}}", ""},
		{"{com{company}pany}", "{comMitt bolagpany}", ""},
		{"{}", "{}", ""},
		{"if (x) { return y; }", "if (x) { return y; }", ""},
		{"{company", "{company", "unclosed-tag"},
		{"slut {", "slut {", "unclosed-tag"},
		{"company}", "company}", ""},
		{"{komp}", "{komp}", "unknown-tag"},
		{"{nextBokingDate}", "{nextBokingDate}", "unknown-tag"},
		{"{next\u00adBookingDate}", "{next\u00adBookingDate}", "unknown-tag"},
		{"<company> <nextBookingDate>", "Mitt bolag fredag 06 oktober", ""},
		{"&lt;company&gt; <company></company>", "Mitt bolag Mitt bolag", ""},
		{"<nextBokingDate>", "<nextBokingDate>", "unknown-tag"},
		{"<b>fet</b> <br> <table>", "<b>fet</b> <br> <table>", ""},
		{"a < b & c > d", "a < b & c > d", ""},
		{"{missing}", "{missing}", "unknown-tag"},
		{"", "", ""},
	} {
		template := templating.Parse(c.source, templating.DefaultTags())
		got, err := template.Text(values)
		assert.Equal(t, c.want, got, c.source)
		assert.Equal(t, c.problems, codes(template.Problems()), c.source)
		if strings.Contains(c.problems, "unknown") {
			require.Error(t, err, c.source)
			require.Error(t, template.Err(), "never sent to a customer (R303)")
		}
	}
}

func TestR304OnePass(t *testing.T) {
	t.Parallel()
	got, err := templating.Parse("{company}rRef} {facilityOrCustomer}", templating.DefaultTags()).Text(templating.Values{"company": "{orde", "facilityOrCustomer": "{orderRef}", "orderRef": "NO"})
	require.NoError(t, err)
	assert.Equal(t, "{orderRef} {orderRef}", got)
	got, err = templating.Parse("{company}", templating.DefaultTags()).Text(templating.Values{"company": "a\xffb\x00c\r\nd\u0085"})
	require.NoError(t, err)
	assert.Equal(t, "a\uFFFDb\uFFFDc\nd\uFFFD", got)
}

func TestR304Subject(t *testing.T) {
	t.Parallel()
	template := templating.Parse("{company}:\n {orderRef}", templating.DefaultTags())
	v := templating.Values{"company": "A\t B\r\nBcc: x", "orderRef": "../AO\u202e462"}
	subject, err := template.Subject(v)
	require.NoError(t, err)
	assert.Equal(t, "A B Bcc: x: ../AO462", subject)
}

func TestR304ABombIsRefusedBeforeItIsBuilt(t *testing.T) {
	t.Parallel()
	v := templating.Values{"company": strings.Repeat("x", 1_000_000)}
	for _, template := range []*templating.Template{
		templating.Parse(strings.Repeat("{company}", 10_000), templating.DefaultTags()),
		templating.ParseHTML(strings.Repeat("{company}", 10_000), templating.DefaultTags()),
	} {
		_, err := template.Text(v)
		require.ErrorContains(t, err, "output-limit")
		_, err = template.HTML(v)
		require.ErrorContains(t, err, "output-limit")
	}
	text, err := templating.Parse(strings.Repeat("{", 1_000_000), templating.DefaultTags()).Text(values)
	require.NoError(t, err)
	assert.Len(t, text, 1_000_000)
}

func TestR303EveryProblemAtOnce(t *testing.T) {
	t.Parallel()
	template := templating.Parse("Hej {kompany}\n\nå {nextBokingDate} {xyz}\n{orderRef", templating.DefaultTags())
	p := template.Problems()
	require.Len(t, p, 4)
	assert.Equal(t, templating.Problem{Code: templating.UnknownTag, Line: 1, Column: 5, Offset: 4, Tag: "kompany", Nearest: "company"}, p[0])
	assert.Equal(t, [3]any{3, 3, "nextBookingDate"}, [3]any{p[1].Line, p[1].Column, p[1].Nearest})
	assert.Empty(t, p[2].Nearest)
	assert.Equal(t, templating.UnclosedTag, p[3].Code)
	assert.Contains(t, p.Message(locale.Swedish), "Rad 1, tecken 5: Taggen {kompany} finns inte. Menade du {company}?")
	for _, l := range locale.BuiltIn() {
		for _, code := range []templating.ProblemCode{templating.UnknownTag, templating.UnclosedTag, templating.SplitTag, templating.UnsafeContext, templating.UnsafeURL, templating.OutputLimit, templating.BadHTML, templating.UnclosedPart, templating.DroppedElement, templating.DroppedContent, templating.DroppedAttribute, templating.DroppedStyle, templating.DroppedLink, templating.DroppedImage, templating.ChangedLink, templating.Unbalanced} {
			text := templating.Problem{Code: code, Line: 1, Column: 2, Tag: "x", Nearest: "y"}.Message(l)
			assert.NotContains(t, text, "templating.", l)
			assert.NotContains(t, text, "%!", l)
		}
	}
}

func TestTagsOfTheHost(t *testing.T) {
	t.Parallel()
	tags := templating.DefaultTags().With("warranty")
	got, err := templating.Parse("{Warranty}", tags).Text(templating.Values{"warranty": "2 år"})
	require.NoError(t, err)
	assert.Equal(t, "2 år", got)
	assert.Len(t, templating.DefaultTags().Names(), 10)
	assert.Len(t, tags.Names(), 11)
	assert.Panics(t, func() { tags.With("Company") })
	assert.Panics(t, func() { tags.With("no blanks") })
	template := templating.Parse("{company} {orderRef} {company}", tags)
	assert.Equal(t, []string{"company", "orderRef"}, template.Tags())
}

func TestMailTemplate(t *testing.T) {
	t.Parallel()
	m := templating.EmailTemplate{ID: "t", Version: 2, Subject: "Om {orderRef}", Body: "<p>{company}</p>", HTML: true, SMS: "{orderRef}"}
	text, err := json.Marshal(m)
	require.NoError(t, err)
	var back templating.EmailTemplate
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, m, back)
	_, err = m.Compile(templating.DefaultTags())
	require.NoError(t, err)

	bad := templating.EmailTemplate{Subject: "{a}", Body: "<style>{company}</style>{b}", SMS: "{c}", HTML: true}
	_, err = bad.Compile(templating.DefaultTags())
	for _, want := range []string{"subject: templating: line 1, column 1: unknown-tag {a}", "body: templating: line 1, column 8: unsafe-context {company}", "body: templating: line 1, column 25: unknown-tag {b}", "sms:", "id is missing"} {
		require.ErrorContains(t, err, want)
	}
	long := templating.EmailTemplate{ID: "t", Subject: strings.Repeat("x", templating.MaxSubject+1), Body: strings.Repeat("x", templating.MaxBody+1)}
	_, err = long.Compile(templating.DefaultTags())
	require.ErrorContains(t, err, "at most 1000")
}

func TestExpansionAllocatesOnce(t *testing.T) { // AllocsPerRun
	template := templating.Parse(r405, templating.DefaultTags())
	assert.Equal(t, 1.0, testing.AllocsPerRun(100, func() { _, _ = template.Text(values) }))
}

// r405 is the manual's template.
const r405 = "Hej, {facilityOrCustomer}\n\nVår servicetekniker {nextBookingName} kommer till er {nextBookingDate}, {nextBookingTime}\n\nArbetet gäller {orderRef}\n\nHälsningar {company}"

func FuzzText(f *testing.F) {
	for _, seed := range []string{r405, "{{company}}", "<company></company>", "&lt;company&gt;", "{next<b>Booking</b>Date}", "{company", "\xff{", "&#123;company&#125;"} {
		f.Add(seed, "värde {orderRef}")
	}
	f.Fuzz(func(t *testing.T, source, value string) {
		for _, template := range []*templating.Template{templating.Parse(source, templating.DefaultTags()), templating.ParseHTML(source, templating.DefaultTags())} {
			text, _ := template.Text(templating.Values{"company": value})
			if !utf8.ValidString(text) {
				t.Fatalf("%q gives %q", source, text)
			}
			subject, _ := template.Subject(templating.Values{"company": value})
			if strings.ContainsAny(subject, "\r\n\x00") {
				t.Fatalf("%q gives the subject %q", source, subject)
			}
			for _, p := range template.Problems() {
				if p.Code == templating.UnknownTag && (p.Line < 1 || p.Offset > len(source)*3) {
					t.Fatalf("%q: %+v", source, p)
				}
			}
		}
	})
}

func TestR303ProblemsSayWhatInstead(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"{nextBokingDate}": "did you mean {nextBookingDate}?", "{Kund}": "the tags are company, futureBookings,", "{company": "unclosed-tag {company, close it with }",
	} {
		assert.Contains(t, templating.Parse(source, templating.DefaultTags()).Problems()[0].Error(), want)
	}
	for source, want := range map[string]string{
		"{nextBokingDate}": "Menade du {nextBookingDate}?", "{Kund}": "Taggarna är company, futureBookings,", "slut {": "En klammer stängs inte med }.",
	} {
		assert.Contains(t, templating.Parse(source, templating.DefaultTags()).Problems()[0].Message(locale.Swedish), want)
	}
}

// What a template leaves out does not count towards the limit of what it becomes.
func TestR304TheLimitIsOfWhatIsWritten(t *testing.T) {
	t.Parallel()
	tags := templating.DefaultTags().With("Zon")
	template := templating.Parse("a\n{customerOrderNumber?}\n{customerOrderNumber}\n{/customerOrderNumber}\nb{ZON}", tags)
	require.Empty(t, template.Problems())
	short, err := template.Text(templating.Values{"Zon": "x"})
	require.NoError(t, err)
	room := templating.DefaultLimit - len(short) + 1
	for length, fits := range map[int]bool{room: true, room + 1: false} {
		text, err := template.Text(templating.Values{"Zon": strings.Repeat("x", length)})
		if fits {
			require.NoError(t, err)
			assert.Len(t, text, templating.DefaultLimit)
		} else {
			require.Error(t, err)
		}
	}
}
