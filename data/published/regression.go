package published

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data/formula"
)

func (r *reader) regression(n *yaml.Node, path string) Regression {
	out := Regression{Line: n.Line}
	var signs *yaml.Node
	// No call of fields: once the name is read, messages name keys by it.
	for _, p := range r.pairs(n, path, "name", "estimator", "effects", "outcome", "instruments", "terms", "omitted", "unprinted", "sign",
		"variance", "convention", "standard_errors", "t_statistics", "p_values", "statistics") {
		key := join(path, p.key)
		switch p.key {
		case "name":
			if out.Name = r.text(p.value, key); out.Name != "" {
				path = out.Name
			}
		case "estimator":
			out.Estimator = r.word(p.value, key, Estimators)
		case "effects":
			out.Effects = r.word(p.value, key, []string{"entity", "time", "twoway"})
		case "outcome":
			out.Outcome = r.text(p.value, key)
		case "instruments":
			for _, q := range r.pairs(p.value, key) {
				out.Instruments = append(out.Instruments, Instrument{q.key, r.text(q.value, join(key, q.key))})
			}
		case "terms":
			out.Terms = r.cells(p.value, key)
		case "unprinted":
			out.Unprinted = r.text(p.value, key)
		case "omitted":
			out.Omitted = r.texts(p.value, key)
		case "sign":
			signs = p.value
		case "variance":
			out.Variance = r.word(p.value, key, Variances)
		case "convention":
			out.Convention = r.text(p.value, key)
		case "standard_errors":
			out.StandardErrors = r.cells(p.value, key)
		case "t_statistics":
			out.TStatistics = r.cells(p.value, key)
		case "p_values":
			out.PValues = r.cells(p.value, key)
		case "statistics":
			out.Statistics = r.cells(p.value, key)
		}
	}
	if out.Name == "" {
		r.fail(n, path+".name", "nothing", "a name such as table5.M1", "")
	}
	if signs != nil {
		r.sign(&out, signs, path+".sign")
	}
	r.rows(n, &out)
	return out
}

func (r *reader) word(n *yaml.Node, path string, known []string) string {
	w := r.text(n, path)
	if !slices.Contains(known, w) {
		hint := ""
		if near, ok := formula.Nearest(w, known); ok {
			hint = "perhaps " + near
		}
		r.fail(n, path, strconv.Quote(w), "one of "+strings.Join(known, ", "), hint)
	}
	return w
}

// sign turns the terms that are to be read with the opposite of their printed
// sign.
func (r *reader) sign(reg *Regression, n *yaml.Node, path string) {
	for _, p := range r.pairs(n, path) {
		c := Find(reg.Terms, p.key)
		switch s := r.text(p.value, join(path, p.key)); {
		case c == nil:
			r.fail(p.value, join(path, p.key), "a term that "+reg.Name+" does not have", "one of "+names(reg.Terms), "")
		case s == "-1":
			c.Number = c.Flipped()
		case s != "1":
			r.fail(p.value, join(path, p.key), strconv.Quote(s), "1 or -1", "")
		}
	}
}

func names(cells []Cell) string {
	var out []string
	for _, c := range cells {
		out = append(out, c.Name)
	}
	return strings.Join(out, ", ")
}

// rows checks that standard errors and the like belong to terms.
func (r *reader) rows(n *yaml.Node, reg *Regression) {
	for block, cells := range map[string][]Cell{"standard_errors": reg.StandardErrors, "t_statistics": reg.TStatistics, "p_values": reg.PValues} {
		for _, c := range cells {
			if Find(reg.Terms, c.Name) == nil {
				r.fail(&yaml.Node{Line: c.Line}, reg.Name+"."+block+"."+c.Name, "a term that has no coefficient", "one of "+names(reg.Terms), "")
			}
		}
	}
	if len(reg.Terms) == 0 && len(r.errs) == 0 {
		r.fail(n, reg.Name+".terms", "nothing", "coefficients", "")
	}
}

func (r *reader) correlations(n *yaml.Node) *Correlations {
	c := &Correlations{Line: n.Line}
	var rows *yaml.Node
	for _, p := range r.pairs(n, "correlations", "order", "lower", "full") {
		switch p.key {
		case "order":
			for _, e := range r.list(p.value, "correlations.order") {
				name := r.text(e, "correlations.order")
				if slices.Contains(c.Order, name) {
					r.fail(e, "correlations.order", name+" twice", "every variable once", "")
				}
				c.Order = append(c.Order, name)
			}
		default:
			if rows != nil {
				r.fail(p.value, "correlations", "lower and full", "one of them", "")
			}
			rows, c.Full = p.value, p.key == "full"
		}
	}
	if rows != nil {
		r.triangle(c, rows)
	} else {
		r.fail(n, "correlations.lower", "nothing", "the rows of the lower triangle", "")
	}
	return c
}

// triangle reads row i of i numbers, the diagonal with them.
func (r *reader) triangle(c *Correlations, rows *yaml.Node) {
	key, shape := "correlations.lower", "one row more than the one before"
	if c.Full {
		key, shape = "correlations.full", "as many in every row as variables"
	}
	list := r.list(rows, key)
	if len(list) != len(c.Order) {
		r.fail(rows, key, fmt.Sprintf("%d rows", len(list)), fmt.Sprintf("%d, one for every variable of order", len(c.Order)), "")
		return
	}
	c.cells = make([][]*Number, len(list))
	for i, row := range list {
		c.cells[i] = make([]*Number, len(list))
		want := i + 1
		if c.Full {
			want = len(list)
		}
		cells := r.list(row, key)
		if len(cells) != want {
			r.fail(row, key, fmt.Sprintf("%d numbers in the row of %s", len(cells), c.Order[i]), fmt.Sprintf("%d: %s", want, shape), "a cell that is not printed is ~")
			continue
		}
		for j, cell := range cells {
			c.cells[i][j] = r.number(cell, fmt.Sprintf("correlations.%s.%s", c.Order[i], c.Order[j]))
		}
	}
}
