package sqlstore

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

var update = flag.Bool("update", false, "write the golden files anew")

// manyPlan is a plan of mails to so many who get the same, one user with a link of her
// own, and two SMS.
func manyPlan(t *testing.T, n int) plan.Plan {
	t.Helper()
	o := notifytest.Order()
	o.Link = "https://example.com/order/462"
	o.Users = []order.User{{ID: "ulla", Name: "Ulla", Email: "ulla@example.se", Language: "en"}}
	d, err := compose.NewDraft(notifytest.Settings(), o, compose.Request{Kind: compose.BookingConfirmation, Key: "many", Now: notifytest.Now()})
	require.NoError(t, err)
	d.To, d.SMS = recipients.MustParseList("ulla@example.se"), true
	for i := range n {
		d.To = append(d.To, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
	}
	d.Phones = append(d.Phones, recipients.MustParsePhone("+46701234567"))
	p, err := d.Plan()
	require.NoError(t, err)
	return p
}

// asJSON is a plan in its own JSON, by which two are compared.
func asJSON(t *testing.T, p plan.Plan) string {
	t.Helper()
	text, err := json.MarshalIndent(p, "", " ")
	require.NoError(t, err)
	return string(text)
}

func TestAPlanIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	whole := manyPlan(t, 3)
	one := whole
	one.Messages = whole.Messages[:1]
	none := whole
	none.Messages = nil
	empty := whole // a mail and an SMS without any text
	mail, text := *whole.Messages[0].Email, *whole.Messages[len(whole.Messages)-1].SMS
	mail.Text, mail.HTML, mail.Calendar, text.Text = "", "", nil, ""
	empty.Messages = []plan.Message{whole.Messages[0], whole.Messages[len(whole.Messages)-1], {ID: "neither"}}
	empty.Messages[0].Email, empty.Messages[1].SMS = &mail, &text
	for name, p := range map[string]plan.Plan{"several": whole, "one": one, "none": none, "empty texts": empty} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := asJSON(t, p)
			data, err := packPlan(&p)
			require.NoError(t, err)
			require.Equal(t, before, asJSON(t, p), "what is kept is changed by keeping it")
			back, err := unpackPlan(data)
			require.NoError(t, err)
			assert.Equal(t, before, asJSON(t, back))
			assert.Equal(t, p.Verify(), back.Verify())
		})
	}
	require.NoError(t, whole.Verify())
}

// What all get stands once: a recipient more is an address and a calendar entry more.
func TestWhatSeveralGetIsKeptOnce(t *testing.T) {
	t.Parallel()
	few, many := manyPlan(t, 2), manyPlan(t, 102)
	small, err := packPlan(&few)
	require.NoError(t, err)
	large, err := packPlan(&many)
	require.NoError(t, err)
	assert.Less(t, (len(large)-len(small))/100, 2000, "bytes for each recipient more")
	var stored storedPlan
	require.NoError(t, json.Unmarshal(large, &stored))
	assert.Len(t, stored.Texts, 5, "text and HTML in Swedish and with a link in English, and the SMS")
}

// A plan that the first version of the library kept, and one in the plan's own JSON,
// are read by every version.
func TestKeptPlansOfEveryVersionAreRead(t *testing.T) {
	t.Parallel()
	const golden = "testdata/v1-several.json"
	if *update {
		p := manyPlan(t, 1)
		data, err := packPlan(&p)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(golden, append(data, '\n'), 0o600))
	}
	data, err := os.ReadFile(golden)
	require.NoError(t, err)
	p, err := unpackPlan(data)
	require.NoError(t, err)
	assert.NoError(t, p.Verify())
	own, err := unpackPlan([]byte(asJSON(t, p)))
	require.NoError(t, err)
	assert.NoError(t, own.Verify())
	assert.Equal(t, asJSON(t, p), asJSON(t, own))
}

// A row that something has damaged gives an error, or a plan that is known to be another.
func TestADamagedRowIsNoPlan(t *testing.T) {
	t.Parallel()
	p := manyPlan(t, 1)
	data, err := packPlan(&p)
	require.NoError(t, err)
	for name, change := range map[string]func(*storedPlan){
		"text beyond the list": func(s *storedPlan) { s.Messages[0].Text = 99 },
		"negative":             func(s *storedPlan) { s.Messages[0].HTML = -1 },
		"another's text":       func(s *storedPlan) { s.Messages[0].Text = s.Messages[0].HTML },
		"no list":              func(s *storedPlan) { s.Texts = nil },
		"SMS without text":     func(s *storedPlan) { s.Messages[len(s.Messages)-1].Text = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stored storedPlan
			require.NoError(t, json.Unmarshal(data, &stored))
			change(&stored)
			damaged, err := json.Marshal(stored)
			require.NoError(t, err)
			back, err := unpackPlan(damaged)
			require.NoError(t, err)
			assert.ErrorIs(t, back.Verify(), plan.ErrChanged)
		})
	}
	_, err = unpackPlan(data[:len(data)/2])
	assert.Error(t, err)
}
