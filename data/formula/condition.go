package formula

import "fmt"

// EvalCondition tells for each of n rows whether the condition e holds: whether
// its value is neither 0 nor missing. column and labels give the values
// of a numeric and of a text column, or nil where there is none of that name;
// lags has a map for each of [Lags](e). A column that neither knows is an
// [*UnknownColumnError]. This is for filters: it allocates.
func EvalCondition(e Expr, n int, column func(name string) []float64, labels func(name string) []string, lags []LagMap) ([]bool, error) {
	b := binder{n: n, column: column, labels: labels, index: make(map[string]int)}
	e, err := b.bind(e)
	if err != nil {
		return nil, err
	}
	p, err := Compile(e, b.number)
	if err != nil {
		return nil, err
	}
	value := make([]float64, n)
	p.Eval(value, 0, n, b.cols, lags, new(Scratch))
	holds := make([]bool, n)
	for i, v := range value {
		holds[i] = not(v) == 0
	}
	return holds, nil
}

// binder collects the columns of a condition. A comparison with a text becomes
// a column of 0 and 1. Columns are renamed so that the two cannot meet.
type binder struct {
	n      int
	column func(name string) []float64
	labels func(name string) []string
	cols   [][]float64
	index  map[string]int
}

func (b *binder) add(name string, col []float64) {
	b.index[name] = len(b.cols)
	b.cols = append(b.cols, col)
}

func (b *binder) number(name string) (int, bool) {
	j, ok := b.index[name]
	return j, ok
}

// bind returns e with its comparisons with text replaced by columns.
func (b *binder) bind(e Expr) (Expr, error) {
	switch e := e.(type) {
	case Column:
		return b.numeric(e)
	case Binary:
		if t, ok := e.Y.(Text); ok {
			return b.text(e, t)
		}
		x, err := b.bind(e.X)
		if err != nil {
			return nil, err
		}
		y, err := b.bind(e.Y)
		return Binary{e.Op, x, y}, err
	case Unary:
		x, err := b.bind(e.X)
		return Unary{e.Op, x}, err
	case Call:
		x, err := b.bind(e.X)
		return Call{e.Func, x}, err
	case Lag:
		x, err := b.bind(e.X)
		return Lag{e.K, x}, err
	case Diff:
		x, err := b.bind(e.X)
		return Diff{e.Order, x}, err
	}
	return e, nil
}

func (b *binder) numeric(c Column) (Expr, error) {
	name := "column " + c.Name
	if _, ok := b.index[name]; !ok {
		col := b.column(c.Name)
		switch {
		case col != nil:
			b.add(name, col)
		case b.labels(c.Name) != nil:
			return nil, fmt.Errorf(`formula: the column %q holds text: compare it with text, as in %s == "..."`, c.Name, c)
		default:
			return nil, &UnknownColumnError{c.Name}
		}
	}
	return Column{name}, nil
}

// text makes the column of 0 and 1 of name == t or name != t.
func (b *binder) text(e Binary, t Text) (Expr, error) {
	c, ok := e.X.(Column)
	if !ok || e.Op != Eq && e.Op != Ne {
		return nil, fmt.Errorf("formula: %v: a text is only compared with a column, by == or !=", e)
	}
	label := b.labels(c.Name)
	switch {
	case label != nil:
	case b.column(c.Name) != nil:
		return nil, fmt.Errorf("formula: the column %q holds numbers: compare it with a number without quotes, not with %v", c.Name, t)
	default:
		return nil, &UnknownColumnError{c.Name}
	}
	col := make([]float64, b.n)
	for i := range col {
		col[i] = truth((label[i] == t.Value) == (e.Op == Eq))
	}
	name := "comparison " + e.String()
	b.add(name, col)
	return Column{name}, nil
}
