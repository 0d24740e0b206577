package verify

import (
	"embed"
	"io/fs"
)

//go:embed cases/*.json cases/*.csv
var cases embed.FS

// Embedded is the source of the cases that every build carries: those on
// small public data sets. cases/README.md names where they come from.
func Embedded() Source {
	sub, err := fs.Sub(cases, "cases")
	if err != nil {
		panic(err) // the name is a constant and valid
	}
	return Source{Name: "embedded", FS: sub}
}
