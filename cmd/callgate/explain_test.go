package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callgate/testdata/mini"
)

func TestExplain(t *testing.T) {
	tree := mini.Built(t, mini.Small)
	config, image := filepath.Join(tree, ".config"), filepath.Join(tree, "vmlinux")
	for _, test := range []struct {
		args    []string
		status  int
		verdict string
		reasons []string // KIND FILE:LINE SYMBOL, of some of them
		enable  string
	}{
		{[]string{"read", "--config", config}, 0, "present", nil, ""},
		{[]string{"read", "--image", image}, 0, "present", nil, ""},
		{[]string{"madvise", "--config", config, "--enable"}, 1, "absent", []string{"object mm/Makefile:8 ADVISE_SYSCALLS", "not-set init/Kconfig:17 ADVISE_SYSCALLS"}, "ADVISE_SYSCALLS=y"},
		{[]string{"bpf", "--config", config, "--enable"}, 1, "absent", []string{"object kernel/bpf/Makefile:3 BPF_SYSCALL"}, "BPF_SYSCALL=y"},
		{[]string{"bpf", "--image", image}, 1, "absent", []string{"weak-stub kernel/sys_ni.c:19 "}, ""},
		{[]string{"bpf", "--image", image, "--config", config}, 1, "absent", []string{"weak-stub kernel/sys_ni.c:19 ", "object kernel/bpf/Makefile:3 BPF_SYSCALL"}, ""},
	} {
		status, stdout, stderr := callgate(t, append([]string{"--no-cache", "explain", "--kdir", tree, "--abi", "x86-64", "--format", "json"}, test.args...)...)
		var e explanation
		if err := json.Unmarshal([]byte(stdout), &e); err != nil {
			t.Fatalf("%v: %v\n%s%s", test.args, err, stdout, stderr)
		}
		if status != test.status || e.Verdict != test.verdict || e.ABI != "x86-64" || e.Impossible {
			t.Errorf("%v: status %d, %+v; want %d, %s", test.args, status, e, test.status, test.verdict)
		}
		var reasons, settings []string
		for _, r := range e.Reasons {
			text, _ := json.Marshal(r.Line)
			reasons = append(reasons, r.Kind+" "+r.File+":"+string(text)+" "+r.Symbol)
		}
		for _, want := range test.reasons {
			if !strings.Contains(strings.Join(reasons, "\n")+"\n", want+"\n") {
				t.Errorf("%v: reasons\n%s\nlack %q", test.args, strings.Join(reasons, "\n"), want)
			}
		}
		for _, s := range e.Enable {
			settings = append(settings, s.Symbol+"="+s.Value)
		}
		if got := strings.Join(settings, " "); !strings.Contains(got, test.enable) || test.enable == "" && got != "" {
			t.Errorf("%v: enable %q, want %q", test.args, got, test.enable)
		}
	}
}

// TestExplainEnable adds the settings that are proposed to the configuration:
// the syscall is then predicted.
func TestExplainEnable(t *testing.T) {
	tree := mini.Built(t, mini.Small)
	config := filepath.Join(tree, ".config")
	for _, name := range []string{"bpf", "madvise", "delete_module", "socket", "timer_create", "ioperm"} {
		_, stdout, stderr := callgate(t, "--no-cache", "explain", name, "--kdir", tree, "--config", config, "--abi", "x86-64", "--enable", "--format", "json")
		var e explanation
		if err := json.Unmarshal([]byte(stdout), &e); err != nil || len(e.Enable) == 0 {
			t.Errorf("%s: %v, %s%s", name, err, stdout, stderr)
			continue
		}
		text := string(mini.Small.DotConfig())
		for _, s := range e.Enable {
			text = strings.Replace(text, "# CONFIG_"+s.Symbol+" is not set\n", "", 1) + "CONFIG_" + s.Symbol + "=" + s.Value + "\n"
		}
		enabled := filepath.Join(t.TempDir(), "config")
		if err := os.WriteFile(enabled, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if status, stdout, _ := callgate(t, "--no-cache", "explain", name, "--kdir", tree, "--config", enabled, "--abi", "x86-64"); status != 0 {
			t.Errorf("%s is not there with %v:\n%s", name, e.Enable, stdout)
		}
	}
}

func TestExplainBadUse(t *testing.T) {
	tree := mini.Built(t, mini.Small)
	config := filepath.Join(tree, ".config")
	status, stdout, stderr := callgate(t, "--no-cache", "explain", "nosuch", "--kdir", tree, "--config", config, "--abi", "x86-64")
	if status != 1 || stdout != "" || !strings.Contains(stderr, "has no syscall nosuch") {
		t.Errorf("explain nosuch: status %d, stdout %q, stderr %q; want 1", status, stdout, stderr)
	}
	for _, args := range [][]string{
		{"read"}, {"read", "--image", config}, {"read", "--config", tree},
		{"read", "--image", filepath.Join(tree, "vmlinux"), "--enable"}, {"read", "--config", config, "--format", "xml"}, {"read", "--config", config, "--abi", "pdp11"},
	} {
		status, stdout, stderr := callgate(t, append([]string{"--no-cache", "explain", "--kdir", tree}, args...)...)
		if status != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("explain %v: status %d, stdout %q, stderr %q; want 2 and one line", args, status, stdout, stderr)
		}
	}
}
