package vmlinux

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
)

// kallsyms is the symbol table that a kernel carries in itself, to name
// functions in its messages (CONFIG_KALLSYMS; scripts/kallsyms.c writes it and
// kernel/kallsyms.c reads it). A stripped kernel has no other.
//
// Its parts moved and changed their types over the years, and nothing says
// where they are or which they are, so each is recognised by what it must look
// like and by agreeing with the others:
//
//	token_table   256 strings; names are made of them, and those of the digits
//	              are the digits
//	token_index   where each of them begins, 256 numbers of 16 bits
//	markers       where every 256th name begins, 32 bits (64 before 4.20)
//	names         a length, and as many tokens, for each symbol; the first
//	              character is the symbol's type as nm prints it
//	num_syms      their number, 32 bits (64 before 4.20), before names
//	offsets       32 bits for each symbol, before num_syms, since 6.4 behind
//	              token_index; addresses of full size without
//	              CONFIG_KALLSYMS_BASE_RELATIVE
//	relative_base what offsets count from, behind offsets; gone in 7.x, where
//	              each offset counts from its own place
type kallsyms struct {
	data   []byte
	order  binary.ByteOrder
	word   int // size of an address
	tokens [256][]byte
	number int // offset of num_syms in data
	names  int // offset of names
	behind int // offset of what is behind token_index
	count  int
	addrs  []uint64
}

// addressOf tells the address of an offset into the image, for the one layout
// that needs it.
type addressOf func(offset int) (uint64, bool)

// wordAt reads the relocated word at an offset into the image.
type wordAt func(offset int) (uint64, bool)

// findKallsyms finds the names of the symbols in the bytes of a kernel;
// [kallsyms.findAddresses] has to follow.
func findKallsyms(data []byte, order binary.ByteOrder) (*kallsyms, bool) {
	k := &kallsyms{data: data, order: order}
	digits := []byte("0\x001\x002\x003\x004\x005\x006\x007\x008\x009\x00")
	for from := 0; ; {
		i := bytes.Index(data[from:], digits)
		if i < 0 {
			return nil, false
		}
		table, index, ok := k.tokenTable(from + i)
		if ok && k.findNames(table) {
			k.behind = index + 2*len(k.tokens)
			return k, true
		}
		from += i + 1
	}
}

// tokenTable checks that the token of "0" is at zero, and returns the offsets
// of the table and of its index. The index behind the table says where the
// table begins; nothing in front of it does.
func (k *kallsyms) tokenTable(zero int) (table, index int, ok bool) {
	end := zero
	for range len(k.tokens) - '0' {
		n := bytes.IndexByte(k.data[end:min(len(k.data), end+maxToken)], 0)
		if n < 0 {
			return 0, 0, false
		}
		end += n + 1
	}
	for _, alignment := range []int{2, 4, 8} { // it differs
		index = align(end, alignment)
		if index+512 > len(k.data) {
			continue
		}
		table = zero - int(k.order.Uint16(k.data[index+2*'0':]))
		if table >= 0 && k.readTokens(table, index) {
			return table, index, true
		}
	}
	return 0, 0, false
}

// maxToken bounds the length of a token.
const maxToken = 256

// readTokens reads the table, and reports whether it agrees with the index.
func (k *kallsyms) readTokens(table, index int) bool {
	at := table
	for i := range k.tokens {
		if int(k.order.Uint16(k.data[index+2*i:])) != at-table {
			return false
		}
		n := bytes.IndexByte(k.data[at:min(len(k.data), at+maxToken)], 0)
		if n < 0 {
			return false
		}
		k.tokens[i] = k.data[at : at+n]
		at += n + 1
	}
	return true
}

func align(n, to int) int { return (n + to - 1) / to * to }

// findNames finds the markers before the token table, and by them the names.
func (k *kallsyms) findNames(table int) bool {
	const (
		step    = 256      // names for each marker
		search  = 16 << 20 // how far before the table to look
		longest = step * 512
	)
	for _, size := range []int{4, 8} {
		number := func(at int) int {
			if size == 8 {
				return int(min(k.order.Uint64(k.data[at:]), 1<<40))
			}
			return int(k.order.Uint32(k.data[at:]))
		}
		// Markers begin with 0 and grow by the length of 256 names.
		for at := table / size * size; at >= size && at > table-search; at -= size {
			first := at - size
			if number(first) != 0 || number(at) < step*2 || number(at) > longest {
				continue
			}
			last := 0
			markers := 1
			for next := at; next+size <= table; next += size {
				if n := number(next); n < last+step*2 || n > last+longest {
					break
				} else {
					last = n
				}
				markers++
			}
			const fewest = 8 // a kernel has thousands of symbols
			if markers >= fewest && k.namesBefore(first, number(at), last, markers, size) {
				return true
			}
		}
	}
	return false
}

// namesBefore finds the names that end before the markers: the second marker
// says where the 257th begins, the last where the last piece does.
func (k *kallsyms) namesBefore(markers, second, last, count, size int) bool {
	const longest = 256 * 512
	for at := (markers - last) / 4 * 4; at > 4 && at > markers-last-longest; at -= 4 {
		end, ok := k.skip(at, 256)
		if !ok || end-at != second {
			continue
		}
		// The number of symbols stands before, in 4 or 8 bytes.
		for _, width := range []int{4, 8} {
			for padding := 0; padding < 8; padding += 4 {
				if at < width+padding {
					continue
				}
				n := int(k.order.Uint32(k.data[at-width-padding:]))
				if width == 8 {
					n = int(min(k.order.Uint64(k.data[at-width-padding:]), 1<<40))
				}
				if n > 256*(count-1) && n <= 256*count {
					if end, ok := k.skip(at, n); ok && end <= markers {
						k.number, k.names, k.count = at-width-padding, at, n
						return true
					}
				}
			}
		}
	}
	return false
}

// next returns the tokens of the name at an offset, and where the next name
// begins. Names of more than 127 tokens have a second byte for the length.
func (k *kallsyms) next(at int) (tokens []byte, end int, ok bool) {
	if at >= len(k.data) {
		return nil, 0, false
	}
	n := int(k.data[at])
	at++
	if n&0x80 != 0 && at < len(k.data) {
		n = n&0x7f | int(k.data[at])<<7
		at++
	}
	if n == 0 || at+n > len(k.data) {
		return nil, 0, false
	}
	return k.data[at : at+n], at + n, true
}

// skip walks over n names.
func (k *kallsyms) skip(at, n int) (end int, ok bool) {
	for range n {
		if _, at, ok = k.next(at); !ok {
			return 0, false
		}
	}
	return at, true
}

// each calls fn for every symbol, in the order of addresses. Before the
// addresses are known, they are 0.
func (k *kallsyms) each(fn func(name []byte, sym symbol)) {
	name := make([]byte, 0, 512)
	at := k.names
	for i := range k.count {
		tokens, end, ok := k.next(at)
		if !ok {
			return
		}
		at = end
		name = name[:0]
		for _, t := range tokens {
			name = append(name, k.tokens[t]...)
		}
		if len(name) < 2 {
			continue
		}
		var sym symbol
		if k.addrs != nil {
			sym.addr, sym.size = k.addrs[i], k.size(i)
		}
		sym.bind, sym.kind = nmType(name[0])
		fn(name[1:], sym)
	}
}

// size is the distance to the next symbol with another address.
func (k *kallsyms) size(i int) uint64 {
	for j := i + 1; j < min(i+64, k.count); j++ {
		if k.addrs[j] > k.addrs[i] {
			return k.addrs[j] - k.addrs[i]
		}
	}
	return 0
}

// nmType turns the letter that nm prints for a symbol into ELF's terms.
func nmType(letter byte) (elf.SymBind, elf.SymType) {
	bind := elf.STB_GLOBAL
	if letter >= 'a' {
		bind = elf.STB_LOCAL
		letter -= 'a' - 'A'
	}
	switch letter {
	case 'W':
		return elf.STB_WEAK, elf.STT_FUNC
	case 'V':
		return elf.STB_WEAK, elf.STT_OBJECT
	case 'T':
		return bind, elf.STT_FUNC
	}
	return bind, elf.STT_OBJECT
}
