package synth

import (
	"errors"
	"testing"

	"panelstress/data"
	"panelstress/data/published"
	"panelstress/data/studies"
)

// FuzzFromTables: whatever tables can be read become a problem or an error for
// the user, never a panic.
func FuzzFromTables(f *testing.F) {
	for _, file := range []string{"export-resilience.consistent.yaml", "export-resilience.tables.yaml"} {
		text, err := studies.FS.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("panel: {entities: 3, periods: 4}\nregressions: [{name: a, estimator: 2sls, outcome: y, instruments: {x: L2.x}, terms: {x: \"1\", \"x:z\": \"2\", \"log(y)\": \"1\"}}]")
	f.Add("panel: {entities: 3, periods: 1}\ndescriptives: {x: {mean: \"1e300\", sd: \"1e-300\", min: \"1\", max: \"2\"}}")
	f.Fuzz(func(t *testing.T, text string) {
		tables, err := published.Read("t.yaml", []byte(text))
		if err != nil {
			return
		}
		_, _, err = FromTables(tables, Shape{Entities: 3, Periods: 4})
		var in *data.InputError
		if err != nil && !errors.As(err, &in) {
			t.Errorf("%v is no error for the user", err)
		}
	})
}
