// Gen writes the table and the regions of package plan.
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"

	pn "github.com/nyaruka/phonenumbers"
)

// maxDigits is how many digits a number has at most (ITU-T E.164). It makes
// the automaton finite in depth, and so free of cycles.
const maxDigits = 15

func main() {
	for name, compile := range map[string]func() ([]byte, error){"plan.bin": compile, "regions.json.gz": compileRegions} {
		file, err := compile()
		if err == nil {
			err = os.WriteFile(name, file, 0o644)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}

// compile returns the minimal automaton of the numbers of all countries, in
// the form that package plan describes.
func compile() ([]byte, error) {
	countries, err := readCountries()
	if err != nil {
		return nil, err
	}
	b := builder{rows: []row{{}}, index: map[row]int{{}: 0}}
	b.dial("", countries)
	const size = 2 * len(row{}.next)
	if len(b.rows)*size > 1<<16 {
		return nil, fmt.Errorf("%d states do not fit into offsets of two bytes", len(b.rows))
	}
	var table []byte
	for _, r := range b.rows {
		for _, next := range r.next {
			state := size * next
			if b.rows[next].accepts {
				state++
			}
			table = binary.LittleEndian.AppendUint16(table, uint16(state))
		}
	}
	return table, nil
}

// A row is a state: whether a number may end there, and the rows that the
// digits lead to.
type row struct {
	accepts bool
	next    [10]int
}

// A builder makes the rows from the last digits to the first. As what a digit
// leads to stands before what leads there, two states after which the same
// digits are accepted are the same row, and the automaton is minimal.
type builder struct {
	rows  []row
	index map[row]int
}

func (b *builder) row(r row) int {
	i, ok := b.index[r]
	if !ok {
		i = len(b.rows)
		b.rows, b.index[r] = append(b.rows, r), i
	}
	return i
}

// dial builds what follows the first digits of a country code. The library
// takes the shortest code that there is.
func (b *builder) dial(code string, countries map[string]*country) int {
	if c, ok := countries[code]; ok {
		return b.national(c, c.start, 0, map[string]int{})
	}
	var r row
	if len(code) < pn.MAX_LENGTH_COUNTRY_CODE {
		for digit := range r.next {
			r.next[digit] = b.dial(code+string(rune('0'+digit)), countries)
		}
	}
	return b.row(r)
}

// national builds what follows n digits behind the country code that put the
// country's expressions into a state. Built is what has been, by both.
func (b *builder) national(c *country, s state, n int, built map[string]int) int {
	key := fmt.Sprint(n, s)
	if i, ok := built[key]; ok {
		return i
	}
	r := row{accepts: c.getsSMS(c.expressions.matched(s), n)}
	if len(c.code)+n < maxDigits {
		for digit := range r.next {
			if after := c.expressions.next(s, rune('0'+digit)); len(after) > 0 {
				r.next[digit] = b.national(c, after, n+1, built)
			}
		}
	}
	built[key] = b.row(r)
	return built[key]
}
