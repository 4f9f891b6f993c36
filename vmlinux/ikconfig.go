package vmlinux

import (
	"bytes"
	"compress/gzip"
	"io"
)

// configSymbol names the configuration that CONFIG_IKCONFIG puts into a kernel:
// a gzip file between two marks (kernel/configs.c).
const configSymbol = "kernel_config_data"

// configStart is the mark before it.
const configStart = "IKCFG_ST"

// maxConfig bounds the text of a configuration; the largest have 300 KB.
const maxConfig = 4 << 20

// readConfig returns the embedded configuration, or nil.
func readConfig(img *image, syms *symbols) []byte {
	sym, ok := syms.find(configSymbol)
	switch {
	case ok:
		// The symbol may stand at the mark or behind it.
		if at := img.bytesAt(sym.addr); bytes.HasPrefix(at, []byte(configStart)) {
			return unpackConfig(at[len(configStart):])
		} else if config := unpackConfig(at); config != nil {
			return config
		}
	case syms.kall == nil:
		return nil // a complete symbol table without the symbol
	}
	for _, r := range img.regions {
		if i := bytes.Index(r.data, []byte(configStart)); i >= 0 {
			if config := unpackConfig(r.data[i+len(configStart):]); config != nil {
				return config
			}
		}
	}
	return nil
}

// unpackConfig unpacks a configuration that begins at the start of b.
func unpackConfig(b []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	r.Multistream(false)
	config, err := io.ReadAll(io.LimitReader(r, maxConfig))
	if err != nil || !bytes.Contains(config, []byte("CONFIG_")) {
		return nil
	}
	return config
}
