package main

import (
	"encoding/json"
	"fmt"
	"io"

	"callgate/vmlinux"
)

// The JSON of callgate analyze: an array with one object for each ABI. The
// keys inside kernel and syscalls are Systrack's, so that its users can switch.
type jsonSurface struct {
	CallgateVersion string        `json:"callgate_version"`
	ABI             string        `json:"abi"`
	Release         string        `json:"release"`
	BuildID         string        `json:"build_id"`
	ConfigSource    *string       `json:"config_source"`
	Packed          *string       `json:"packed"` // compression of the boot image
	Kernel          jsonKernel    `json:"kernel"`
	Syscalls        []jsonSyscall `json:"syscalls"`
	Notes           []string      `json:"notes,omitempty"`
}

type jsonKernel struct {
	Version       string           `json:"version"`
	VersionSource string           `json:"version_source"`
	Architecture  jsonArchitecture `json:"architecture"`
	ABI           jsonABI          `json:"abi"`
	TableSymbol   string           `json:"syscall_table_symbol"`
}

type jsonArchitecture struct {
	Name string `json:"name"`
	Bits int    `json:"bits"`
}

type jsonABI struct {
	Name              string         `json:"name"`
	Bits              int            `json:"bits"`
	Compat            bool           `json:"compat"`
	CallingConvention jsonConvention `json:"calling_convention"`
}

type jsonConvention struct {
	Number     string   `json:"syscall_nr"`
	Parameters []string `json:"parameters"`
}

type jsonSyscall struct {
	Number          uint64   `json:"number"`
	Index           *int     `json:"index"` // null outside the table
	Name            string   `json:"name"`
	Origname        string   `json:"origname"`
	Symbol          string   `json:"symbol"`
	File            *string  `json:"file"`
	Line            *int     `json:"line"`
	Signature       []string `json:"signature"` // null where not known
	Esoteric        bool     `json:"esoteric"`
	GoodLocation    bool     `json:"good_location"`
	GreppedLocation bool     `json:"grepped_location"`
	Kconfig         *string  `json:"kconfig"`

	Address         string  `json:"address"` // hexadecimal: 64 bits do not fit a JSON number
	Size            uint64  `json:"size"`
	Binding         string  `json:"binding"`
	State           string  `json:"state"`
	Reason          string  `json:"reason"` // what the state was told by
	SignatureSource *string `json:"signature_source"`
	LocationSource  *string `json:"location_source"`
	Condition       *string `json:"condition"`
}

func writeJSON(w io.Writer, r report) error {
	out := []jsonSurface{}
	for _, s := range r.surfaces {
		surface := jsonSurface{
			CallgateVersion: version(),
			ABI:             s.ABI.Name,
			Release:         r.kernel.Release,
			BuildID:         r.kernel.BuildID,
			ConfigSource:    orNull(r.config),
			Packed:          orNull(r.kernel.Packed),
			Kernel: jsonKernel{
				Version:       r.kernel.Version,
				VersionSource: r.source,
				Architecture:  jsonArchitecture{s.ABI.Arch, s.ABI.KernelBits},
				ABI: jsonABI{s.ABI.Short, s.ABI.Bits, s.ABI.Compat,
					jsonConvention{s.ABI.NumberRegister, s.ABI.ArgumentRegisters}},
				TableSymbol: s.TableSymbol,
			},
			Syscalls: []jsonSyscall{},
			Notes:    r.kernel.Notes,
		}
		for _, slot := range r.listed(s) {
			surface.Syscalls = append(surface.Syscalls, jsonSlot(slot))
		}
		out = append(out, surface)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "\t")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(out)
}

func jsonSlot(slot vmlinux.Slot) jsonSyscall {
	j := jsonSyscall{
		Number:          slot.Number,
		Name:            slot.Name,
		Origname:        slot.Original,
		Symbol:          slot.Symbol,
		Esoteric:        slot.Esoteric,
		GoodLocation:    slot.Place != "",
		Address:         fmt.Sprintf("0x%x", slot.Address),
		Size:            slot.Size,
		Binding:         slot.Binding,
		State:           slot.State.String(),
		Reason:          slot.Evidence,
		File:            orNull(slot.File),
		SignatureSource: orNull(slot.Signature),
		LocationSource:  orNull(slot.Place),
	}
	if !slot.Esoteric {
		j.Index = &slot.Index
	}
	if slot.Line > 0 {
		j.Line = &slot.Line
	}
	if slot.Signature != "" {
		j.Signature = []string{}
		for _, arg := range slot.Arguments {
			j.Signature = append(j.Signature, arg.String())
		}
	}
	return j
}

// orNull makes an empty string null.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
