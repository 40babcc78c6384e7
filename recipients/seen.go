package recipients

import (
	"hash/maphash"
	"math/bits"
)

// seen finds addresses that are in a list already: by looking at each while
// there are few, then in an open table, which is one allocation. A place in it
// is 0, or some bits of the hash above the index+1 of the address in the list.
// The hash has a random seed, so that nobody can make addresses that collide.
type seen struct {
	table  []uint32
	shift  int // bits of an index+1
	seed   maphash.Seed
	read   [block]uint64 // hashes of what fetch was given
	next   int           // of them, for the next add
	ahead  int
	places uint32
}

const fewAddresses = 8

// grow makes room for n addresses.
func (s *seen) grow(n int) {
	if n <= fewAddresses {
		return
	}
	size := 16
	for size < 2*n {
		size *= 2
	}
	s.table, s.shift, s.seed = make([]uint32, size), bits.Len(uint(size)), maphash.MakeSeed()
}

// fetch reads the places of the addresses that are added next, at most a
// block of them: misses of the cache that wait together and not in turn.
func (s *seen) fetch(next List) {
	s.next, s.ahead = 0, 0
	if s.table == nil {
		return
	}
	mask, places := uint64(len(s.table)-1), uint32(0)
	for i := range next {
		s.read[i] = maphash.String(s.seed, next[i].Address.text)
	}
	for _, hash := range s.read[:len(next)] {
		places |= s.table[hash&mask]
	}
	s.ahead, s.places = len(next), places // kept, so that they are read at all
}

// add reports whether a is new; the caller appends it then.
func (s *seen) add(a *Address, list List) bool {
	if s.table == nil && len(list) >= fewAddresses || s.table != nil && 2*len(list) >= len(s.table) {
		s.rebuild(list)
	}
	if s.table == nil {
		for i := range list {
			if list[i].Address == *a {
				return false
			}
		}
		return true
	}
	if s.next < s.ahead {
		s.next++
		return s.put(a, s.read[s.next-1], list, len(list))
	}
	return s.put(a, maphash.String(s.seed, a.text), list, len(list))
}

func (s *seen) put(a *Address, hash uint64, list List, index int) bool {
	mask, mark := uint64(len(s.table)-1), uint32(hash>>32)>>s.shift
	for i := hash & mask; ; i = (i + 1) & mask {
		at := s.table[i]
		if at == 0 {
			s.table[i] = mark<<s.shift | uint32(index+1)
			return true
		}
		if at>>s.shift == mark && list[at&(1<<s.shift-1)-1].Address == *a {
			return false
		}
	}
}

// rebuild makes the table anew, for twice as many addresses.
func (s *seen) rebuild(list List) {
	s.next, s.ahead = 0, 0
	s.grow(2 * max(len(list), fewAddresses))
	for i := range list {
		s.put(&list[i].Address, maphash.String(s.seed, list[i].Address.text), list, i)
	}
}
