package index

import (
	"bytes"

	"callgate/text"
)

// body follows the braces of the function that a site begins.
type body struct {
	// waiting are the sites whose body has not begun: several where the
	// variants of a site share one.
	waiting []*siteRef
	owners  []*siteRef // of the body that is open
	start   int
	depth   int // open braces; 0 outside a body
	// branches are the depths at the conditionals that were opened within the
	// body: each branch begins with the same.
	branches []int
}

// siteRef names a site by its place in one of the file's lists, which move
// while they grow.
type siteRef struct {
	list  *[]Site
	index int
}

// awaitBody says that the site added last to list has its body next.
func (x *extractor) awaitBody(list *[]Site) {
	if x.body.depth > 0 { // the braces before are not balanced
		x.endBody(x.lex.pos)
	}
	x.body.waiting = append(x.body.waiting, &siteRef{list, len(*list) - 1})
}

// brace follows the braces outside of directives.
func (x *extractor) brace(t token) {
	b := &x.body
	switch c := x.src[t.start]; {
	case c == '{' && b.depth > 0:
		b.depth++
	case c == '{' && len(b.waiting) > 0:
		b.owners, b.waiting = b.waiting, nil
		b.start, b.depth, b.branches = t.start, 1, b.branches[:0]
	case c == '}' && b.depth > 0:
		// In the first column it ends a function whatever was counted.
		if b.depth--; b.depth == 0 || t.start == 0 || x.src[t.start-1] == '\n' {
			x.endBody(t.end)
		}
	case c == ';' && b.depth == 0:
		b.waiting = nil
	}
}

func (x *extractor) endBody(end int) {
	if len(x.body.owners) == 0 {
		x.body.depth = 0
		return
	}
	r := x.lines.Range(x.body.start, end)
	inside := bytes.TrimSuffix(x.src[x.body.start+1:end], []byte("}"))
	nothing := bytes.Equal(bytes.TrimSpace(inside), []byte("return -ENOSYS;"))
	for _, o := range x.body.owners {
		site := &(*o.list)[o.index]
		site.Body, site.Nothing = r, nothing
	}
	x.body.owners, x.body.depth = nil, 0
}

// branch keeps the depth the same for all branches of a conditional.
func (b *body) branch(keyword string) {
	if b.depth == 0 {
		return
	}
	switch n := len(b.branches); keyword {
	case "if", "ifdef", "ifndef":
		b.branches = append(b.branches, b.depth)
	case "elif", "elifdef", "elifndef", "else":
		if n > 0 {
			b.depth = b.branches[n-1]
		}
	case "endif":
		if n > 0 {
			b.branches = b.branches[:n-1]
		}
	}
}

// docAbove returns the range of the comment that ends right above start; only
// preprocessor lines may stand between.
func (x *extractor) docAbove(comment span, start int) text.Range {
	if comment.empty() || comment.end > start {
		return text.Range{}
	}
	lineStart := bytes.LastIndexByte(x.src[:comment.start], '\n') + 1
	if len(bytes.TrimSpace(x.src[lineStart:comment.start])) > 0 {
		return text.Range{}
	}
	first := true
	for line := range bytes.Lines(x.src[comment.end:start]) {
		if line = bytes.TrimSpace(line); !first && (len(line) == 0 || line[0] != '#') || first && len(line) > 0 {
			return text.Range{}
		}
		first = false
	}
	return x.lines.Range(comment.start, comment.end)
}
