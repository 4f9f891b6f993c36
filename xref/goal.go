package xref

import (
	"callgate/index"
	"callgate/kconfig"
)

// PredictRow is [Predict] for one row.
func PredictRow(ix *index.Index, t index.Table, row *index.Row, c *Configured) Predicted {
	return newPredictor(ix, t, c).row(Numbered{ABI: t.ABI, Number: t.Number(row), Row: row, table: t})
}

// Presence returns the presence condition of a row: the formula over
// configuration symbols under which one of its sites is compiled into the
// kernel. It is false where the tree has no site for the row that does
// anything.
func Presence(ix *index.Index, t index.Table, row *index.Row, c *Configured) *kconfig.Formula {
	p := newPredictor(ix, t, c)
	tree := c.Values.Tree()
	headers := kconfig.ReadHeaders(c.Tree, tree, c.Arch, c.Kbuild.Compiler, "asm/unistd.h")
	_, candidates := p.reading.Candidates(row)
	any := kconfig.False()
	for _, candidate := range candidates {
		if candidate.Fact.Nothing {
			continue
		}
		all := p.builtIn(candidate.File.Path)
		for _, condition := range candidate.Fact.Conditions {
			for i, d := range condition.Branches {
				holds := kconfig.True()
				if d.Keyword != "else" {
					holds = tree.Condition(d.Keyword, d.Expression, headers.Lookup)
				}
				if i < len(condition.Branches)-1 {
					holds = kconfig.Not(holds)
				}
				all = kconfig.And(all, holds)
			}
		}
		any = kconfig.Or(any, all)
	}
	return any
}

// builtIn returns when the object of a source file is built into the kernel.
func (p *predictor) builtIn(file string) *kconfig.Formula {
	if o := p.c.Kbuild.ObjectOf(file); o != nil {
		return o.BuiltIn
	}
	if outer := p.includer(file); outer != "" {
		return p.builtIn(outer)
	}
	return kconfig.False()
}
