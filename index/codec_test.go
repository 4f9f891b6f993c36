package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestCodec(t *testing.T) {
	x := scan(t,
		"a.c", "/* doc */\n#ifdef A\nSYSCALL_DEFINE1(x, int, y)\n#else\nSYSCALL_DEFINE0(x)\n#endif\n{ CONFIG_B; __NR_x; sys_y(); }\n",
		"arch/x86/entry/syscalls/syscall_64.tbl", "0 common x sys_x\nq\n", "arch/alpha/kernel/syscalls/syscall.tbl", "",
		"arch/riscv/kernel/Makefile.syscalls", "syscall_abis_64 += a b\n", "init/Kconfig", "config B\n\tbool\n",
	)
	y, err := Decode(x.Encode("me"), "me")
	if err != nil {
		t.Fatal(err)
	}
	if x.Release != y.Release || paths(x) != paths(y) {
		t.Errorf("%s: %s\n%s: %s", x.Release, paths(x), y.Release, paths(y))
	}
	for f := range x.Files() {
		if !reflect.DeepEqual(f, y.File(f.Path)) {
			t.Errorf("%s:\n%+v\n%+v", f.Path, f, y.File(f.Path))
		}
	}
	if y.DiffersFrom(x) {
		t.Error("the stamps differ")
	}
	if _, err := Decode(x.Encode("me"), "another"); !errors.Is(err, ErrCache) {
		t.Errorf("of another producer: %v", err)
	}
}

// TestDecodeDamaged decodes what is cut short or changed, with a sum that fits:
// the decoder itself must stand it.
func TestDecodeDamaged(t *testing.T) {
	whole := scan(t, "a.c", "#if A\nSYSCALL_DEFINE1(x, int, y)\n#endif\nCONFIG_B", "arch/x86/entry/syscalls/syscall_64.tbl", "0 common x sys_x\n").Encode("me")
	body := whole[:len(whole)-4]
	for i := len(magic) + 8; i < len(body); i++ {
		for _, data := range [][]byte{body[:i], bytes.Join([][]byte{body[:i], {0xff}, body[i+1:]}, nil), bytes.Join([][]byte{body[:i], {body[i] ^ 1}, body[i+1:]}, nil)} {
			Decode(sum(data), "me")
		}
	}
	if _, err := Decode(sum(body), "me"); err != nil {
		t.Errorf("the whole: %v", err)
	}
}

// sum appends the sum that Decode checks first.
func sum(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.ChecksumIEEE(body))
}

// TestScanPrevious reads again what changed, and nothing else.
func TestScanPrevious(t *testing.T) {
	fsys := tree("a.c", "SYSCALL_DEFINE0(a)", "b.c", "SYSCALL_DEFINE0(b)", "c.c", "int x;")
	var previous *Index
	step := func(what string, wantRead int, wantFiles string) {
		t.Helper()
		var stats Stats
		x, err := Scan(context.Background(), fsys, Options{Previous: previous, Stats: &stats})
		if err != nil {
			t.Fatal(err)
		}
		if stats.Read != wantRead || paths(x) != wantFiles {
			t.Errorf("%s: read %d, want %d; files %s", what, stats.Read, wantRead, paths(x))
		}
		previous = x
	}
	step("first", 6, "a.c b.c")
	step("again", 0, "a.c b.c")
	a := *fsys["a.c"]
	a.ModTime = time.Unix(1, 0)
	fsys["a.c"] = &a
	step("touched", 1, "a.c b.c")
	previous = previous.With(Extract("b.c", []byte("SYSCALL_DEFINE0(unsaved)")), &File{Path: "a.c"})
	step("edited and not saved", 2, "a.c b.c")
	delete(fsys, "a.c")
	step("gone", 0, "b.c")
	a.ModTime = time.Now()
	fsys["n.c"] = &a
	step("new", 1, "b.c n.c")
	step("too new", 1, "b.c n.c")
}

// TestEditsLeakNothing edits and scans again and again.
func TestEditsLeakNothing(t *testing.T) {
	fsys := tree("a.c", "SYSCALL_DEFINE0(a)", "b.c", strings.Repeat("SYSCALL_DEFINE0(b)\n", 100))
	x, err := Scan(context.Background(), fsys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	edit := func(edits, checkouts int) {
		for range edits {
			x = x.With(Extract("a.c", []byte("SYSCALL_DEFINE0(c) CONFIG_X")))
		}
		for range checkouts {
			if x, err = Scan(context.Background(), fsys, Options{Previous: x}); err != nil {
				t.Fatal(err)
			}
		}
	}
	measure := func() (goroutines int, heap uint64, files int) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		open, _ := os.ReadDir("/proc/self/fd")
		return runtime.NumGoroutine(), m.HeapAlloc, len(open)
	}
	edit(100, 10)
	goroutines, heap, files := measure()
	edit(1000, 50)
	goroutines2, heap2, files2 := measure()
	if goroutines2 > goroutines || files2 > files || heap2 > heap+1<<20 {
		t.Errorf("before %d goroutines, %d bytes, %d files; after %d, %d, %d", goroutines, heap, files, goroutines2, heap2, files2)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		head := scanEmpty.Encode("")
		Decode(sum(append(head[:len(magic)+8+1:len(magic)+8+1], data...)), "")
	})
}

var scanEmpty = New("", nil)
