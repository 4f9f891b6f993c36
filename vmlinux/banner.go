package vmlinux

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"strings"
)

// readBanner fills what the kernel's first message says.
func (k *Kernel) readBanner(img *image, syms *symbols) {
	if sym, ok := syms.find("linux_banner"); ok {
		k.Banner, _ = img.stringAt(sym.addr)
	}
	if k.Banner == "" {
		k.Banner = findBanner(img)
	}
	k.Banner = strings.TrimSpace(k.Banner)
	k.Version, k.Release = parseBanner(k.Banner)
}

// findBanner looks for the banner where no symbol names it. The format that it
// is made from, "Linux version %s", is in a kernel too.
func findBanner(img *image) string {
	for _, r := range img.regions {
		for b := r.data; ; {
			i := bytes.Index(b, []byte("Linux version "))
			if i < 0 {
				break
			}
			b = b[i:]
			if text, _, ended := bytes.Cut(b[:min(len(b), maxString)], []byte{0}); ended && numberedBanner.Match(text) {
				return string(text)
			}
			b = b[1:]
		}
	}
	return ""
}

var (
	numberedBanner = regexp.MustCompile(`^Linux version [0-9]+\.[0-9]+[^\n]* #[0-9]`)

	numbers  = regexp.MustCompile(`^[0-9]+\.[0-9]+(\.[0-9]+)?`)
	series   = regexp.MustCompile(`^[0-9]+\.[0-9]+`)
	buildTag = regexp.MustCompile(`#[0-9]*[ -]`)
)

// parseBanner takes the kernel's version from its banner, and the upstream
// release that it was built from. Distributions put a name of their own after
// "Linux version" (6.1.0-50-amd64) and the release behind the build number
// ("#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1"). Where nothing behind the build
// number belongs to the version's series, the release is the version's own
// numbers.
func parseBanner(banner string) (version, release string) {
	rest, ok := strings.CutPrefix(banner, "Linux version ")
	if !ok {
		return "", ""
	}
	version, rest, _ = strings.Cut(rest, " ")
	release = numbers.FindString(version)
	if release == "" {
		return version, version
	}
	if at := buildTag.FindStringIndex(rest); at != nil {
		for _, word := range strings.Fields(rest[at[1]:]) {
			if n := numbers.FindString(word); n != "" && series.FindString(n) == series.FindString(release) {
				return version, n
			}
		}
	}
	return version, release
}

// flatBuildID finds the note of the kernel itself: the shared objects for
// programs (vDSO) that a kernel carries have notes of their own, soon behind
// the ELF header that they begin with.
func flatBuildID(img *image) string {
	note := make([]byte, 0, 16)
	for _, v := range []uint32{4, 20, 3} { // sizes of name and id, NT_GNU_BUILD_ID
		note = img.order.(binary.AppendByteOrder).AppendUint32(note, v)
	}
	note = append(note, "GNU\x00"...)
	const reach = 8 << 10
	for from := 0; ; {
		i := bytes.Index(img.data[from:], note)
		if i < 0 {
			return ""
		}
		at := from + i
		id := at + len(note)
		if id+20 <= len(img.data) && !bytes.Contains(img.data[max(0, at-reach):at], []byte(elf.ELFMAG)) {
			return hex.EncodeToString(img.data[id : id+20])
		}
		from = id
	}
}

// debugLink returns the file name in .gnu_debuglink, or "".
func debugLink(img *image) string {
	name, _, _ := bytes.Cut(img.section(".gnu_debuglink", maxString), []byte{0})
	return string(name)
}

// buildID finds the GNU build id among the image's notes. A flat binary has no
// sections to look into, so there the note is known by its header.
func buildID(img *image) string {
	if img.sections == nil {
		return flatBuildID(img)
	}
	for _, s := range img.sections {
		if s.Type != elf.SHT_NOTE {
			continue
		}
		for b := slice(img.data, s.Offset, s.FileSize); len(b) >= 12; {
			nameSize, descSize := uint64(img.order.Uint32(b)), uint64(img.order.Uint32(b[4:]))
			kind := img.order.Uint32(b[8:])
			desc := 12 + (nameSize+3)&^3
			end := desc + descSize
			if end > uint64(len(b)) {
				break
			}
			const gnuBuildID = 3 // NT_GNU_BUILD_ID
			if kind == gnuBuildID && bytes.Equal(b[12:12+nameSize], []byte("GNU\x00")) {
				return hex.EncodeToString(b[desc:end])
			}
			b = b[min((end+3)&^3, uint64(len(b))):]
		}
	}
	return ""
}
