package sqlstore

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// appendRecords reads the records of a message, as they were stored: a line each.
func appendRecords(records []audit.Record, data string) ([]audit.Record, error) {
	plain := utf8.ValidString(data)
	for line := range strings.SplitSeq(data, "\n") {
		records = append(records, audit.Record{})
		r := &records[len(records)-1]
		if plain && readRecord(line, r) {
			continue
		}
		*r = audit.Record{}
		if err := json.Unmarshal([]byte(line), r); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// readRecord reads what encoding/json has written of a record, several times as fast: the
// fields in their order, with nothing between them. It shares its texts with the line. Of
// anything else, such as what another version has written, it reports false, and
// encoding/json is to read it.
func readRecord(line string, r *audit.Record) bool {
	in := recordReader{rest: line}
	in.object(func() {
		readText(&in, "id", &r.ID)
		readText(&in, "company", &r.Company)
		readParsed(&in, "at", &r.At)
		readText(&in, "messageId", &r.MessageID)
		readText(&in, "key", &r.Key)
		readText(&in, "planHash", &r.PlanHash)
		in.field("order", func() {
			readText(&in, "kind", &r.Order.Kind)
			readText(&in, "id", &r.Order.ID)
			readText(&in, "number", &r.Order.Number)
		})
		readText(&in, "kind", &r.Kind)
		readText(&in, "channel", &r.Channel)
		readText(&in, "recipient", &r.Recipient)
		readText(&in, "recipientName", &r.RecipientName)
		readText(&in, "intendedFor", &r.IntendedFor)
		in.field("actor", func() {
			readText(&in, "id", &r.Actor.ID)
			readText(&in, "name", &r.Actor.Name)
		})
		readText(&in, "language", &r.Language)
		in.field("template", func() {
			readText(&in, "id", &r.Template.ID)
			readNumber(&in, "version", &r.Template.Version)
			readTrue(&in, "edited", &r.Template.Edited)
		})
		readParsed(&in, "status", &r.Status)
		readNumber(&in, "attempt", &r.Attempt)
		in.field("failure", func() { r.Failure = readFailure(&in) })
		in.field("receipt", func() {
			readText(&in, "provider", &r.Receipt.Provider)
			readText(&in, "providerId", &r.Receipt.ProviderID)
			readNumber(&in, "segments", &r.Receipt.Segments)
			readNumber(&in, "cost", &r.Receipt.Cost)
			readText(&in, "currency", &r.Receipt.Currency)
			readText(&in, "text", &r.Receipt.Text)
		})
		readText(&in, "subject", &r.Subject)
		readText(&in, "body", &r.Body)
		readText(&in, "bodySalt", &r.BodySalt)
		readText(&in, "bodyHash", &r.BodyHash)
		in.field("snapshot", func() { r.Snapshot = readSnapshot(&in) })
		readText(&in, "test", &r.Test)
		readText(&in, "note", &r.Note)
		readText(&in, "audience", &r.Audience)
		readTrue(&in, "contact", &r.Contact)
		readTrue(&in, "acknowledged", &r.Acknowledged)
		readParsed(&in, "reportedAt", &r.ReportedAt)
	})
	return !in.odd && in.rest == ""
}

func readFailure(in *recordReader) *delivery.Failure {
	f := &delivery.Failure{}
	readText(in, "class", &f.Class)
	readText(in, "fault", &f.Fault)
	readText(in, "reason", &f.Reason)
	readText(in, "code", &f.Code)
	readText(in, "text", &f.Text)
	readNumber(in, "retryAfter", &f.RetryAfter)
	return f
}

func readSnapshot(in *recordReader) *snapshots.Snapshot {
	s := &snapshots.Snapshot{}
	readText(in, "scope", &s.Scope)
	in.list("fields", func() {
		in.object(func() {
			var f snapshots.Field
			readText(in, "name", &f.Name)
			readText(in, "item", &f.Item)
			readText(in, "list", &f.List)
			readText(in, "label", &f.Label)
			readText(in, "form", &f.Form)
			readText(in, "value", &f.Value)
			readTrue(in, "aside", &f.Aside)
			readText(in, "proof", &f.Proof)
			readText(in, "until", &f.Until)
			s.Fields = append(s.Fields, f)
		})
	})
	in.list("lists", func() { s.Lists = append(s.Lists, in.text()) })
	readParsed(in, "whole", &s.Whole)
	readText(in, "salt", &s.Salt)
	return s
}

// A recordReader reads JSON whose fields it is asked for in the order in which they were
// written; one that was left out is passed over.
type recordReader struct {
	rest string
	next bool // a field of the object has been read
	odd  bool // it cannot be read so
}

// take reads a text that has to be next.
func (in *recordReader) take(text string) {
	rest, ok := strings.CutPrefix(in.rest, text)
	in.rest, in.odd = rest, in.odd || !ok
}

// object reads an object whose fields are read by another function.
func (in *recordReader) object(fields func()) {
	outer := in.next
	in.next = false
	in.take("{")
	fields()
	in.take("}")
	in.next = outer
}

// named reports whether a field is next, and reads its name.
func (in *recordReader) named(name string) bool {
	rest := in.rest
	if in.next {
		if rest == "" || rest[0] != ',' {
			return false
		}
		rest = rest[1:]
	}
	if len(rest) < len(name)+3 || rest[0] != '"' || rest[1:1+len(name)] != name || rest[1+len(name):len(name)+3] != `":` {
		return false
	}
	in.rest, in.next = rest[len(name)+3:], true
	return true
}

// field reads a field that is an object.
func (in *recordReader) field(name string, fields func()) {
	if in.named(name) {
		in.object(fields)
	}
}

// list reads a field that is a list, element by element.
func (in *recordReader) list(name string, element func()) {
	if !in.named(name) {
		return
	}
	in.take("[")
	for element(); !in.odd && strings.HasPrefix(in.rest, ","); element() {
		in.rest = in.rest[1:]
	}
	in.take("]")
}

func readText[T ~string](in *recordReader, name string, to *T) {
	if in.named(name) {
		*to = T(in.text())
	}
}

// readTrue reads what is left out when it is false.
func readTrue(in *recordReader, name string, to *bool) {
	if in.named(name) {
		in.take("true")
		*to = true
	}
}

func readNumber[T ~int | ~int64](in *recordReader, name string, to *T) {
	if !in.named(name) {
		return
	}
	end := 0
	for end < len(in.rest) && (in.rest[end] == '-' || in.rest[end] >= '0' && in.rest[end] <= '9') {
		end++
	}
	n, err := strconv.ParseInt(in.rest[:end], 10, 64)
	*to, in.odd = T(n), in.odd || err != nil || strconv.FormatInt(n, 10) != in.rest[:end] || int64(T(n)) != n
	in.rest = in.rest[end:]
}

// readParsed reads a text by which a value of another type is written, and in which
// nothing is escaped.
func readParsed[T interface{ UnmarshalText(text []byte) error }](in *recordReader, name string, to T) {
	if !in.named(name) {
		return
	}
	in.take(`"`)
	text, rest, ok := strings.Cut(in.rest, `"`)
	in.odd = in.odd || !ok || strings.Contains(text, `\`) || to.UnmarshalText([]byte(text)) != nil
	in.rest = rest
}

// text reads a text. What is not escaped in it is not copied.
func (in *recordReader) text() string {
	in.take(`"`)
	for i := range len(in.rest) {
		switch c := in.rest[i]; {
		case c == '"':
			text := in.rest[:i]
			in.rest = in.rest[i+1:]
			return text
		case c == '\\':
			return in.escaped(i)
		case c < ' ':
			in.odd = true
			return ""
		}
	}
	in.odd = true
	return ""
}

// escapes are what stands for a character behind a backslash.
var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped is text for one that has its first escape at some place.
func (in *recordReader) escaped(at int) string {
	var b strings.Builder
	for !in.odd {
		b.WriteString(in.rest[:at])
		in.rest = in.rest[at:]
		switch c := in.first(); {
		case c == '"':
			in.rest = in.rest[1:]
			return b.String()
		case c == '\\':
			in.unescape(&b)
		default:
			in.odd = true
		}
		at = strings.IndexFunc(in.rest, func(r rune) bool { return r == '"' || r == '\\' || r < ' ' })
		if at < 0 {
			in.odd = true
		}
	}
	return ""
}

// first is the first byte that is left; 0 for none.
func (in *recordReader) first() byte {
	if in.rest == "" {
		return 0
	}
	return in.rest[0]
}

// unescape reads a backslash and what it stands before. Half of a pair is left to
// encoding/json.
func (in *recordReader) unescape(b *strings.Builder) {
	if len(in.rest) < 2 {
		in.odd = true
		return
	}
	if c, ok := escapes[in.rest[1]]; ok {
		b.WriteByte(c)
		in.rest = in.rest[2:]
		return
	}
	const length = len(`\u0000`)
	if in.rest[1] != 'u' || len(in.rest) < length {
		in.odd = true
		return
	}
	code, err := strconv.ParseUint(in.rest[2:length], 16, 16)
	if in.odd = in.odd || err != nil || !utf8.ValidRune(rune(code)); !in.odd {
		b.WriteRune(rune(code))
		in.rest = in.rest[length:]
	}
}
