package recipients

import (
	"hash/maphash"
	"math/bits"
)

// seen finds addresses that are in a list already: by looking at each while
// there are few, then in an open table, which is one allocation. A place in it
// is 0, or the index+1 of the address in the list. The hash has a random seed, so
// that nobody can make addresses that collide.
type seen struct {
	table []uint32
	seed  maphash.Seed
}

const fewAddresses = 8

// grow makes room for n addresses.
func (s *seen) grow(n int) {
	if n > fewAddresses {
		s.table, s.seed = make([]uint32, 1<<bits.Len(uint(2*n))), maphash.MakeSeed()
	}
}

// add reports whether a is new; the caller appends it then.
func (s *seen) add(a Address, list List) bool {
	switch {
	case s.table == nil && len(list) < fewAddresses:
		for i := range list {
			if list[i].Address == a {
				return false
			}
		}
		return true
	case 2*len(list) >= len(s.table):
		s.grow(2 * len(list))
		for i := range list {
			s.put(list[i].Address, list, i)
		}
	}
	return s.put(a, list, len(list))
}

func (s *seen) put(a Address, list List, index int) bool {
	mask := uint64(len(s.table) - 1)
	for i := maphash.String(s.seed, a.text) & mask; ; i = (i + 1) & mask {
		switch at := s.table[i]; {
		case at == 0:
			s.table[i] = uint32(index + 1)
			return true
		case list[at-1].Address == a:
			return false
		}
	}
}
