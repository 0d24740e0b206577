// Package studies holds the embedded studies: study files and, where they may
// be passed on, their data.
package studies

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Default is the study of a command that names none.
const Default = "us-states"

// FS holds NAME.yaml for every study and the data files that they name.
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
		names = append(names, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	slices.Sort(names)
	return names
}
