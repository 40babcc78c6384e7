package templating_test

import (
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// From one template come text, subject and HTML, each with values escaped for it.
func ExampleTemplate() {
	values := templating.Values{"facilityOrCustomer": "Bygg & Co", "orderRef": "AO462/1"}
	template := templating.ParseHTML("<p>Hej, {facilityOrCustomer}!\nDet gäller {orderRef}</p>", templating.DefaultTags())
	markup, err := template.HTML(values)
	fmt.Println(markup, err)
	subject, err := template.Subject(values)
	fmt.Println(subject, err)
	// Output:
	// <p>Hej, Bygg &amp; Co!
	// Det gäller AO462/1</p> <nil>
	// Hej, Bygg & Co! Det gäller AO462/1 <nil>
}

// What stands between {tag?} and {/tag} goes when the tag has no value.
func ExampleParse() {
	template := templating.Parse("Vi kommer {nextBookingDate}{nextBookingName?} ({nextBookingName}){/nextBookingName}.", templating.DefaultTags())
	for _, name := range []string{"Börje", ""} {
		text, err := template.Text(templating.Values{"nextBookingDate": "fredag", "nextBookingName": name})
		fmt.Println(text, err)
	}
	// Output:
	// Vi kommer fredag (Börje). <nil>
	// Vi kommer fredag. <nil>
}

// A host adds tags of its own to the ten.
func ExampleTags() {
	tags := templating.DefaultTags().With("warranty")
	text, err := templating.Parse("Garanti: {warranty}", tags).Text(templating.Values{"warranty": "2 år"})
	fmt.Println(text, err)
	// Output: Garanti: 2 år <nil>
}

// A value is put in once: braces in it stay as they stand.
func ExampleValues() {
	values := templating.Values{"company": "Kyl {orderRef} AB", "orderRef": "AO462"}
	text, err := templating.Parse("{orderRef}: {company}{nextBookingTime}.", templating.DefaultTags()).Text(values)
	fmt.Println(text, err)
	// Output: AO462: Kyl {orderRef} AB. <nil>
}

// The page where a template is saved shows every problem, in the user's language.
func ExampleProblems() {
	template := templating.Parse("Hej {kompany}\nVi kommer {nextBokingDate}", templating.DefaultTags())
	fmt.Println(template.Problems().Message(locale.Swedish))
	// Output:
	// Rad 1, tecken 5: Taggen {kompany} finns inte. Menade du {company}?
	// Rad 2, tecken 11: Taggen {nextBokingDate} finns inte. Menade du {nextBookingDate}?
}

// An editor marks the place and offers the known name.
func ExampleProblem() {
	source := "Vi kommer {nextBokingDate}"
	for _, p := range templating.Parse(source, templating.DefaultTags()).Problems() {
		fmt.Printf("%q: did you mean {%s}?\n", source[p.Offset:], p.Nearest)
	}
	// Output: "{nextBokingDate}": did you mean {nextBookingDate}?
}

// What a value did wrong shows only when it is put in.
func ExampleProblemCode() {
	template := templating.ParseHTML(`<a href="{company}">Öppna</a>`, templating.DefaultTags())
	_, err := template.HTML(templating.Values{"company": "javascript:alert(1)"})
	var problems templating.Problems
	if errors.As(err, &problems) {
		fmt.Println(problems[0].Code == templating.UnsafeURL, err)
	}
	// Output: true templating: unsafe-url {company}
}
