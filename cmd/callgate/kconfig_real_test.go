package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"callgate/kconfig"
	"callgate/testdata/need"
)

// oracle is the kernel's own conf, for one tree and architecture.
type oracle struct {
	t    *testing.T
	src  string // the tree
	out  string // where make built conf
	arch string
	env  []string
}

// architectures are the ARCH values to compare, with the prefix of the cross
// compiler; where that is not installed, gcc answers, wrongly but the same to
// both sides.
var architectures = []struct{ arch, cross string }{
	{"x86_64", ""}, {"arm64", "aarch64-linux-gnu-"}, {"i386", ""}, {"arm", "arm-linux-gnueabihf-"},
	{"mips", "mips-linux-gnu-"}, {"powerpc", "powerpc64-linux-gnu-"}, {"riscv", "riscv64-linux-gnu-"},
	{"s390", "s390x-linux-gnu-"}, {"loongarch", ""},
}

// TestRealConf compares whole .config files with what scripts/kconfig/conf
// writes. As that runs the compiler some ten thousand times, it is left out
// unless asked for: CALLGATE_CONF=small takes two architectures and few
// configurations, CALLGATE_CONF=full all of them, with twenty random ones each
// and every defconfig of the tree, and CALLGATE_CONF=ARCH,... takes those
// architectures in full. The counts are printed with -v.
func TestRealConf(t *testing.T) {
	if os.Getenv("CALLGATE_CONF") == "" && !need.Required("conf") {
		t.Skip("set CALLGATE_CONF to small, full, or architectures")
	}
	need.Program(t, "make")
	need.Program(t, "flex")
	need.Program(t, "bison")
	need.Program(t, "gcc")
	which := os.Getenv("CALLGATE_CONF")
	for _, tree := range []string{"src-6.1", "src-6.12"} {
		src := need.Corpus(t, tree)
		out := t.TempDir()
		runQuietly(t, exec.Command("make", "-s", "-C", src, "O="+out, "ARCH=x86_64", "allnoconfig"))
		for i, a := range architectures {
			full := which == "full" || slices.Contains(strings.Split(which, ","), a.arch)
			if !full && (i > 1 || which != "" && which != "small") {
				continue
			}
			cross := a.cross
			if _, err := exec.LookPath(cross + "gcc"); err != nil {
				cross = ""
			}
			t.Run(tree+"/"+a.arch, func(t *testing.T) {
				t.Setenv("CROSS_COMPILE", cross)
				compareArch(t, src, out, a.arch, full)
			})
		}
	}
}

func runQuietly(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
}

// tally counts what was compared.
type tally struct{ files, sameFiles, lines, wrongLines int }

func (c tally) String() string {
	return fmt.Sprintf("%d of %d files the same, %d of %d lines differ", c.sameFiles, c.files, c.wrongLines, c.lines)
}

func compareArch(t *testing.T, src, out, arch string, full bool) {
	probing := &kconfigFlags{kdir: src, arch: arch, probe: true, globals: &globals{}}
	probed := parseTree(t, probing)
	plain := parseTree(t, &kconfigFlags{kdir: src, arch: arch, globals: &globals{}})
	o := &oracle{t: t, src: src, out: out, arch: arch, env: conf(t, src, arch)}
	var complete, flipped, fragments, told tally
	seeds := 2
	if full {
		seeds = 20
	}
	random := rand.New(rand.NewPCG(1, 2))
	for name, file := range o.configurations(seeds) {
		want := o.olddefconfig(file)
		o.compare(&complete, probed, name, file, want)
		o.compare(&told, plain, name+" without the compiler", file, want)
		changed := flip(random, file, 50)
		o.compare(&flipped, probed, name+" flipped", changed, o.olddefconfig(changed))
	}
	defconfigs, _ := filepath.Glob(filepath.Join(src, "arch", sourceArch(t, src, arch), "configs", "*_defconfig"))
	for i, file := range defconfigs {
		if full || i < 3 {
			fragment := readFile(t, file)
			o.compare(&fragments, probed, filepath.Base(file), fragment, o.olddefconfig(fragment))
		}
	}
	t.Logf("complete: %v", complete)
	t.Logf("complete, nothing run: %v", told)
	t.Logf("50 settings flipped: %v", flipped)
	t.Logf("defconfigs: %v", fragments)
}

func parseTree(t *testing.T, f *kconfigFlags) *kconfig.Tree {
	t.Helper()
	var problems bytes.Buffer
	fsys, err := f.open()
	if err != nil {
		t.Fatal(err)
	}
	tree, err := f.tree(fsys, &problems)
	if err != nil {
		t.Fatal(err)
	}
	if problems.Len() > 0 {
		t.Errorf("problems in the tree:\n%s", &problems)
	}
	return tree
}

func sourceArch(t *testing.T, src, arch string) string {
	return kconfig.SourceArch(readFile(t, filepath.Join(src, "Makefile")), arch)
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// conf returns the environment that make gives to conf.
func conf(t *testing.T, src, arch string) []string {
	makefile := readFile(t, filepath.Join(src, "Makefile"))
	p, err := newProbe(map[string]string{"ARCH": arch, "SRCARCH": kconfig.SourceArch(makefile, arch),
		"srctree": src, "KERNELVERSION": kconfig.KernelVersion(makefile)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return append(os.Environ(), p.env...)
}

// run runs conf in a directory of its own, on a .config if there is one, and
// returns what it writes.
func (o *oracle) run(config []byte, env []string, args ...string) []byte {
	dir := o.t.TempDir()
	if config != nil {
		if err := os.WriteFile(filepath.Join(dir, ".config"), config, 0o644); err != nil {
			o.t.Fatal(err)
		}
	}
	cmd := exec.Command(filepath.Join(o.out, "scripts/kconfig/conf"), append(args, "Kconfig")...)
	cmd.Dir = dir
	cmd.Env = append(slices.Clone(o.env), env...)
	runQuietly(o.t, cmd)
	return readFile(o.t, filepath.Join(dir, ".config"))
}

// configurations has conf make the files to compare, by name.
func (o *oracle) configurations(seeds int) map[string][]byte {
	files := map[string][]byte{}
	for _, mode := range []string{"allnoconfig", "allyesconfig", "allmodconfig", "alldefconfig"} {
		files[mode] = o.run(nil, nil, "--"+mode)
	}
	for seed := range seeds {
		name := fmt.Sprintf("randconfig %d", seed)
		files[name] = o.run(nil, []string{fmt.Sprintf("KCONFIG_SEED=%d", seed+1)}, "--randconfig")
	}
	for _, target := range []string{"defconfig", "tinyconfig"} {
		dir := o.t.TempDir()
		cmd := exec.Command("make", "-s", "-C", o.src, "O="+dir, "ARCH="+o.arch, target)
		runQuietly(o.t, cmd)
		files[target] = readFile(o.t, filepath.Join(dir, ".config"))
	}
	return files
}

func (o *oracle) olddefconfig(file []byte) []byte { return o.run(file, nil, "--olddefconfig") }

// compare evaluates a file and holds it against what conf made of it.
func (o *oracle) compare(count *tally, tree *kconfig.Tree, name string, file, want []byte) {
	config, _ := kconfig.ParseConfig(name, file)
	var got bytes.Buffer
	if err := tree.Evaluate(config).WriteConfig(&got); err != nil {
		o.t.Fatal(err)
	}
	wantLines, gotLines := strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")
	count.files++
	count.lines += len(wantLines)
	if bytes.Equal(want, got.Bytes()) {
		count.sameFiles++
		return
	}
	in := map[string]bool{}
	for _, l := range gotLines {
		in[l] = true
	}
	var differing []string
	for _, l := range wantLines {
		if !in[l] {
			differing = append(differing, l)
		}
	}
	count.wrongLines += max(1, len(differing))
	o.t.Errorf("%s: conf has %d lines that we don't: %.600q", name, len(differing), differing)
	if dir := os.Getenv("CALLGATE_CONF_KEEP"); dir != "" { // for finding out why
		stem := filepath.Join(dir, filepath.Base(o.src)+"-"+o.arch+"-"+strings.ReplaceAll(name, " ", "-"))
		for suffix, content := range map[string][]byte{".in": file, ".want": want, ".got": got.Bytes()} {
			if err := os.WriteFile(stem+suffix, content, 0o644); err != nil {
				o.t.Fatal(err)
			}
		}
	}
}

// flip changes or removes n random settings of a .config.
func flip(random *rand.Rand, file []byte, n int) []byte {
	lines := strings.Split(string(file), "\n")
	for range n {
		i := random.IntN(len(lines))
		line := lines[i]
		name, isUnset := strings.CutPrefix(line, "# CONFIG_")
		switch {
		case isUnset && strings.HasSuffix(name, " is not set"):
			name = strings.TrimSuffix(name, " is not set")
			lines[i] = "CONFIG_" + name + "=" + []string{"y", "m"}[random.IntN(2)]
		case !strings.HasPrefix(line, "CONFIG_"):
			continue
		case random.IntN(3) == 0:
			lines[i] = ""
		default:
			name, value, _ := strings.Cut(line, "=")
			switch {
			case value == "y" && random.IntN(2) == 0:
				lines[i] = name + "=m"
			case value == "y" || value == "m":
				lines[i] = "# " + name + " is not set"
			case value[0] == '"':
				lines[i] = name + `="flipped"`
			default:
				lines[i] = name + "=" + []string{"0", "1", "77777", "0x10", "-1"}[random.IntN(5)]
			}
		}
	}
	return []byte(strings.Join(lines, "\n"))
}
