package kconfig

import "strings"

// KernelVersion returns the version that the tree's top Makefile gives
// itself, "6.1.176"; empty where it gives none. What a build appends to it
// (-amd64) is not in the sources.
func KernelVersion(makefile []byte) string {
	parts := map[string]string{}
	for _, s := range ParseMakefile("Makefile", makefile).Statements {
		if s.Kind != Assign {
			continue
		}
		switch s.Name {
		case "VERSION", "PATCHLEVEL", "SUBLEVEL", "EXTRAVERSION":
			if _, again := parts[s.Name]; !again {
				parts[s.Name] = strings.TrimSpace(s.Value)
			}
		}
	}
	v := parts["VERSION"]
	if v == "" {
		return ""
	}
	if p := parts["PATCHLEVEL"]; p != "" {
		v += "." + p
		if s := parts["SUBLEVEL"]; s != "" {
			v += "." + s
		}
	}
	return v + parts["EXTRAVERSION"]
}

// SourceArch returns the directory below arch/ that holds the sources of an
// ARCH value: "x86" for "x86_64". The top Makefile says which ones differ.
func SourceArch(makefile []byte, arch string) string {
	source := arch
	var walk func([]Statement)
	walk = func(statements []Statement) {
		for i := range statements {
			s := &statements[i]
			switch {
			case s.Kind == Conditional:
				for _, b := range s.Branches {
					if b.Keyword == "ifeq" && b.Args[0] == "$(ARCH)" && b.Args[1] != arch {
						continue
					}
					walk(b.Body)
				}
			case s.Kind == Assign && s.Name == "SRCARCH" && !strings.Contains(s.Value, "$"):
				source = strings.TrimSpace(s.Value)
			}
		}
	}
	walk(ParseMakefile("Makefile", makefile).Statements)
	return source
}

// Environment returns what make tells Kconfig about a tree with this top
// Makefile: the environment of [ParseOptions], for an ARCH value. Its SRCARCH
// is the architecture's directory.
func Environment(makefile []byte, arch string) map[string]string {
	return map[string]string{
		"ARCH":          arch,
		"SRCARCH":       SourceArch(makefile, arch),
		"srctree":       ".",
		"KERNELVERSION": KernelVersion(makefile),
	}
}
