package main

import (
	"bytes"
	"os"
	"path/filepath"

	"panelstress/sim"
	"panelstress/sim/figure"
	"panelstress/sim/report"
)

// writeFigures fills the folder figures: every figure as SVG and as PNG. It
// returns them for the page of the report.
func writeFigures(dir string, r *sim.Result) ([]report.Picture, error) {
	list := figure.Of(r)
	if len(list) == 0 {
		return nil, nil
	}
	dir = filepath.Join(dir, "figures")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	var pictures []report.Picture
	for i := range list {
		f := &list[i]
		var svg bytes.Buffer
		if err := f.SVG(&svg); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name+".svg"), svg.Bytes(), 0o666); err != nil {
			return nil, err
		}
		if err := writeFile(filepath.Join(dir, f.Name+".png"), f.PNG); err != nil {
			return nil, err
		}
		pictures = append(pictures, report.Picture{Name: f.Name, SVG: svg.Bytes()})
	}
	return pictures, nil
}
