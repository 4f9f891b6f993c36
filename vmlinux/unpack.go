package vmlinux

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"

	"github.com/anchore/go-lzo"
	"github.com/klauspost/compress/zstd"
	xzbcj "github.com/mikelolasagasti/xz"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz/lzma"
)

// A boot image (bzImage, zImage, vmlinuz.efi, uImage, Image.gz, ...) is a small
// program with the compressed kernel somewhere inside. The headers differ by
// machine and age and say little, so the kernel is looked for by the magic
// numbers of the compressions that the kernel's build knows, as the kernel's
// own scripts/extract-vmlinux does.

// maxUnpacked bounds what comes out of a compressed kernel. The largest kernels
// of distributions have some 100 MB.
const maxUnpacked = 256 << 20

// minUnpacked is less than any kernel with syscalls has: what is smaller was no
// kernel.
const minUnpacked = 256 << 10

// compression is one of the formats of scripts/Makefile.lib.
type compression struct {
	name  string
	magic []byte
	open  func(io.Reader) (io.Reader, error)
}

var compressions = []compression{
	{"gzip", []byte{0x1f, 0x8b, 0x08}, func(r io.Reader) (io.Reader, error) {
		z, err := gzip.NewReader(r)
		if err == nil {
			z.Multistream(false)
		}
		return z, err
	}},
	// The kernel filters the branches of the code first, which most
	// implementations of xz do not undo.
	{"xz", []byte{0xfd, '7', 'z', 'X', 'Z', 0x00}, func(r io.Reader) (io.Reader, error) {
		z, err := xzbcj.NewReader(r, maxDictionary)
		if err == nil {
			z.Multistream(false)
		}
		return z, err
	}},
	{"zstd", []byte{0x28, 0xb5, 0x2f, 0xfd}, func(r io.Reader) (io.Reader, error) {
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxDictionary))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	}},
	{"lz4", []byte{0x02, 0x21, 0x4c, 0x18}, func(r io.Reader) (io.Reader, error) { return lz4.NewReader(r), nil }},
	{"bzip2", []byte("BZh"), func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
	{"lzo", []byte{0x89, 'L', 'Z', 'O', 0x00, 0x0d, 0x0a, 0x1a, 0x0a}, newLzop},
	// The weakest magic comes last: properties 0x5d and a dictionary size.
	{"lzma", []byte{0x5d, 0x00, 0x00}, func(r io.Reader) (io.Reader, error) {
		return lzma.ReaderConfig{DictCap: maxDictionary}.NewReader(r)
	}},
}

// maxDictionary bounds the memory that a decompressor keeps of its output.
const maxDictionary = 128 << 20

// unpack finds the kernel in a boot image and returns it with the name of its
// compression. ok is false where there is none.
func unpack(data []byte) (kernel []byte, name string, ok bool) {
	for _, c := range compressions {
		// Magic numbers occur by chance, more often than an attempt is cheap.
		const maxAttempts = 64
		attempts := 0
		for offset := 0; attempts < maxAttempts; attempts++ {
			i := bytes.Index(data[offset:], c.magic)
			if i < 0 {
				break
			}
			offset += i
			if out := c.expand(data[offset:]); len(out) >= minUnpacked && looksLikeKernel(out) {
				return out, c.name, true
			}
			offset++
		}
	}
	return nil, "", false
}

// expand returns what decompresses from the start of packed. The build appends
// the size of the kernel to some formats, so an error behind the end of the
// data is none.
func (c compression) expand(packed []byte) []byte {
	r, err := c.open(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	if closer, ok := r.(io.Closer); ok {
		defer closer.Close()
	}
	out, err := io.ReadAll(io.LimitReader(r, maxUnpacked))
	if err != nil && len(out) < minUnpacked {
		return nil
	}
	return out
}

// looksLikeKernel reports whether unpacked data can be a kernel: an ELF file,
// or anything with a kernel's first message inside.
func looksLikeKernel(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\x7fELF")) || bytes.Contains(data, []byte("Linux version "))
}

// newLzop reads the format of the program lzop, version 1: a header, then
// blocks with their sizes and checksums (lib/decompress_unlzo.c of the kernel).
func newLzop(r io.Reader) (io.Reader, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	p := &lzop{data: data}
	if err := p.header(); err != nil {
		return nil, err
	}
	return p, nil
}

// lzop is the rest of an lzop file and the block that is being read.
type lzop struct {
	data      []byte
	block     []byte
	checksums int // 4-byte checksums behind the sizes of a block
	packedSum int // of these, the one of the packed data
}

var errLzop = errors.New("damaged lzop data")

// number reads a big-endian number of n bytes.
func (p *lzop) number(n int) uint32 {
	var v uint32
	if len(p.data) < n {
		p.data = nil
		return 0
	}
	for _, b := range p.data[:n] {
		v = v<<8 | uint32(b)
	}
	p.data = p.data[n:]
	return v
}

func (p *lzop) header() error {
	p.number(9) // magic
	version := p.number(2)
	p.number(2) // library
	if version >= 0x0940 {
		p.number(2) // version needed
	}
	p.number(1) // method
	if version >= 0x0940 {
		p.number(1) // level
	}
	flags := p.number(4)
	const (
		filter         = 0x0800
		adlerUnpacked  = 0x0001
		adlerPacked    = 0x0002
		crcUnpacked    = 0x0100
		crcPacked      = 0x0200
		nameLengthSize = 1
	)
	if flags&filter != 0 {
		p.number(4)
	}
	p.number(8) // mode, time
	if version >= 0x0940 {
		p.number(4) // upper half of the time
	}
	name := int(p.number(nameLengthSize))
	if len(p.data) < name+4 {
		return errLzop
	}
	p.data = p.data[name:]
	p.number(4) // checksum of the header
	for _, f := range []uint32{adlerUnpacked, crcUnpacked} {
		if flags&f != 0 {
			p.checksums++
		}
	}
	for _, f := range []uint32{adlerPacked, crcPacked} {
		if flags&f != 0 {
			p.packedSum++
		}
	}
	return nil
}

// Read implements [io.Reader].
func (p *lzop) Read(b []byte) (int, error) {
	if len(p.block) == 0 {
		size := p.number(4)
		if size == 0 {
			return 0, io.EOF
		}
		packed := p.number(4)
		const maxBlock = 64 << 20
		if size > maxBlock || packed > size {
			return 0, errLzop
		}
		sums := p.checksums
		if packed < size {
			sums += p.packedSum
		}
		for range sums {
			p.number(4)
		}
		if uint64(packed) > uint64(len(p.data)) {
			return 0, errLzop
		}
		p.block = p.data[:packed]
		if packed < size {
			out := make([]byte, size)
			n, err := lzo.Decompress(p.data[:packed], out)
			if err != nil {
				return 0, err
			}
			p.block = out[:n]
		}
		p.data = p.data[packed:]
	}
	n := copy(b, p.block)
	p.block = p.block[n:]
	return n, nil
}
