package xref

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"callgate/abi"
)

// Match is one answer to a query: a syscall, and the place to go to.
type Match struct {
	Name string
	// Numbers are the numbers that the tables give the syscall; for a query by
	// number only those that were asked for.
	Numbers []Numbered
	// Symbol is the entry symbol, and Place its site, or what else stands for
	// it where there is no site.
	Symbol string
	Place  Place
	// Site is false where Place is no site.
	Site bool
}

// Query finds syscalls by what people type: a name or a part of one ("read"),
// a number ("59", "0x3b"), or an ABI and a number ("x86-64-ia32 11"). An empty
// query matches everything. Only ABIs in only count, all where it is empty.
// The matches come best first, at most limit of them (0: all).
func (s *Snapshot) Query(query string, only []*abi.ABI, limit int) []Match {
	query = strings.TrimSpace(query)
	var matches []Match
	if a, number, ok := parseNumber(query); ok {
		if a != nil {
			only = []*abi.ABI{a}
		}
		matches = s.byNumber(number, only)
	} else {
		matches = s.named(query, only)
	}
	if limit > 0 && len(matches) > limit {
		matches = matches[:limit]
	}
	return matches
}

// parseNumber reads "59", "0x3b" and "ABI 59".
func parseNumber(query string) (a *abi.ABI, number uint64, ok bool) {
	if name, rest, two := strings.Cut(query, " "); two {
		if a, ok = abi.ByName(name); !ok {
			return nil, 0, false
		}
		query = strings.TrimSpace(rest)
	}
	base := 10
	if rest, hex := strings.CutPrefix(strings.ToLower(query), "0x"); hex {
		base, query = 16, rest
	}
	number, err := strconv.ParseUint(query, base, 64)
	return a, number, err == nil
}

// IsNumber reports whether [Snapshot.Query] reads a query as a number.
func IsNumber(query string) bool {
	_, _, ok := parseNumber(strings.TrimSpace(query))
	return ok
}

// QueryRows finds the handlers of the table rows that bear a name, which need
// not be that of the site (the row "stat" leads to newstat).
func (s *Snapshot) QueryRows(name string, only []*abi.ABI) []Match {
	var matches []Match
	for _, n := range s.RowsNamed(name) {
		if len(only) == 0 || slices.Contains(only, n.ABI) {
			matches = append(matches, s.matchRow(n))
		}
	}
	return matches
}

// byNumber finds the rows of a number. A number may be given without the base
// of the ABI, as tables write it.
func (s *Snapshot) byNumber(number uint64, only []*abi.ABI) []Match {
	var matches []Match
	for _, t := range s.index.Tables() {
		if len(only) > 0 && !slices.Contains(only, t.ABI) {
			continue
		}
		for _, row := range t.Rows {
			if n := t.Number(row); n == number || uint64(row.Number) == number {
				matches = append(matches, s.matchRow(Numbered{ABI: t.ABI, Number: n, Row: row, table: t}))
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b Match) int {
		return cmp.Compare(s.distance(a.Numbers[0].ABI), s.distance(b.Numbers[0].ABI))
	})
	return matches
}

// matchRow makes the match of one row: the site of its handler.
func (s *Snapshot) matchRow(n Numbered) Match {
	m := Match{Name: n.Row.Name, Numbers: []Numbered{n}, Symbol: n.Symbol(), Place: Place{n.Row.File, n.Row.Range}}
	if sites := s.resolve(n); len(sites) > 0 {
		m.Place, m.Site = Place{sites[0].File.Path, sites[0].Fact.NameRange}, true
	} else if places := s.Definitions(Entity{Kind: Symbol, File: n.Row.File, Name: n.Row.Name, Symbol: m.Symbol}); len(places) > 0 {
		m.Place = places[0]
	}
	return m
}

// named finds syscalls by their name: exact matches first, then names that
// begin with the query, then those that contain it, then those that have its
// letters in order.
func (s *Snapshot) named(query string, only []*abi.ABI) []Match {
	query = strings.ToLower(query)
	type scored struct {
		Match
		score int
	}
	var found []scored
	for f := range s.index.Files() {
		for i := range f.Sites {
			site := &f.Sites[i]
			score := closeness(strings.ToLower(site.Name), query)
			if score < 0 {
				continue
			}
			numbers := s.SiteNumbers(Located{File: f, Fact: site})
			if len(only) > 0 {
				numbers = slices.DeleteFunc(numbers, func(n Numbered) bool { return !slices.Contains(only, n.ABI) })
				if len(numbers) == 0 {
					continue
				}
			}
			m := Match{Name: site.Name, Symbol: site.Symbol, Numbers: numbers, Place: Place{f.Path, site.NameRange}, Site: true}
			score = 8 * score
			if site.Compat {
				score++ // its native twin is what people look for
			}
			if s.active != nil && !s.compiled(s.active, site.Symbol, Located{File: f, Fact: site}) {
				score += 2
			}
			if arch := archOf(f.Path); arch != "" && (s.active == nil || arch != s.active.Kernel.Arch) {
				score += 4
			}
			found = append(found, scored{m, score})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.Name, b.Name),
			likelier(a.Place.File, b.Place.File), comparePlaces(a.Place, b.Place))
	})
	matches := make([]Match, len(found))
	for i := range found {
		matches[i] = found[i].Match
	}
	return matches
}

// closeness tells how well a name fits a query: 0 for the same, larger for
// less, negative for not at all.
func closeness(name, query string) int {
	switch {
	case name == query:
		return 0
	case strings.HasPrefix(name, query):
		return 1
	case strings.Contains(name, query):
		return 2
	}
	rest := query
	for i := 0; i < len(name) && rest != ""; i++ {
		if name[i] == rest[0] {
			rest = rest[1:]
		}
	}
	if rest == "" {
		return 3
	}
	return -1
}
