package scenarios

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// library holds scenarios of shocks that happened, and of some that could: one
// fragment of a study file each, with the source of its numbers. They name
// columns by role (exports, gdp, income, digital, ...).
//
//go:embed library/*.yaml
var library embed.FS

// Library are the names of the scenarios of the library, sorted.
func Library() []string {
	list, err := fs.Glob(library, "library/*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i, f := range list {
		list[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	slices.Sort(list)
	return list
}

// LibraryText is the text of a scenario of the library, which must be one of
// those that Library names.
func LibraryText(name string) []byte {
	text, err := library.ReadFile("library/" + name + ".yaml")
	if err != nil {
		panic(err)
	}
	return text
}
