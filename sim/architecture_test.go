package sim

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport draws the direction of imports of CONTRIBUTING.md: what each
// package may import of the project. A package that is not listed fails.
var mayImport = map[string][]string{
	"data/formula":    {"data/lanes"},
	"data":            {"data/formula"},
	"data/index":      {"data", "data/formula", "data/lanes"},
	"data/lanes":      {},
	"data/published":  {"data", "data/formula"},
	"data/studies":    {},
	"data/trade":      {"data", "data/formula"},
	"bootstrap":       {"data"},
	"estimators":      {"data", "data/lanes"},
	"scenarios":       {"data", "data/formula", "data/index", "data/trade"},
	"sim/store":       {},
	"sim/sensitivity": {"bootstrap"},
	"sim":             {"data", "data/formula", "data/index", "data/lanes", "data/published", "data/trade", "bootstrap", "estimators", "scenarios", "sim/store"},
	"sim/multiverse":  {"data", "bootstrap", "estimators", "scenarios", "sim", "sim/sensitivity", "sim/store"},
	"sim/attribution": {"bootstrap", "scenarios", "sim", "sim/sensitivity", "sim/store"},
	"sim/stress":      {"data", "data/formula", "estimators", "scenarios", "sim", "sim/sensitivity"},
	"sim/synth/raw":   {"data", "data/formula"},
	"sim/figure":      {"estimators", "sim"},
	"sim/report":      {"sim"},
	"sim/synth":       {"data", "data/formula", "data/published", "estimators", "sim"},
	"sim/audit":       {"data/published", "sim"},
	"sim/verify":      {"data", "data/formula", "data/index", "data/trade", "bootstrap", "estimators", "sim/sensitivity"},
	"cmd/panelstress": {
		"data", "data/formula", "data/index", "data/trade", "data/studies", "bootstrap", "estimators", "scenarios", "sim", "sim/multiverse", "sim/report", "sim/store", "sim/verify", "sim/audit", "data/published",
		"sim/synth", "sim/attribution", "sim/synth/raw",
		"sim/figure", "sim/sensitivity", "sim/stress",
	},
}

// onlyIn says in which packages a library may be imported.
var onlyIn = map[string][]string{
	"github.com/spf13/viper":                {"cmd/panelstress"},
	"github.com/spf13/cobra":                {"cmd/panelstress"},
	"github.com/schollz/progressbar/v3":     {"cmd/panelstress"},
	"golang.org/x/sync/errgroup":            {"sim"},
	"github.com/parquet-go/parquet-go":      {"data", "sim/store"},
	"github.com/jedib0t/go-pretty/v6/table": {"sim/report"},
	"gonum.org/v1/plot":                     {"sim/figure"},
}

// source is a file of the project that is no test.
type source struct {
	pkg, path string
	file      *ast.File
	set       *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	root := ".."
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		pkg, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		out = append(out, source{filepath.ToSlash(pkg), path, file, set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d source files found", len(out))
	}
	return out
}

func TestDirectionOfImports(t *testing.T) {
	for _, s := range sources(t) {
		allowed, known := mayImport[s.pkg]
		if !known {
			t.Errorf("%s: package %s is not in the picture of imports; known are %v", s.path, s.pkg, slices.Sorted(maps.Keys(mayImport)))
		}
		for _, i := range s.file.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if own, ok := strings.CutPrefix(path, "panelstress/"); ok && !slices.Contains(allowed, own) {
				t.Errorf("%s: %s may not import %s", s.path, s.pkg, own)
			}
			if where, limited := onlyIn[path]; limited && !slices.Contains(where, s.pkg) {
				t.Errorf("%s: %s may be imported in %v only", s.path, path, where)
			}
		}
	}
}

// TestGoroutinesStartInThePool: go statements and errgroup's Go stand in
// sim/pool.go alone; the signal handler of the command may start one.
func TestGoroutinesStartInThePool(t *testing.T) {
	for _, s := range sources(t) {
		if s.path == filepath.Join("..", "sim", "pool.go") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s starts a goroutine; the pool is the place for that", s.set.Position(g.Pos()))
			}
			return true
		})
	}
}
