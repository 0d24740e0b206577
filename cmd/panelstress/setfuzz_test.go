package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"panelstress/data"
)

// FuzzSet sets any key to any value by --set: it is
// refused with messages for the user, or the resolved study is one that has
// the same hash without the flag.
func FuzzSet(f *testing.F) {
	for _, s := range []string{
		"run.seed=8", "indices.IDX.weights=equal", "models.M1=output ~ IDX + IDX:capital", "estimators.1.kind=ols", "indices.IDX.indicators={roads: -}",
		"data=", "derive..x=1", "indices.IDX=", "a=[", ".=", "=", "estimators.-1=fe", "estimators.9=fe", "models.M1.formula.x=1", "bootstrap.draws.x=1", "title=a: b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, set string) {
		load := func(text string, sets ...string) (*loaded, error) {
			tree, err := parseTree("study.yaml", []byte(text))
			if err != nil {
				return nil, err
			}
			l := &loader{settings: settings{flags: pflag.NewFlagSet("", pflag.ContinueOnError), sets: sets, kinds: armKinds}, files: fileSystem{
				exists: func(string) bool { return true },
				open: func(file string, o data.ReadOptions) (*data.Table, error) {
					return data.ReadCSV(strings.NewReader(panelText()), file, o)
				},
			}}
			return l.loadTree(tree, ".")
		}
		l, err := load(studyText, set)
		if err != nil {
			for _, e := range flatten(err) {
				var in *data.InputError
				if !errors.As(e, &in) {
					t.Errorf("an error that names no place: %v", e)
				}
			}
			return
		}
		text, err := l.resolved()
		if err != nil {
			t.Fatal(err)
		}
		again, err := load(string(text))
		if err != nil {
			t.Fatalf("the resolved study does not load: %v\n%s", err, text)
		}
		if again.study.Hash != l.study.Hash || again.study.Seed != l.study.Seed {
			t.Errorf("the resolved study is another one:\n%s", text)
		}
	})
}
