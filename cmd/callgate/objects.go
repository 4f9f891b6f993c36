package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"

	"callgate/kconfig"
)

// objectJSON is one object of kconfig --objects --format json.
type objectJSON struct {
	Object    string `json:"object"`
	Source    string `json:"source"`
	State     string `json:"state"`
	Condition string `json:"condition"`
	File      string `json:"file"`
	Line      int    `json:"line"`
}

func (f *kconfigFlags) printObjects(out, stderr io.Writer, fsys fs.FS, v *kconfig.Values) error {
	build := kconfig.ReadKbuild(fsys, v.Tree(), f.arch)
	for _, p := range build.Problems {
		fmt.Fprintln(stderr, p)
	}
	objects := make([]objectJSON, 0, len(build.Objects))
	for _, o := range build.Objects {
		state, known := o.State(v)
		j := objectJSON{Object: o.Path, Source: o.Source, State: state.String(), Condition: kconfig.Or(o.BuiltIn, o.Module).String()}
		if ways := o.Ways(); len(ways) > 0 && len(ways[0].Chain) > 0 {
			last := ways[0].Chain[len(ways[0].Chain)-1]
			j.File, j.Line = last.File, last.Range.Start.Line+1
		}
		if !known {
			fmt.Fprintf(stderr, "callgate: %s:%d: whether %s is built cannot be told from the sources: %s\n", j.File, j.Line, o.Path, j.Condition)
		}
		objects = append(objects, j)
	}
	if f.format == "json" {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(objects)
	}
	for _, o := range objects {
		if _, err := fmt.Fprintf(out, "%s %s\t%s:%d\t%s\n", o.State, o.Object, o.File, o.Line, o.Condition); err != nil {
			return err
		}
	}
	return nil
}
