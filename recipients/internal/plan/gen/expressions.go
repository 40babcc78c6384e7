package main

import (
	"fmt"
	"maps"
	"regexp/syntax"
	"slices"
)

// expressions are regular expressions that run over the same digits at once:
// their programs, as package regexp compiles them, make one nondeterministic
// automaton. Which alternative regexp prefers plays no part in whether it
// matches.
type expressions struct {
	insts []syntax.Inst
	names []string // of the expression that an instruction belongs to
}

// A state is the instructions that the digits so far may lead to, in order.
type state []uint32

// add returns the state of an expression, which begins with ^, before the
// first digit.
func (e *expressions) add(name, expression string) (state, error) {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil, err
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, err
	}
	first := uint32(len(e.insts))
	for _, inst := range program.Inst {
		switch inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			inst.Arg += first
		case syntax.InstEmptyWidth:
			if at := syntax.EmptyOp(inst.Arg); at != syntax.EmptyBeginText && at != syntax.EmptyEndText {
				return nil, fmt.Errorf("%s asks for more than where a text begins and ends", expression)
			}
		}
		inst.Out += first
		e.insts, e.names = append(e.insts, inst), append(e.names, name)
	}
	set := map[uint32]bool{}
	e.follow(set, first+uint32(program.Start), syntax.EmptyBeginText)
	return slices.Sorted(maps.Keys(set)), nil
}

// follow adds to a set what an instruction leads to without a digit, at the
// beginning of the text, at its end, or (0) between.
func (e *expressions) follow(set map[uint32]bool, pc uint32, at syntax.EmptyOp) {
	if set[pc] {
		return
	}
	set[pc] = true
	switch inst := e.insts[pc]; inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		e.follow(set, inst.Out, at)
		e.follow(set, inst.Arg, at)
	case syntax.InstCapture, syntax.InstNop:
		e.follow(set, inst.Out, at)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(inst.Arg) == at {
			e.follow(set, inst.Out, at)
		}
	}
}

// next returns the state after one more digit. An expression that has matched
// without asking for the end goes on to match.
func (e *expressions) next(s state, digit rune) state {
	set := map[uint32]bool{}
	for _, pc := range s {
		switch inst := e.insts[pc]; inst.Op {
		case syntax.InstMatch:
			set[pc] = true
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if inst.MatchRune(digit) {
				e.follow(set, inst.Out, 0)
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// matched returns the names of the expressions that match if the digits end
// in a state.
func (e *expressions) matched(s state) map[string]bool {
	set := map[uint32]bool{}
	for _, pc := range s {
		e.follow(set, pc, syntax.EmptyEndText)
	}
	names := map[string]bool{}
	for pc := range set {
		if e.insts[pc].Op == syntax.InstMatch {
			names[e.names[pc]] = true
		}
	}
	return names
}
