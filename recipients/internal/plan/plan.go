// Package plan knows the numbering plans of all countries: which numbers get SMS
// ([GetsSMS]), by one automaton, and what kind of number another one is and how it
// was dialled ([Parse]), by the plans themselves. Both are compiled from the
// metadata of phonenumbers, which is no part of the program: its own tables cost
// each that imports it 5 to 10 ms at start-up. After an update of that module the
// tests of the generator tell whether the files are still those of the metadata;
// this compiles them again:
//
//	go generate ./recipients/internal/plan
package plan

//go:generate go run ./gen

import _ "embed"

// The table has a row for each state: the next state for each digit, two
// bytes, the lower one first. A state is where its row begins, plus 1 if a
// number may end there. The first row leads nowhere but to itself, the last is
// the start.
//
//go:embed plan.bin
var table string

const rowSize = 10 * 2

// GetsSMS reports whether a number in E.164, "+46705123456", is one that
// phonenumbers would write so, valid in its country's plan, and mobile, mobile
// or fixed, or personal. It may say no of a number that phonenumbers takes;
// with the present metadata there is none.
func GetsSMS(number string) bool {
	if number == "" || number[0] != '+' {
		return false
	}
	state := len(table) - rowSize
	for i := 1; i < len(number); i++ {
		digit := number[i] - '0'
		if digit > 9 {
			return false
		}
		if state = next(state, digit); state == 0 {
			return false
		}
	}
	return state&1 == 1
}

// next returns the state that a digit leads to.
func next(state int, digit byte) int {
	at := state&^1 + 2*int(digit)
	return int(table[at]) | int(table[at+1])<<8
}
