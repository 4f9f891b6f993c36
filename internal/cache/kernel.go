package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"callgate/vmlinux"
)

const kernelSuffix = ".kernel"

// kernelEntry is the file of an analyzed image.
type kernelEntry struct {
	Producer string
	// Inputs are the fingerprints of the files that the result depends on, by
	// path: the image, its debug file, and with an empty fingerprint the files
	// that would have been read if they had been there.
	Inputs map[string]string
	Kernel []byte
}

// Kernel returns the result of an earlier analysis of the image at path, and
// nil where there is none or where a file that it was made from is not what it
// was. variant names the options of the analysis.
func Kernel(dir, path, variant string) (*vmlinux.Kernel, error) {
	name, err := kernelFile(dir, path, variant)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var entry kernelEntry
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&entry); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if entry.Producer != producer() {
		return nil, nil
	}
	for path, was := range entry.Inputs {
		if fingerprint(path) != was {
			return nil, nil
		}
	}
	return vmlinux.Decode(entry.Kernel)
}

// StoreKernel keeps the result of an analysis for [Kernel]. inputs are the
// files that it depends on besides the image, those that were not there too.
func StoreKernel(dir, path, variant string, kernel *vmlinux.Kernel, inputs []string) error {
	name, err := kernelFile(dir, path, variant)
	if err != nil {
		return err
	}
	entry := kernelEntry{Producer: producer(), Inputs: map[string]string{}}
	for _, input := range append(inputs, path) {
		if input, err = filepath.Abs(input); err != nil {
			return err
		}
		entry.Inputs[input] = fingerprint(input)
	}
	if entry.Kernel, err = kernel.Encode(); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(entry); err != nil {
		return err
	}
	return errors.Join(store(name, out.Bytes()), prune(dir, name))
}

func kernelFile(dir, path, variant string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(path + "\x00" + variant))
	return filepath.Join(dir, filepath.Base(path)+"-"+hex.EncodeToString(sum[:8])+kernelSuffix), nil
}

// fingerprint tells one content of a file from another without reading all of
// it: size, time, and a digest of its ends. The ends of an image hold its
// headers, so an image that was built anew differs there even where its size
// and time were kept. It is empty where there is no file.
func fingerprint(path string) string {
	const end = 64 << 10
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, io.NewSectionReader(f, 0, end)); err != nil {
		return ""
	}
	if _, err := io.Copy(digest, io.NewSectionReader(f, max(0, info.Size()-end), end)); err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d %x", info.Size(), info.ModTime().UnixNano(), digest.Sum(nil))
}
