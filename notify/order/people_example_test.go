package order_test

import (
	"fmt"

	"github.com/budkavle/budkavle/notify/notifytest"
)

func ExamplePeople() {
	people := notifytest.Order().People()
	fmt.Println(people.Find("ANNA@example.se").Name)
	// Output: Anna Ek
}

func ExampleAddressee() {
	stranger := notifytest.Order().People().Find("nobody@example.se")
	fmt.Printf("%q %q\n", stranger.Name, stranger.Link)
	// Output: "" ""
}
