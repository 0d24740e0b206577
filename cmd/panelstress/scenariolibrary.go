package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"panelstress/data/formula"
	"panelstress/scenarios"
	"panelstress/sim/report"
)

// scenariosCommand computes scenarios, or lists them.
func (a *app) scenariosCommand() *cobra.Command {
	cmd := a.runCommand("scenarios", "Shocks of raw data through the whole chain, under every resample", false, "scenarios", "bootstrap", "weights")
	cmd.Example = "  panelstress scenarios --list\n  panelstress scenarios my-study.yaml --only tariffs-2018"
	list := cmd.Flags().Bool("list", false, "list the scenarios of the library and of STUDY")
	only := cmd.Flags().StringSlice("only", nil, "compute these scenarios, of the study or of the library")
	ask := a.stressFlags(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		l := a.loader(cmd, false, "scenarios", "bootstrap", "weights")
		l.scenarios, l.only, l.ask = true, *only, ask
		if *list {
			return a.listScenarios(l, args)
		}
		s, err := a.loadWith(l, args)
		if err != nil {
			return err
		}
		return a.execute(s)
	}
	return cmd
}

// listScenarios prints what the library has, and the study where one is given.
func (a *app) listScenarios(l *loader, args []string) error {
	t := &tree{file: "the library", root: &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}, origin: make(map[string]string)}
	if len(args) > 0 {
		var err error
		if t, _, err = l.file(args[0]); err != nil {
			return err
		}
	}
	if err := t.assign([]string{"scenarios", "library"}, "[all]", ""); err != nil {
		return err
	}
	if err := t.expandLibrary(nil); err != nil {
		return err
	}
	cfg := defaults()
	if _, err := l.settle(t); err != nil {
		return err
	}
	if err := t.decode(cfg); err != nil {
		return err
	}
	return a.printTables(cfg.Run.Format, scenarioTable(cfg.Scenarios))
}

// scenarioTable lists scenarios with their sources.
func scenarioTable(c *scenariosConfig) report.Table {
	t := report.Table{Name: "scenarios", Title: "Scenarios", Header: []string{"scenario", "from", "columns or roles"}}
	for _, e := range c.Own {
		first := 0
		for _, s := range e.Value.Shocks {
			if s.Onset != nil && (first == 0 || *s.Onset+e.Value.Shift < first) {
				first = *s.Onset + e.Value.Shift
			}
		}
		from := "all years"
		if first != 0 {
			from = fmt.Sprint(first)
		}
		t.Rows = append(t.Rows, []string{e.Name + ": " + e.Value.Title, from, strings.Join(e.Value.columns(), ", ")})
		if e.Value.Source != "" {
			t.Notes = append(t.Notes, e.Name+": "+strings.Join(strings.Fields(e.Value.Source), " "))
		}
	}
	t.Notes = append(t.Notes, "A study says which of its columns has a role: scenarios: {roles: {exports: COLUMN}}. shift: N moves a scenario by N years.")
	return t
}

// columns are the columns that a scenario names, in the order of first use.
func (c *scenarioConfig) columns() (names []string) {
	add := func(list ...string) {
		for _, n := range list {
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	for _, s := range c.Shocks {
		add(s.Column)
		if s.Flow != "" {
			add("trade table")
		}
		for _, text := range []string{s.Who.Where, s.Who.By, s.Exposure} {
			if e, err := formula.Parse(text); err == nil {
				add(formula.Names(e)...)
			}
		}
	}
	return names
}

// expandLibrary puts the scenarios of the library that a study asks for into
// its tree, so that all their numbers can be set and the resolved study has
// them. Where only is not empty, it keeps these scenarios, taking from the
// library what the study does not have.
func (t *tree) expandLibrary(only []string) error {
	if t.get("scenarios") == nil && len(only) == 0 {
		return nil
	}
	wanted := slices.Clone(only)
	if n := t.get("scenarios", "library"); n != nil && len(only) == 0 {
		for _, c := range n.Content {
			if c.Value == "all" {
				wanted = append(wanted, scenarios.Library()...)
			} else {
				wanted = append(wanted, c.Value)
			}
		}
	}
	for _, name := range wanted {
		if t.get("scenarios", name) != nil && !isSetting(name) {
			continue
		}
		if !slices.Contains(scenarios.Library(), name) {
			known := append(t.scenarioNames(), scenarios.Library()...)
			key := "scenarios.library"
			if len(only) > 0 {
				return wrongWord("--only", name, known)
			}
			return t.wrongWord(key, name, known)
		}
		if err := t.assign([]string{"scenarios", name, "library"}, name, ""); err != nil {
			return err
		}
	}
	for _, name := range t.scenarioNames() {
		if len(only) > 0 && !slices.Contains(only, name) {
			t.remove("scenarios", name)
			continue
		}
		if err := t.fromLibrary(name); err != nil {
			return err
		}
	}
	if len(only) > 0 {
		t.remove("scenarios", "library")
	}
	return nil
}

// fromLibrary gives a scenario that changes one of the library all keys that
// it does not have itself.
func (t *tree) fromLibrary(name string) error {
	base := t.get("scenarios", name, "library")
	if base == nil {
		return nil
	}
	if !slices.Contains(scenarios.Library(), base.Value) {
		return t.wrongWord("scenarios."+name+".library", base.Value, scenarios.Library())
	}
	lib, err := parseTree(base.Value+".yaml", scenarios.LibraryText(base.Value))
	if err != nil {
		return err
	}
	clearLines(lib.root)
	own := t.get("scenarios", name)
	for i := 0; i < len(lib.root.Content); i += 2 {
		if child(own, lib.root.Content[i].Value) == nil {
			own.Content = append(own.Content, lib.root.Content[i], lib.root.Content[i+1])
		}
	}
	return nil
}

// isSetting tells whether a key of scenarios is one for all of them.
func isSetting(name string) bool {
	return slices.Contains(keys(typeAt([]string{"scenarios"})), name)
}

// scenarioNames are the scenarios of a tree in their order.
func (t *tree) scenarioNames() (names []string) {
	n := t.get("scenarios")
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if name := n.Content[i].Value; !isSetting(name) {
			names = append(names, name)
		}
	}
	return names
}

// remove takes a key out of a mapping.
func (t *tree) remove(parent, key string) {
	n := t.get(parent)
	for i := 0; n != nil && i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

// scenarioKinds are the kinds of arms that scenarios need: their own, and
// those whose draws they shock.
func (t *tree) scenarioKinds() ([]string, error) {
	if len(t.scenarioNames()) == 0 {
		return nil, t.wrong("scenarios", "none", "a scenario of the study, or --only with one of the library: "+strings.Join(scenarios.Library(), ", "), "")
	}
	kinds := []string{"scenarios"}
	def := "bootstrap"
	if n := t.get("scenarios", "with"); n != nil {
		def = n.Value
	}
	for _, name := range t.scenarioNames() {
		with := def
		if n := t.get("scenarios", name, "with"); n != nil {
			with = n.Value
		}
		kind := "weights"
		if _, meant := formula.Nearest(with, []string{"bootstrap"}); meant || with == "bootstrap" {
			kind = "bootstrap" // a slip of the pen is told beside it
		}
		if with != "none" && with != underMultiverse && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds, nil
}
