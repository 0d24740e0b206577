package main

import (
	"errors"
	"testing"

	"panelstress/data"
	"panelstress/sim"
)

// FuzzStudy reads any text as a study of each language: it is refused with
// messages for the user, or it is a study that says so when it is laid out.
// Resolved and read again it is the same study. A text is long and a study
// takes a millisecond: -fuzzminimizetime 20x keeps the search going.
func FuzzStudy(f *testing.F) {
	for _, text := range []string{studyText, studyTOML, studyJSON, "a: [", "{a: -}", "models: &a {M1: *a}", "bootstrap: {draws: 1e9}", "estimators: [fgls, {kind: re}]"} {
		for language := range byte(3) {
			f.Add(language, text)
		}
	}
	f.Fuzz(func(t *testing.T, language byte, text string) {
		file := []string{"s.yaml", "s.toml", "s.json"}[language%3]
		l, err := loadText(file, text)
		if err != nil {
			for _, e := range flatten(err) {
				var in *data.InputError
				if !errors.As(e, &in) {
					t.Errorf("an error that names no place: %v", e)
				}
			}
			return
		}
		if _, err := sim.Compile(l.study); err != nil {
			return
		}
		again, err := l.resolved()
		if err != nil {
			t.Fatal(err)
		}
		m, err := loadText("study.yaml", string(again))
		if err != nil {
			t.Fatalf("the resolved study does not load: %v\n%s", err, again)
		}
		if m.study.Hash != l.study.Hash {
			t.Errorf("the resolved study has another hash:\n%s", again)
		}
	})
}
