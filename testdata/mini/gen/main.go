// Command gen builds the images that package mini carries, with the machine's
// gcc. It runs in the folder of that package: go generate ./testdata/mini
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"callgate/testdata/mini"
)

func main() {
	for _, config := range mini.Configs {
		image, err := mini.BuildImage(mini.WriteTree, config.DotConfig())
		if err == nil {
			err = os.WriteFile(filepath.Join("prebuilt", string(config)+".vmlinux"), image, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}
