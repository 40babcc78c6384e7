package snapshots

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// A Fingerprint is a short proof of a snapshot's fields: equal fields have
// equal fingerprints. It is a SHA-256, comparable; the zero value is none.
type Fingerprint [sha256.Size]byte

// Fingerprint returns the proof of the scope and of the fields' names, items and
// values, in their order, the values as [Compare] sees them; labels are not in it,
// nor are fields without a value. It allocates nothing while the fields are plain
// texts that take less than 4 kB.
func (s *Snapshot) Fingerprint() Fingerprint {
	var room [4096]byte
	b := append(room[:0], s.Scope...)
	for i := range s.Fields {
		f := &s.Fields[i]
		value := f.canonical() + f.Proof
		if value == "" {
			continue
		}
		b = appendPart(b, f.Name)
		b = appendPart(b, f.Item)
		b = appendPart(b, value)
	}
	return sha256.Sum256(b)
}

// appendPart writes a length before each text, so that no two lists of texts
// give the same bytes.
func appendPart(b []byte, text string) []byte {
	b = binary.AppendUvarint(b, uint64(len(text)))
	return append(b, text...)
}

// IsZero reports whether f is none.
func (f Fingerprint) IsZero() bool { return f == Fingerprint{} }

// String returns f in hexadecimal; "" for the zero value.
func (f Fingerprint) String() string {
	if f.IsZero() {
		return ""
	}
	return hex.EncodeToString(f[:])
}

// AppendText appends [Fingerprint.String]. The error is always nil.
func (f Fingerprint) AppendText(b []byte) ([]byte, error) { return append(b, f.String()...), nil }

// MarshalText returns [Fingerprint.String]; the zero value is the empty text. The
// error is always nil.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what MarshalText wrote. Any other length and what is not
// hexadecimal are errors, and leave f as it is.
func (f *Fingerprint) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*f = Fingerprint{}
		return nil
	}
	if hex.DecodedLen(len(text)) != len(f) {
		return fmt.Errorf("snapshots: fingerprint has %d characters, want %d", len(text), hex.EncodedLen(len(f)))
	}
	var read Fingerprint
	if _, err := hex.Decode(read[:], text); err != nil {
		return fmt.Errorf("snapshots: fingerprint: %w", err)
	}
	*f = read
	return nil
}

// Value stores the text; the zero value is the empty text. The error is always nil.
func (f Fingerprint) Value() (driver.Value, error) { return f.String(), nil }

// Scan reads what Value stored; NULL and the empty text are the zero value. The
// error is that of UnmarshalText, or says that src is no text.
func (f *Fingerprint) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return f.UnmarshalText(nil)
	case string:
		return f.UnmarshalText([]byte(v))
	case []byte:
		return f.UnmarshalText(v)
	}
	return fmt.Errorf("snapshots: cannot scan %T into Fingerprint, want text", src)
}
