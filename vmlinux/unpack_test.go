package vmlinux

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"

	"callgate/testdata/mini"
)

// unpackable is something that passes for a kernel and compresses well.
func unpackable() []byte {
	return append([]byte("Linux version 6.1.0 (a@b) #1"), make([]byte, 300<<10)...)
}

// packers compress in each of the kernel's formats.
var packers = map[string]func(t testing.TB, data []byte) []byte{
	"gzip": func(t testing.TB, data []byte) []byte {
		return packWith(t, data, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
	},
	"xz": func(t testing.TB, data []byte) []byte {
		return packWith(t, data, func(w io.Writer) (io.WriteCloser, error) {
			return xz.WriterConfig{CheckSum: xz.CRC32}.NewWriter(w)
		})
	},
	"zstd": func(t testing.TB, data []byte) []byte {
		return packWith(t, data, func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) })
	},
	"lz4": func(t testing.TB, data []byte) []byte {
		return packWith(t, data, func(w io.Writer) (io.WriteCloser, error) {
			z := lz4.NewWriter(w)
			return z, z.Apply(lz4.LegacyOption(true))
		})
	},
	"lzma": func(t testing.TB, data []byte) []byte {
		return packWith(t, data, func(w io.Writer) (io.WriteCloser, error) { return lzma.NewWriter(w) })
	},
	"lzo": func(_ testing.TB, data []byte) []byte { return lzopStored(data) },
}

func packWith(t testing.TB, data []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := open(&out)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// lzopStored writes the format of lzop with blocks that were not compressed.
func lzopStored(data []byte) []byte {
	be := binary.BigEndian
	out := []byte{0x89, 'L', 'Z', 'O', 0x00, 0x0d, 0x0a, 0x1a, 0x0a}
	out = be.AppendUint16(out, 0x1030)              // version
	out = be.AppendUint16(out, 0x2080)              // library
	out = be.AppendUint16(out, 0x0940)              // version needed
	out = append(out, 3, 9)                         // method, level
	out = be.AppendUint32(out, 0x0001)              // adler32 of the unpacked data
	out = append(out, make([]byte, 12)...)          // mode, time
	out = append(out, 3, 'v', 'm', 'l', 0, 0, 0, 0) // name, checksum
	for len(data) > 0 {
		n := min(len(data), 256<<10)
		out = be.AppendUint32(out, uint32(n))
		out = be.AppendUint32(out, uint32(n))
		out = append(out, 0, 0, 0, 0)
		out = append(out, data[:n]...)
		data = data[n:]
	}
	return append(out, 0, 0, 0, 0)
}

func TestUnpack(t *testing.T) {
	want := unpackable()
	for name, pack := range packers {
		packed := pack(t, want)
		for where, image := range map[string][]byte{
			"alone":                    packed,
			"with its size behind":     append(bytes.Clone(packed), 0x1c, 0xb0, 0x04, 0x00),
			"inside, behind the magic": append(append([]byte("boot \x1f\x8b\x08 code \x5d\x00\x00"), packed...), "tail"...),
		} {
			got, format, ok := unpack(image)
			if !ok || format != name || !bytes.HasPrefix(got, want) {
				t.Errorf("%s, %s: %d bytes of %s, %v", name, where, len(got), format, ok)
			}
		}
	}
}

// TestUnpackBzip2 has no packer: nothing in Go writes bzip2.
func TestUnpackBzip2(t *testing.T) {
	packed, err := hex.DecodeString("425a683931415926535934c716a30009715d88c00048616100400432219b40400000082000408aa01a1a340da4283468d06406960451095eaa802e72ea3429a4e7bdd952dcd2ddc56a563c9da111443f17724538509034c716a3")
	if err != nil {
		t.Fatal(err)
	}
	if got, format, ok := unpack(packed); !ok || format != "bzip2" || !bytes.Equal(got, unpackable()) {
		t.Errorf("%d bytes of %s, %v", len(got), format, ok)
	}
}

func TestUnpackNothing(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing":      nil,
		"a small file": packers["gzip"](t, []byte("Linux version 6.1.0 (a@b) #1")),
		"no kernel":    packers["gzip"](t, make([]byte, 1<<20)),
		"cut short":    packers["gzip"](t, unpackable())[:30],
		"magic":        bytes.Repeat([]byte{0x1f, 0x8b, 0x08, 0x5d, 0x00, 0x00}, 100),
	} {
		if _, format, ok := unpack(data); ok {
			t.Errorf("%s: unpacked as %s", name, format)
		}
	}
}

// TestUnpackBomb has far more in it than any kernel.
func TestUnpackBomb(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks 256 MB")
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	chunk := make([]byte, 1<<20)
	copy(chunk, "Linux version ")
	for range maxUnpacked>>20 + 20 {
		if _, err := w.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _, _ := unpack(out.Bytes()); len(got) > maxUnpacked {
		t.Errorf("%d bytes", len(got))
	}
}

// TestPackedMiniature analyzes images in boot images. An ELF file with symbols
// is what they have inside here; real ones have kallsyms (TestRealPacked).
func TestPackedMiniature(t *testing.T) {
	image := append(mini.Distro.Vmlinux(), make([]byte, 300<<10)...)
	for name, pack := range packers {
		k, err := Analyze(t.Context(), append([]byte("MZ boot code"), pack(t, image)...), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if k.Packed != name || len(k.Surfaces) != 3 {
			t.Errorf("%s: packed as %q, %d surfaces", name, k.Packed, len(k.Surfaces))
		}
	}
	twice := packers["gzip"](t, append(packers["xz"](t, image), make([]byte, 300<<10)...))
	if _, err := Analyze(t.Context(), twice, Options{}); !errors.Is(err, ErrNoKernel) && err != nil {
		t.Errorf("twice: %v", err)
	}
}

func TestLzopDamaged(t *testing.T) {
	whole := lzopStored(unpackable())
	for size := range 120 {
		r, err := newLzop(bytes.NewReader(whole[:size]))
		if err != nil {
			continue
		}
		if _, err := io.ReadAll(r); err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, name := range []string{"gzip", "xz", "zstd", "lz4", "lzma", "lzo"} {
		f.Add(packers[name](f, unpackable()))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, _, ok := unpack(data); ok && len(got) > maxUnpacked {
			t.Errorf("%d bytes", len(got))
		}
	})
}
