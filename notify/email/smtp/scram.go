package smtp

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// The rounds of hashing that a server may ask for. RFC 7677 4 wants 4096 at least,
// since fewer give the password away to whoever listens; a server could ask for
// so many that a core counts for hours.
const (
	minRounds = 4096
	maxWork   = 1_000_000
)

// The reasons for not going on with a login.
var (
	errScramWork = errors.New("smtp: the server asks for " + strconv.Itoa(maxWork) +
		" rounds and more, or fewer than " + strconv.Itoa(minRounds))
	errScramProof  = errors.New("smtp: the server has not proved that it knows the password")
	errScramFormat = errors.New("smtp: the server's words are not those of SCRAM")
)

// boundedScram is go-mail's SCRAM in the one order that RFC 5802 has: it bounds
// the work, and demands the server's proof before the login counts.
type boundedScram struct {
	mechanism
	heard int // messages of the server
}

func (a *boundedScram) Next(said []byte, more bool) ([]byte, error) {
	if !more {
		if a.heard < 3 {
			return nil, errScramProof
		}
		return nil, nil
	}
	a.heard++
	switch {
	case bytes.HasPrefix(said, []byte("e=")):
		return nil, &serverNo{string(said)}
	case a.heard == 1 && len(said) == 0: // "go on"
	case a.heard == 2 && bytes.HasPrefix(said, []byte("r=")):
		if err := checkWork(string(said)); err != nil {
			return nil, err
		}
	case a.heard == 3 && bytes.HasPrefix(said, []byte("v=")):
		if _, err := a.mechanism.Next(said, true); err != nil {
			return nil, errScramProof
		}
		return nil, nil // an empty answer
	default:
		return nil, errScramFormat
	}
	return a.mechanism.Next(said, true)
}

// checkWork reads the rounds out of "r=…,s=…,i=4096".
func checkWork(said string) error {
	parts := strings.Split(said, ",")
	if len(parts) < 3 {
		return errScramFormat
	}
	rounds, ok := strings.CutPrefix(parts[2], "i=")
	n, err := strconv.Atoi(rounds)
	switch {
	case !ok || err != nil && !errors.Is(err, strconv.ErrRange):
		return errScramFormat
	case err != nil || n < minRounds || n > maxWork:
		return errScramWork
	}
	return nil
}

// serverNo is an error that SCRAM has words for, such as "e=invalid-proof".
type serverNo struct{ said string }

func (e *serverNo) Error() string { return "smtp: the server refuses the login" }
