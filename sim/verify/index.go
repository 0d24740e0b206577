package verify

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"

	"panelstress/data"
	"panelstress/data/index"
)

// indexCase is one case of the form of the indices.
type indexCase struct {
	ID         string
	Kind       string
	Data       string // a file in the folder data beside that of the cases
	Income     string // likewise, of the kinds that need incomes
	Indicators []string
	Directions []int
	Time       string          // the column of periods; year where the case names none
	Raw        json.RawMessage `json:"params"`
	Tolerance  *struct{ Rel, Abs float64 }
	Expected   map[string]any

	Params indexParams `json:"-"` // from Raw, of the kinds that are computed
	fsys   fs.FS
	folder string // of the data
	table  *data.Table
}

// indexParams are the parameters of all kinds.
type indexParams struct {
	Method      string
	Lo, Hi      *float64
	Goalposts   map[string][2]float64
	Zero        string
	Delta       float64
	InScore     bool `json:"shift_in_score"`
	Base        string
	By          string
	KN          string `json:"k_n"`
	Cor         string
	Abs         bool
	Variant     string
	Weights     string
	W           map[string]float64
	Normalise   *indexParams
	Aggregate   string
	Power       float64
	GeoLo       float64 `json:"geo_lo"`
	Structure   string
	A, B        *indexParams
	Draws       string
	Rule        int
	Y           string
	LogY        bool `json:"log_y"`
	ID, Time    string
	Controls    []string
	TwoWay      *bool
	Moderator   string
	Centre      bool
	Standardise bool `json:"standardise"`
	Cutoff      *float64
	N           int
	Year        *int

	Floor float64 `json:"-"` // onto which a geometric mean maps what is normalised
}

// indexKinds says which function computes which kind of case.
var indexKinds = map[string]func(*indexCase) (map[string]any, error){
	"normalise":   normalised,
	"entropy":     entropy,
	"critic":      critic,
	"pca":         pca,
	"weights":     weights,
	"aggregate":   aggregated,
	"topsis":      topsis,
	"hierarchy":   hierarchy,
	"rankcompare": ranksCompared,
	"interpolate": interpolated,
	"pipeline":    pipeline,
	"mcweights":   givenWeights,
	"romanowolf":  romanoWolf,
	"rca":         comparativeAdvantage,
	"complexity":  complexity,
	"prody":       prody,
	"prody_panel": prodyByYear,
	"tcmsrca":     tcmsrca,
}

// isIndex tells the form of the indices: a list of cases, each with an id and
// a kind.
func isIndex(doc any) bool {
	list, _ := doc.([]any)
	return len(list) > 0 && member(list[0], "id") != nil && member(list[0], "kind") != nil
}

func readIndex(fsys fs.FS, file string, raw []byte) ([]reference, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	var refs []reference
	for i, one := range list {
		c := &indexCase{fsys: fsys, folder: path.Join(path.Dir(file), "..", "data")}
		err := json.Unmarshal(one, c)
		name := c.ID
		if name == "" {
			name = fmt.Sprintf("case %d", i+1)
		}
		if err == nil && (c.ID == "" || c.Tolerance == nil || len(c.Expected) == 0) {
			err = errors.New("expected an id, a tolerance and expected numbers")
		}
		if err != nil {
			refs = append(refs, malformed(name, err))
			continue
		}
		if len(c.Raw) == 0 || string(c.Raw) == "null" {
			c.Raw = json.RawMessage("{}")
		}
		ref := reference{name: c.ID, expected: c.Expected, compute: func() (any, error) {
			if len(c.Directions) != len(c.Indicators) {
				return nil, errors.New("expected one direction for each indicator")
			}
			if of, ok := ownParams[c.Kind]; ok {
				return of(c)
			}
			of, ok := indexKinds[c.Kind]
			if !ok {
				return nil, fmt.Errorf("this build computes no case of the kind %q", c.Kind)
			}
			if err := json.Unmarshal(c.Raw, &c.Params); err != nil {
				return nil, fmt.Errorf("params: %w", err)
			}
			return of(c)
		}}
		ref.tolerance = func([]string) tolerance { return tolerance{rel: c.Tolerance.Rel, abs: c.Tolerance.Abs} }
		refs = append(refs, ref)
	}
	return refs, nil
}

// open reads a file of the folder of data.
func (c *indexCase) open(name string) (*data.Table, error) {
	return data.OpenFS(c.fsys, path.Join(c.folder, name), data.ReadOptions{})
}

// indexFile is the data of a case as a panel. row[i] is the panel's row of
// line i: vectors are in the order of the lines.
type indexFile struct {
	panel *data.Panel
	row   []int
}

// lines is the name of a column that numbers the lines of a file.
const lines = " line"

// file reads the indicators and further columns. Without an id column among the
// parameters every line is an entity of its own: no kind of case that has
// none asks which lines belong together, but for their periods.
func (c *indexCase) file(further ...string) (*indexFile, error) {
	var err error
	if c.table == nil {
		if c.table, err = c.open(c.Data); err != nil {
			return nil, err
		}
	}
	n := c.table.Len()
	times, err := c.periods(c.table)
	if err != nil {
		return nil, err
	}
	entity, line := make([]string, n), make([]float64, n)
	for i := range n {
		entity[i], line[i] = strconv.Itoa(i), float64(i)
	}
	if id := c.Params.ID; id != "" {
		if entity = c.table.Cells(id); entity == nil {
			return nil, fmt.Errorf("%s has no column %q", c.table.File(), id)
		}
	}
	names, cols := []string{lines}, [][]float64{line}
	for _, name := range slices.Concat(c.Indicators, further) {
		if slices.Contains(names, name) {
			continue
		}
		x, err := column(c.table, name)
		if err != nil {
			return nil, err
		}
		names, cols = append(names, name), append(cols, x)
	}
	p, err := data.NewPanel(entity, times, names, cols)
	if err != nil {
		return nil, err
	}
	f := &indexFile{panel: p, row: make([]int, n)}
	for r, i := range p.Column(lines) {
		f.row[int(i)] = r
	}
	return f, nil
}

// timeColumn is the column of periods that a case names, or else year.
func (c *indexCase) timeColumn() string {
	return cmp.Or(c.Params.Time, c.Time, "year")
}

// periods reads the column of periods; without it all lines are of one period.
func (c *indexCase) periods(t *data.Table) ([]int, error) {
	times := make([]int, t.Len())
	cells := t.Cells(c.timeColumn())
	if cells == nil && c.timeColumn() != "year" {
		return nil, fmt.Errorf("%s has no column %q", t.File(), c.timeColumn())
	}
	for i, cell := range cells {
		var err error
		if times[i], err = strconv.Atoi(cell); err != nil {
			return nil, fmt.Errorf("%s, line %d, column %q: found %q, expected a whole number", t.File(), t.Line(i), c.timeColumn(), cell)
		}
	}
	return times, nil
}

// column reads a column of numbers.
func column(t *data.Table, name string) ([]float64, error) {
	cells := t.Cells(name)
	if cells == nil {
		return nil, fmt.Errorf("%s has no column %q", t.File(), name)
	}
	x := make([]float64, len(cells))
	for i, cell := range cells {
		v, err := number(cell)
		if err != nil || math.IsNaN(v) {
			return nil, fmt.Errorf("%s, line %d, column %q: found %q, expected a number", t.File(), t.Line(i), name, cell)
		}
		x[i] = v
	}
	return x, nil
}

// inLines puts values per panel row into the order of the lines.
func (f *indexFile) inLines(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, r := range f.row {
		y[i] = x[r]
	}
	return y
}

func (c *indexCase) indicators() []index.Indicator {
	var in []index.Indicator
	for j, n := range c.Indicators {
		in = append(in, index.Indicator{Name: n, Direction: c.Directions[j]})
	}
	return in
}

// plain is the data of a case as a table in the order of the lines.
func (c *indexCase) plain(f *indexFile) *index.Table {
	var x [][]float64
	for _, n := range c.Indicators {
		x = append(x, f.inLines(f.panel.Column(n)))
	}
	t := index.NewTable(c.indicators(), x, nil)
	t.Periods = len(f.panel.Periods())
	return t
}

// byIndicator makes an object keyed by indicator.
func (c *indexCase) byIndicator(x []float64) map[string]any {
	v := make(map[string]any)
	for j, n := range c.Indicators {
		v[n] = x[j]
	}
	return v
}

// builtIndex is an index on the whole panel of a case. Scores are in the order
// of the panel.
type builtIndex struct {
	*indexFile
	plan    *index.Plan
	weights []float64
	scores  []float64
	work    *index.Work
	sample  data.Sample
}

func buildIndex(ix *index.Index, f *indexFile) (*builtIndex, error) {
	plan, err := index.Compile(ix, f.panel)
	if err != nil {
		return nil, err
	}
	b := &builtIndex{indexFile: f, plan: plan, work: plan.NewWork(), scores: make([]float64, f.panel.Len())}
	b.sample.All(len(f.panel.Entities()))
	if err := plan.Weigh(b.work, &b.sample); err != nil {
		return nil, err
	}
	b.weights = b.work.Weights
	return b, b.score()
}

// score computes the scores from the present weights.
func (b *builtIndex) score() error { return b.plan.Score(b.scores, b.work, &b.sample) }
