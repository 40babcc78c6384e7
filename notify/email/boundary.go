package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// boundaryLen is the length of multipart.Writer's random boundaries, which
// those derived from the ID replace in place.
const boundaryLen = 60

var boundaryMark = []byte("\r\n boundary=")

// setBoundaries replaces the random boundaries in an encoded mail by ones
// derived from the message's ID, a different one at each level. go-mail takes
// no boundary for a level, only one for all of them, which loses parts.
func setBoundaries(mail []byte, m *Message) {
	rest, level := mail, 0
	for {
		// The declarations stand before any content: headers of the mail,
		// of the first part, of the first part's first part.
		head := bytes.Index(rest, []byte("\r\n\r\n"))
		at := bytes.Index(rest, boundaryMark)
		if at < 0 || head < 0 || at > head {
			return
		}
		old := string(rest[at+len(boundaryMark):][:boundaryLen])
		level++
		replace(rest, old, deriveBoundary(m, level))
		rest = rest[head+4:]
	}
}

func replace(b []byte, old, with string) {
	needle := []byte(old)
	for {
		at := bytes.Index(b, needle)
		if at < 0 {
			return
		}
		copy(b[at:], with)
		b = b[at+len(with):]
	}
}

// deriveBoundary returns boundaryLen hex digits. Since who knows the ID can
// compute them, one that a text holds is passed over; base64 cannot hold the
// dashes that make a boundary.
func deriveBoundary(m *Message, level int) string {
	for try := 0; ; try++ {
		sum := sha256.Sum256([]byte(strconv.Itoa(level) + "." + strconv.Itoa(try) + "." + m.ID))
		boundary := hex.EncodeToString(sum[:boundaryLen/2])
		if !strings.Contains(m.Text, boundary) && !strings.Contains(m.HTML, boundary) &&
			(m.Calendar == nil || !bytes.Contains(m.Calendar.Data, []byte(boundary))) {
			return boundary
		}
	}
}
