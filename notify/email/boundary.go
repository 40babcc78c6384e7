package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// deriveBoundary returns the boundary of a level: 60 hex digits made of the
// message's ID, the same each time and different at each level. Since who knows
// the ID can compute them, one that a text holds is passed over; base64 cannot
// hold the dashes that make a boundary.
func deriveBoundary(m *Message, level int) string {
	for try := 0; ; try++ {
		sum := sha256.Sum256([]byte(strconv.Itoa(level) + "." + strconv.Itoa(try) + "." + m.ID))
		boundary := hex.EncodeToString(sum[:30])
		if !strings.Contains(m.Text, boundary) && !strings.Contains(m.HTML, boundary) &&
			(m.Calendar == nil || !bytes.Contains(m.Calendar.Data, []byte(boundary))) {
			return boundary
		}
	}
}
