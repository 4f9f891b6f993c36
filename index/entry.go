package index

// EntrySymbol returns the entry symbol that the ABI calls for a row, without
// what an architecture or the table puts around it: "sys_read" where the row
// has "__x64_sys_read", "sys_clone" where it has "sys_clone/ptregs".
func (t Table) EntrySymbol(r *Row) string { return plainSymbol(t.Symbol(r)) }

// Names returns the symbols in the entry columns of a row, native and compat,
// each as [Table.EntrySymbol] gives them.
func (r *Row) Names() (native, compat string) { return plainSymbol(r.Entry), plainSymbol(r.Compat) }
