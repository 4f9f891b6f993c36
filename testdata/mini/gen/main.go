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
		if err := generate(config); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

func generate(config mini.Config) error {
	dir, err := os.MkdirTemp("", "mini-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := mini.WriteTree(dir); err != nil {
		return err
	}
	if err := mini.Build(dir, config.DotConfig()); err != nil {
		return err
	}
	image, err := os.ReadFile(filepath.Join(dir, "vmlinux"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("prebuilt", string(config)+".vmlinux"), image, 0o644)
}
