package rights_test

import (
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

// A host asks before it does something, and shows what is missing.
func ExampleRoles_Allow() {
	roles := rights.Roles{
		rights.Admin: {rights.Everything},
		"office":     {rights.Messages, rights.Templates},
	}
	eva := rights.Who{ID: "eva", Roles: []string{"office"}}
	fmt.Println(roles.Allow(eva, rights.Templates))

	err := roles.Allow(eva, rights.Templates, rights.Logo, rights.EmailServer)
	var refused *rights.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Message(locale.Swedish))
	}
	// Output:
	// <nil>
	// Du saknar rättigheterna ”Egen mailserver” och ”Logga i utskick”. Be en administratör om dem.
}

// Which rights it takes to save settings follows from what changed in them.
func ExampleFields_Needed() {
	before := order.Settings{Company: order.Company{ID: "1", Name: "Mitt bolag"}}
	after := before
	after.ShowLogo, after.ReadyMessage = true, "Din order är klar."

	needed, err := rights.SettingsFields().Needed(before, after)
	fmt.Println(needed, err)
	fmt.Println(rights.Default().Allow(rights.Who{ID: "bo"}, needed...))
	// Output:
	// [logo messages] <nil>
	// rights: not allowed without logo (Logo in e-mails), messages (Message texts)
}

// A settings page lists the rights by their names.
func ExampleRight() {
	for _, right := range rights.All()[:3] {
		fmt.Println(right, "-", right.Name(locale.Swedish))
	}
	// Output:
	// mail-server - Egen mailserver
	// sender-name - Avsändare för e-post och SMS
	// logo - Logga i utskick
}

func ExampleRoles() {
	fmt.Println(rights.Default())
	// Output: map[admin:[everything]]
}

func ExampleWho() {
	technician := rights.Who{ID: "7", Roles: []string{"technician"}}
	fmt.Println(rights.Default().Has(technician, rights.OthersLog))
	// Output: false
}

func ExampleError() {
	err := &rights.Error{Missing: []rights.Right{rights.TestMode}}
	fmt.Println(err.Message(locale.Finnish))
	// Output: Sinulta puuttuu oikeus ”Testitila”. Pyydä se järjestelmänvalvojalta.
}

// A host adds the settings of its own.
func ExampleFields() {
	fields := rights.SettingsFields()
	fields["emailServer"] = rights.EmailServer
	needed, _ := fields.Needed(map[string]string{}, map[string]string{"emailServer": "mail.example.se"})
	fmt.Println(needed)
	// Output: [mail-server]
}
