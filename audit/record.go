package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// A Record is one event in the life of a message to one recipient, or the
// claim of a key. It is plain data that goes through encoding/json and back
// unchanged. Company, ID and At are needed; all else may be zero.
type Record struct {
	ID        string    `json:"id"`                 // unique in the company; a second record with it changes nothing
	Company   string    `json:"company"`            // the tenant
	At        time.Time `json:"at"`                 // when it happened
	MessageID string    `json:"messageId,omitzero"` // the message that it is about; empty for a claim
	Key       string    `json:"key,omitzero"`       // the form's token
	PlanHash  string    `json:"planHash,omitzero"`  // a hash of what was planned under the key: whom, texts, files

	Order         OrderRef         `json:"order,omitzero"`         // the order that the message is about
	Kind          string           `json:"kind,omitzero"`          // of message, such as "booking-confirmation"
	Channel       delivery.Channel `json:"channel,omitzero"`       // how it travels
	Recipient     string           `json:"recipient,omitzero"`     // address or number, canonical
	RecipientName string           `json:"recipientName,omitzero"` // as people know the recipient
	// whose message a test mode has redirected to Recipient
	IntendedFor string      `json:"intendedFor,omitzero"`
	Actor       UserRef     `json:"actor,omitzero"`    // who sent it
	Language    string      `json:"language,omitzero"` // BCP 47, that the message was written in
	Template    TemplateRef `json:"template,omitzero"` // where the text came from

	Status  delivery.Status   `json:"status,omitzero"`   // what happened; zero for a claim
	Attempt int               `json:"attempt,omitzero"`  // 1 for the first try; 0 when it is not about one
	Failure *delivery.Failure `json:"failure,omitempty"` // why, for failed, bounced and uncertain; its Err is not kept
	Receipt delivery.Receipt  `json:"receipt,omitzero"`  // of who took it

	Subject  string `json:"subject,omitzero"`  // dropped with the body
	Body     string `json:"body,omitzero"`     // the text as sent; may be dropped
	BodySalt string `json:"bodySalt,omitzero"` // any random text; without it nobody can try what BodyHash is of
	BodyHash string `json:"bodyHash,omitzero"` // [HashBody] of salt, subject and body; stays
	// Snapshot is what mattered when the message was sent. When bodies are
	// dropped, proofs of its values stay.
	Snapshot *snapshots.Snapshot `json:"snapshot,omitempty"`
	Test     TestOutcome         `json:"test,omitzero"` // what a test mode did
	Note     string              `json:"note,omitzero"` // why it was skipped or superseded

	Audience Audience `json:"audience,omitzero"` // on which side of the company the recipient is
	// Contact says that the recipient was one of the order's people when the
	// message was planned; false: the address was typed.
	Contact bool `json:"contact,omitzero"`
	// Acknowledged makes the record a user's word that what the message says has
	// been dealt with; see [Acknowledgement].
	Acknowledged bool `json:"acknowledged,omitzero"`
	// of a report: when it happened, by the provider's clock; At is when we were told
	ReportedAt time.Time `json:"reportedAt,omitzero"`
}

// Audience says on which side of the company a recipient is. The zero value is
// not known, which counts as outside it.
type Audience string

// The audiences.
const (
	AudienceCustomer Audience = "customer"
	AudienceSupplier Audience = "supplier"
	AudienceStaff    Audience = "staff" // the company's own people
)

// outside reports whether the company has said something to somebody else.
func (a Audience) outside() bool { return a != AudienceStaff }

// TestOutcome is what a test mode did to a message. The zero value is
// nothing: the message went its way.
type TestOutcome string

// What a test mode can do.
const (
	TestDryRun        TestOutcome = "dry-run"        // nothing was sent
	TestRedirected    TestOutcome = "redirected"     // it went to the test address; see [Record].IntendedFor
	TestNotAllowed    TestOutcome = "not-allowed"    // the recipient is not on the allow-list
	TestNotRedirected TestOutcome = "not-redirected" // there is no test recipient for the channel
)

// OrderRef is what the log keeps of an order. The zero value is no order.
type OrderRef struct {
	Kind   string `json:"kind,omitzero"`   // such as "work-order"
	ID     string `json:"id,omitzero"`     // the host's; [Query].OrderID finds it
	Number string `json:"number,omitzero"` // as people know it: "AO462"
}

// UserRef is who did it. The zero value is the system itself.
type UserRef struct {
	ID   string `json:"id,omitzero"`   // the user's, at the host; [Query].ActorID finds it
	Name string `json:"name,omitzero"` // as an order's page shows it
}

// TemplateRef says which template a text came from. The zero value is the
// built-in text or none.
type TemplateRef struct {
	ID      string `json:"id,omitzero"`
	Version int    `json:"version,omitzero"` // of the template when it was used
	Edited  bool   `json:"edited,omitzero"`  // the user changed the text
}

// Validate returns an error that joins one for each thing for which no store
// takes r: ID, Company and At are needed, a Status that is known or none, and no
// NUL and nothing but UTF-8 in what a record is found by, since databases refuse
// both.
func (r *Record) Validate() error {
	var problems []error
	problem := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("audit: record %q: "+format, append([]any{r.ID}, args...)...))
	}
	if r.ID == "" {
		problem("ID is missing")
	}
	if r.Company == "" {
		problem("Company is missing: everything belongs to one")
	}
	if r.At.IsZero() {
		problem("At is missing")
	}
	if r.Status != "" && !r.Status.Valid() {
		problem("status %q is unknown", r.Status)
	}
	for _, f := range [...]struct{ name, value string }{
		{"ID", r.ID},
		{"Company", r.Company},
		{"MessageID", r.MessageID},
		{"Key", r.Key},
		{"PlanHash", r.PlanHash},
		{"Order.Kind", r.Order.Kind},
		{"Order.ID", r.Order.ID},
		{"Kind", r.Kind},
		{"Channel", string(r.Channel)},
		{"Recipient", r.Recipient},
		{"IntendedFor", r.IntendedFor},
		{"Actor.ID", r.Actor.ID},
		{"Template.ID", r.Template.ID},
		{"Receipt.Provider", r.Receipt.Provider},
		{"Receipt.ProviderID", r.Receipt.ProviderID},
	} {
		if !storable(f.value) {
			problem("%s holds a NUL or bytes that are no UTF-8: clean it first", f.name)
		}
	}
	return errors.Join(problems...)
}

// storable reports whether every database takes a text as the value of a column.
func storable(text string) bool {
	return strings.IndexByte(text, 0) < 0 && utf8.ValidString(text)
}

// HashBody returns what proves a message's content after it is dropped: the SHA-256
// of salt, subject and body, each but the last followed by a zero byte, in
// hexadecimal. Without the salt, which erasing a person throws away, nobody can try
// whether a body with some number in it was it.
func HashBody(salt, subject, body string) string {
	h := sha256.New()
	for _, part := range []string{salt, subject} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write([]byte(body))
	return hex.EncodeToString(h.Sum(nil))
}

// NewID returns an ID for a record that depends on its parts alone, 32
// hexadecimal digits, so that writing the same event twice writes it once.
func NewID(parts ...string) string {
	var room [256]byte
	b := room[:0]
	for _, p := range parts {
		b = strconv.AppendInt(b, int64(len(p)), 10)
		b = append(append(b, ':'), p...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// ValidateClaim checks a claim and the records with it, for stores: each must be
// valid, the claim must have a key, and all are of one company.
func ValidateClaim(claim *Record, with []Record) error {
	if err := claim.Validate(); err != nil {
		return err
	}
	if claim.Key == "" {
		return fmt.Errorf("audit: claim %q has no key", claim.ID)
	}
	for i := range with {
		if err := with[i].Validate(); err != nil {
			return err
		}
		if with[i].Company != claim.Company {
			return fmt.Errorf("audit: record %q is of another company than the claim %q", with[i].ID, claim.ID)
		}
	}
	return nil
}
