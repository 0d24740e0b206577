// Package studies holds the embedded studies: study files and, where they may
// be passed on, their data.
package studies

// The synthetic data of export-resilience: from export-resilience.panel.csv,
// which synth has found from seed 1, and whose 151 numbers it counts again. A
// build with other last bits would find another panel.
//
//go:generate go run panelstress/cmd/panelstress synth export-resilience --seed 1 --from export-resilience.panel.csv --recipe export-resilience.recipe.yaml --out generated --quiet
//go:generate mv generated/raw-001.csv export-resilience.csv
//go:generate mv generated/trade-001.csv export-resilience-trade.csv
//go:generate rm -r generated

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Default is the study of a command that names none.
const Default = "export-resilience"

// FS holds NAME.yaml for every study and the data files that they name. Of a
// study that reproduces published tables, NAME.tables.yaml holds these and
// NAME.consistent.yaml the numbers that one panel can satisfy together.
//
//go:embed *.yaml *.csv
var FS embed.FS

// Names are the embedded studies, sorted.
func Names() []string {
	var names []string
	files, err := fs.Glob(FS, "*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, f := range files {
		if name := strings.TrimSuffix(path.Base(f), ".yaml"); !strings.Contains(name, ".") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Tables are the studies whose published tables are embedded, sorted.
func Tables() []string {
	var names []string
	files, err := fs.Glob(FS, "*.tables.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".tables.yaml"))
	}
	slices.Sort(names)
	return names
}
