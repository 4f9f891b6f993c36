package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// probe runs the commands by which Kconfig asks what the toolchain can do. It
// is only made for --probe-toolchain.
type probe struct {
	dir     string // scratch directory in which commands run
	env     []string
	outputs map[string]string // by command: many files ask the same
}

// newProbe puts into env what make exports for Kconfig, and readies a
// directory for the commands' own files.
func newProbe(env map[string]string) (*probe, error) {
	dir, err := os.MkdirTemp("", "callgate-probe-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a directory for the compiler's output: %w", err)
	}
	p := &probe{dir: dir, outputs: map[string]string{}}
	cross := os.Getenv("CROSS_COMPILE")
	tool := func(name, program string) {
		if v := os.Getenv(name); v != "" {
			program = v
		}
		env[name] = program
	}
	for name, program := range map[string]string{"LD": "ld", "AR": "ar", "NM": "nm", "OBJCOPY": "objcopy",
		"OBJDUMP": "objdump", "READELF": "readelf", "STRIP": "strip"} {
		tool(name, cross+program)
	}
	env["CC"] = cross + "gcc"
	if cc := os.Getenv("CC"); cc != "" {
		env["CC"] = cc
		if cross != "" && !strings.HasPrefix(cc, cross) {
			if _, err := exec.LookPath(cross + cc); err == nil {
				env["CC"] = cross + cc
			}
		}
	}
	for name, program := range map[string]string{"HOSTCC": "gcc", "PAHOLE": "pahole", "RUSTC": "rustc", "BINDGEN": "bindgen",
		"CLANG_FLAGS": "", "USERCFLAGS": "", "USERLDFLAGS": ""} {
		tool(name, program)
	}
	for name, value := range env {
		p.env = append(p.env, name+"="+value)
	}
	env["CC_VERSION_TEXT"] = firstLine(p.shell("LC_ALL=C " + env["CC"] + " --version 2>/dev/null"))
	env["RUSTC_VERSION_TEXT"] = firstLine(p.shell("LC_ALL=C " + env["RUSTC"] + " --version 2>/dev/null"))
	env["PAHOLE_VERSION"] = firstLine(p.shell(env["srctree"] + "/scripts/pahole-version.sh " + env["PAHOLE"]))
	for _, name := range []string{"CC_VERSION_TEXT", "RUSTC_VERSION_TEXT", "PAHOLE_VERSION"} {
		p.env = append(p.env, name+"="+env[name])
	}
	return p, nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// shell runs one command and returns what it prints. That it fails is an
// answer, not an error.
func (p *probe) shell(command string) string {
	if out, ok := p.outputs[command]; ok {
		return out
	}
	cmd := exec.Command("/bin/sh", "-c", command)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), p.env...)
	out, _ := cmd.Output()
	p.outputs[command] = string(out)
	return string(out)
}

func (p *probe) close() { os.RemoveAll(p.dir) }
