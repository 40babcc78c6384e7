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
	places uint32 // what addAll has read, kept so that it is read at all
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

// block is how many entries are read before they are looked up, so that the
// processor can fetch their places in a large table at the same time.
const block = 32

// addAll adds the addresses of list from start on, at most a block of them and
// no more than grow made room for, and returns the list without those that it
// had. All their places in the table are read before the first is used: misses
// of the cache that wait together and not in turn.
func (s *seen) addAll(list List, start int) List {
	if s.table == nil {
		kept := start
		for i := start; i < len(list); i++ {
			if s.add(&list[i].Address, list[:kept]) {
				list[kept] = list[i]
				kept++
			}
		}
		return list[:kept]
	}
	var hashes [block]uint64
	table, mask, places := s.table, uint64(len(s.table)-1), uint32(0)
	fresh := list[start:]
	for i := range fresh {
		hashes[i%block] = maphash.String(s.seed, fresh[i].Address.text)
	}
	for i := range fresh {
		places |= table[hashes[i%block]&mask]
	}
	s.places = places
	kept := start
	for i := range fresh {
		hash := hashes[i%block]
		if at := &table[hash&mask]; *at == 0 {
			*at = s.place(hash, kept)
		} else if !s.put(&fresh[i].Address, hash, list, kept) {
			continue
		}
		if kept != start+i {
			list[kept] = fresh[i]
		}
		kept++
	}
	return list[:kept]
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
	return s.put(a, maphash.String(s.seed, a.text), list, len(list))
}

// place is what the table has for the address at index.
func (s *seen) place(hash uint64, index int) uint32 {
	return uint32(hash>>32)>>s.shift<<s.shift | uint32(index+1)
}

func (s *seen) put(a *Address, hash uint64, list List, index int) bool {
	mask, own := uint64(len(s.table)-1), s.place(hash, index)
	for i := hash & mask; ; i = (i + 1) & mask {
		at := s.table[i]
		if at == 0 {
			s.table[i] = own
			return true
		}
		if at>>s.shift == own>>s.shift && list[at&(1<<s.shift-1)-1].Address == *a {
			return false
		}
	}
}

// rebuild makes the table anew, for twice as many addresses.
func (s *seen) rebuild(list List) {
	s.grow(2 * max(len(list), fewAddresses))
	for i := range list {
		s.put(&list[i].Address, maphash.String(s.seed, list[i].Address.text), list, i)
	}
}
