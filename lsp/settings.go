package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Settings are what a user can set, the inside of the section "callgate".
// They come with initialize, are asked for with workspace/configuration, and
// may change at any time.
type Settings struct {
	// Builds are the kernels to compare the sources with.
	Builds []BuildSetting `json:"builds"`
	// DiscoverBuilds looks for builds where they usually are: vmlinux in the
	// tree and in the O= directories directly below it, and the debug image of
	// the running kernel. It is on where it is not set.
	DiscoverBuilds *bool `json:"discoverBuilds"`
	// ActiveBuild is the name of the build that diagnostics speak of; where it
	// is empty, the first.
	ActiveBuild string `json:"activeBuild"`
	// ABIs restricts what is shown to these ABIs; where it is empty, all.
	ABIs []string `json:"abis"`
	// KernelSource is the kernel tree for a workspace that is none itself.
	KernelSource string `json:"kernelSource"`
}

// BuildSetting names one build.
type BuildSetting struct {
	// Name is what messages call the build; where it is empty, the name of the
	// image's directory or file.
	Name string `json:"name"`
	// Image is the path of a vmlinux; a relative one counts from the
	// workspace folder, and ~/ is the home directory.
	Image string `json:"image"`
	// Config is the path of the .config the image was built from; where it is
	// empty, it is looked for beside and in the image.
	Config string `json:"config"`
}

// parseSettings reads settings as clients send them: the section itself, or an
// object that has the section as its member "callgate" (Neovim and VS Code
// send this one with didChangeConfiguration). null and nothing are no settings.
func parseSettings(data []byte) (Settings, error) {
	var outer struct {
		Callgate json.RawMessage `json:"callgate"`
	}
	var s Settings
	if len(data) == 0 || string(data) == "null" {
		return s, nil
	}
	if err := json.Unmarshal(data, &outer); err != nil {
		return s, fmt.Errorf("settings are not an object: %w", err)
	}
	if len(outer.Callgate) > 0 {
		data = outer.Callgate
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return Settings{}, fmt.Errorf("settings: %w", err)
	}
	return s, nil
}

// expand makes a path of the settings absolute.
func expand(path, folder string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if path == "" || filepath.IsAbs(path) || folder == "" {
		return path
	}
	return filepath.Join(folder, path)
}
