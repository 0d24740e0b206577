package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"panelstress/data"
	"panelstress/data/studies"
	"panelstress/sim/synth/raw"
)

// readRecipe reads the recipe for raw data in a file, or that of an embedded
// study; an empty name is none.
func readRecipe(ref string) (*raw.Recipe, error) {
	if ref == "" {
		return nil, nil
	}
	file := ref
	text, err := os.ReadFile(ref)
	if slices.Contains(studies.Names(), ref) {
		file = ref + ".recipe.yaml"
		text, err = studies.FS.ReadFile(file)
	}
	if err != nil {
		return nil, wrong("--recipe", cause(err), "the file of a recipe, or an embedded study that has one")
	}
	return raw.Read(file, text)
}

// cook writes raw data behind every panel. Not every panel has any: what the
// recipe takes as given may leave no room for a composite. Such a panel is
// made anew from other random numbers, so that an ensemble with a recipe is
// one of panels that have raw data.
func (s *synthesis) cook(ctx context.Context) error {
	if s.recipe == nil {
		return nil
	}
	left := make([]int, s.flags.panels)
	for i := range left {
		left[i] = i
	}
	const variants = 40
	for v := 1; ; v++ {
		var again []int
		for _, i := range left {
			p, err := s.panel(i)
			if err != nil {
				return err
			}
			err = s.makeRaw(p, i)
			var room *raw.InfeasibleError
			given := i == 0 && s.flags.from != ""
			if errors.As(err, &room) && v < variants && !given && ctx.Err() == nil {
				again = append(again, i+v*maxPanels)
			} else if err != nil {
				return err
			}
		}
		if len(again) == 0 {
			return nil
		}
		if err := s.search(ctx, again); err != nil {
			return err
		}
		for k, n := range again {
			again[k] = n % maxPanels
		}
		left = again
	}
}

// makeRaw writes raw data behind panel i. A recipe that fails for the random
// numbers of one seed, because what is drawn leaves no room for a target, is
// tried with those of others.
func (s *synthesis) makeRaw(p *data.Panel, i int) error {
	const tries = 50
	var m *raw.Made
	var err error
	for k := range uint64(tries) {
		if m, err = s.recipe.Make(p, tries*(s.flags.seed+uint64(i))+k); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("no raw data behind %s in %d tries: %w", panelFile(i), tries, err)
	}
	files := map[string]func(io.Writer) error{fmt.Sprintf("raw-%03d.csv", i+1): m.WritePanel}
	if m.Exports != nil {
		files[fmt.Sprintf("trade-%03d.csv", i+1)] = m.WriteTrade
	}
	for name, write := range files {
		if err := writeFile(filepath.Join(s.folder.dir, name), write); err != nil {
			return err
		}
	}
	return nil
}
