// Package emlfolder writes e-mail into a folder in place of sending it: each mail
// as an .eml file, which mail programs open, and beside it the invitation and
// the attachments. It is for examples, development and a first look; nothing
// reaches a customer.
package emlfolder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
)

// A Sender writes mails into a folder. It keeps the rules of [email.Sender]
// and is safe for concurrent use; only [New] makes one.
type Sender struct{ dir string }

var _ email.Sender = (*Sender)(nil)

// New returns a Sender that writes into dir, which the first Send makes if it
// does not exist.
func New(dir string) *Sender { return &Sender{dir: filepath.Clean(dir)} }

// Send writes m as <name>.eml and its files as <name>-1-<file name> and on,
// the invitation first. The name is made of the message's company and ID, so
// the same message is always the same file, and a later Send replaces it. The
// .eml is put there last and at once: who sees it sees all of it. When something
// cannot be written, on a full disk say, nothing new is left behind.
//
// An invalid message is a Permanent failure, a folder that cannot be written
// to a Temporary one. The receipt's ProviderID is the name of the .eml file.
func (s *Sender) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Temporary,
			Fault:  delivery.FaultSender,
			Reason: reasons.Cancelled,
			Err:    err,
		}
	}
	if m == nil {
		return delivery.Receipt{}, invalid(errors.New("emlfolder: the message is nil"))
	}
	raw, err := email.Encode(m)
	if err != nil {
		return delivery.Receipt{}, invalid(err)
	}
	if err := delivery.HandOver(ctx); err != nil {
		return delivery.Receipt{}, err
	}
	base := BaseName(m)
	if err := s.write(m, base, raw); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Temporary,
			Fault:  delivery.FaultSender,
			Reason: reasons.NotWritten,
			Text:   delivery.Scrub(err.Error()),
			Err:    err,
		}
	}
	return delivery.Receipt{Provider: "folder", ProviderID: base + ".eml"}, nil
}

func invalid(cause error) *delivery.Failure {
	return &delivery.Failure{
		Class:  delivery.Permanent,
		Fault:  delivery.FaultMessage,
		Reason: reasons.Invalid,
		Text:   delivery.Scrub(cause.Error()),
		Err:    cause,
	}
}

func (s *Sender) write(m *email.Message, base string, raw []byte) error {
	if err := os.MkdirAll(s.dir, 0o750); err != nil {
		return err
	}
	root, err := os.OpenRoot(s.dir) // nothing is written outside, whatever a name holds
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	var parts []part
	defer func() {
		for _, p := range parts { // nothing is left of a mail that could not be written
			_ = root.Remove(p.temporary)
		}
	}()
	files := m.Attachments
	if m.Calendar != nil {
		files = append([]email.File{{Name: m.Calendar.Name, Data: m.Calendar.Data}}, files...)
	}
	files = append(slices.Clip(files), email.File{Data: raw})
	for i, f := range files {
		name := fmt.Sprintf("%s-%d-%s", base, i+1, safe(f.Name))
		if i == len(files)-1 {
			name = base + ".eml"
		}
		p := newPart(name, f.Data)
		parts = append(parts, p)
		if err := root.WriteFile(p.temporary, f.Data, 0o600); err != nil {
			return err
		}
	}
	for _, p := range parts {
		if err := p.move(root); err != nil {
			return err
		}
	}
	return nil
}

// A part is a file that is written beside its place and moved there when the
// whole mail has been written.
type part struct{ temporary, name string }

func newPart(name string, data []byte) part {
	sum := sha256.Sum256(append([]byte(name+"\x00"), data...))
	return part{".part-" + hex.EncodeToString(sum[:12]), name}
}

func (p part) move(root *os.Root) error {
	err := root.Rename(p.temporary, p.name)
	if errors.Is(err, fs.ErrNotExist) { // the same content under the same name, written at the same time
		_, err = root.Stat(p.name)
	}
	return err
}

// BaseName returns the name of m's files without extension. It has ASCII
// letters, digits and -_. only and at most 80 bytes; IDs that need other
// characters, or more, end in a hash so that two never share a name.
func BaseName(m *email.Message) string {
	whole := m.ID
	if m.Company != "" {
		whole = m.Company + "-" + m.ID
	}
	plain := strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf ||
			!strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", r) {
			return '_'
		}
		return r
	}, whole)
	plain = strings.TrimLeft(plain, ".")
	if plain == whole && len(plain) <= 80 && !strings.Contains(m.Company, "-") {
		return plain
	}
	sum := sha256.Sum256([]byte(m.Company + "\x00" + m.ID))
	return plain[:min(len(plain), 60)] + "-" + hex.EncodeToString(sum[:8])
}

// safe makes a file name of what email.Message.Validate lets through fit every
// file system: no characters that Windows refuses, no outer dots or blanks.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	for len(name) > 120 { // with the ID before it, within the 255 bytes of file systems
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:] // the end holds the extension
	}
	return name
}
