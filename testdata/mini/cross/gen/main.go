// Command gen builds the images that package cross carries, with Debian 12's
// cross compilers, which `scripts/deps cross` installs. It runs in the folder of
// that package: go generate ./testdata/mini/cross
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"

	"callgate/testdata/mini/cross"
)

func main() {
	status := 0
	for _, target := range cross.Targets {
		// The others are worth having where one compiler is missing.
		if err := generate(target); err != nil {
			fmt.Fprintf(os.Stderr, "gen: %s: %v\n", target.Name, err)
			status = 1
		}
	}
	os.Exit(status)
}

func generate(target cross.Target) error {
	image, err := target.Build()
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(image); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("prebuilt", target.Name+".vmlinux.gz"), packed.Bytes(), 0o644)
}
