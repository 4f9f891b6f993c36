package vmlinux

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"callgate/abi"
)

// storedKernel is the form in which a kernel is kept: ABIs by name, since the
// table of ABIs is part of the program.
type storedKernel struct {
	Kernel   Kernel // without surfaces
	Surfaces []storedSurface
}

type storedSurface struct {
	ABI, TableSymbol string
	Slots            []Slot
}

// Encode writes a kernel for [Decode].
func (k *Kernel) Encode() ([]byte, error) {
	stored := storedKernel{Kernel: *k}
	stored.Kernel.Surfaces = nil
	for _, s := range k.Surfaces {
		stored.Surfaces = append(stored.Surfaces, storedSurface{s.ABI.Name, s.TableSymbol, s.Slots})
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(stored); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Decode reads a kernel that [Kernel.Encode] of the same program wrote.
func Decode(data []byte) (*Kernel, error) {
	var stored storedKernel
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&stored); err != nil {
		return nil, fmt.Errorf("damaged kernel: %w", err)
	}
	k := &stored.Kernel
	for _, s := range stored.Surfaces {
		ab, err := abi.Parse(s.ABI)
		if err != nil {
			return nil, fmt.Errorf("damaged kernel: %w", err)
		}
		k.Surfaces = append(k.Surfaces, Surface{ab, s.TableSymbol, s.Slots})
	}
	return k, nil
}
