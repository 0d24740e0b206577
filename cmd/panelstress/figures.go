package main

import (
	"os"
	"path/filepath"

	"panelstress/sim"
	"panelstress/sim/figure"
)

// writeFigures fills the folder figures: every figure as SVG and as PNG.
func writeFigures(dir string, r *sim.Result) error {
	list := figure.Of(r)
	if len(list) == 0 {
		return nil
	}
	dir = filepath.Join(dir, "figures")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for i := range list {
		f := &list[i]
		if err := writeFile(filepath.Join(dir, f.Name+".svg"), f.SVG); err != nil {
			return err
		}
		if err := writeFile(filepath.Join(dir, f.Name+".png"), f.PNG); err != nil {
			return err
		}
	}
	return nil
}
