package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"callgate/testdata/mini"
	"callgate/testdata/need"
)

func TestAnalyzeHTML(t *testing.T) {
	status, out, talk := execute(t, "analyze", miniImage(t, mini.Small), "--format", "html", "--all",
		"--source-url", "https://example.org/{release}/{file}#{line}")
	if status != exitDone || talk != "" {
		t.Fatalf("status %d, stderr %q", status, talk)
	}
	for _, want := range []string{
		"<title>System calls of Linux 6.1.42</title>",
		`<button role="tab" data-for="abi-x86-64-ia32"`,
		`<a href="https://example.org/6.1.42/fs/open.c#21">fs/open.c:21</a>`,
		`<td class="argument">const char *filename</td>`,
		`<td class="argument none">void</td>`,
		`<tr class="stub">`,
		"<small>rdi</small>",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	for _, unwanted := range []string{"<link", "src=", "@import", "{release}"} {
		if strings.Contains(out, unwanted) {
			t.Errorf("the page has %s: it should need nothing but itself", unwanted)
		}
	}
}

// TestAnalyzeHTMLInBrowser filters, sorts and changes the ABI in a real
// browser.
func TestAnalyzeHTMLInBrowser(t *testing.T) {
	browser := need.Program(t, "chromium", "chromium-headless-shell", "google-chrome")
	_, page, _ := execute(t, "analyze", miniImage(t, mini.Distro), "--format", "html")
	page = strings.Replace(page, "</body>", `<script>
const seen = () => [...shown().querySelectorAll('tbody tr')].filter(r => !r.hidden).map(r => r.cells[1].innerText);
const log = [];
const type = text => { input.value = text; input.dispatchEvent(new Event('input')); };
log.push('all ' + output.value);
type('OPEN.c 0x');
log.push('filtered ' + seen().join() + ' ' + output.value);
type('');
const heads = shown().querySelectorAll('th button');
heads[1].click();
log.push('by name ' + seen().slice(0, 3).join());
heads[1].click();
log.push('down ' + seen()[0]);
heads[0].click();
log.push('by number ' + seen().slice(0, 3).join());
tabs[1].click();
log.push('other ' + shown().id + ' ' + seen()[0]);
document.body.setAttribute('data-log', log.join('; '));
</script></body>`, 1)
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
		"--dump-dom", "file://"+path).Output()
	if err != nil {
		t.Fatalf("%s: %v", browser, err)
	}
	log := regexp.MustCompile(`data-log="([^"]*)"`).FindSubmatch(out)
	if log == nil {
		t.Fatalf("the page's script did not run to its end")
	}
	want := "all 23 calls; filtered open,close,ftruncate,openat2 4 of 23; by name bpf,clone,close; down write; " +
		"by number read,write,open; other abi-x86-64-ia32 fork"
	if got := strings.ReplaceAll(string(log[1]), "\n", ""); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
