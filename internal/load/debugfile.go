package load

import (
	"path/filepath"

	"callgate/vmlinux"
)

// debugRoot is where distributions install separate debug information.
const debugRoot = "/usr/lib/debug"

// debugFiles returns the places where the debug information of the kernel in
// image may be, best first. The files need not exist, and may be of another
// build.
func debugFiles(image string, kernel *vmlinux.Kernel) []string {
	var files []string
	if id := kernel.BuildID; len(id) > 2 {
		files = append(files, filepath.Join(debugRoot, ".build-id", id[:2], id[2:]+".debug"))
	}
	dir := filepath.Dir(image)
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if link := kernel.DebugLink; link != "" && filepath.Base(link) == link {
		files = append(files, filepath.Join(dir, link), filepath.Join(dir, ".debug", link), filepath.Join(debugRoot, dir, link))
	}
	files = append(files, filepath.Join(dir, "vmlinux"))
	if v := kernel.Version; v != "" && filepath.Base(v) == v {
		files = append(files,
			filepath.Join(debugRoot, "boot", "vmlinux-"+v),
			filepath.Join(debugRoot, "lib/modules", v, "vmlinux"),
			filepath.Join("/lib/modules", v, "build/vmlinux"),
		)
	}
	return files
}
