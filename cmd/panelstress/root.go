package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"panelstress/data/studies"
	"panelstress/sim/report"
)

// app is what all commands share.
type app struct {
	stdout, stderr io.Writer
	environ        []string

	sets   []string
	draws  int
	resume bool
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "panelstress",
		Short: "How far does an empirical conclusion depend on the choices behind it?",
		Long: `panelstress pushes resamples and perturbed choices through the whole chain of a
panel study, from raw indicators through composite indices to regressions, and
shows what is left of every coefficient.

STUDY is a study file (YAML, TOML, JSON), the name of an embedded study, or
nothing: then ` + studies.Default + `. Any key of a study can be set as
--set path.to.key=value or as an environment variable PANELSTRESS_PATH_TO_KEY.`,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.AddCommand(
		a.runCommand("run", "The main job: indices, baseline tables, then every arm of the study", false, "bootstrap", "weights"),
		a.runCommand("bootstrap", "Resample entities through the whole chain", true, "bootstrap"),
		a.runCommand("weights", "Perturb the weights of the indices", true, "weights"),
		a.baselineCommand(),
		a.indexCommand(),
		a.studiesCommand(),
		a.initCommand(),
		a.describeCommand(),

		a.versionCommand(),
	)
	return root
}

// studyFlags are the flags of commands that read a study.
func (a *app) studyFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&a.sets, "set", nil, "set a key of the study: path.to.key=value")
	f.Uint64("seed", 1, "seed of all random numbers")
	f.String("format", "text", "text, json, csv, markdown or latex")
	f.String("lang", "en", "en or zh")
	f.Bool("quiet", false, "no progress, no warnings")
}

// load reads the study of a command.
func (a *app) load(cmd *cobra.Command, args []string, force bool, kinds ...string) (*loaded, error) {
	l := &loader{flags: cmd.Flags(), sets: a.sets, environ: a.environ, read: os.ReadFile, open: openData, kinds: kinds, force: force}
	if f := cmd.Flags().Lookup("draws"); f != nil && f.Changed {
		l.draws = &a.draws
	}
	ref := ""
	if len(args) > 0 {
		ref = args[0]
	}
	s, err := l.load(ref)
	if err != nil {
		return nil, err
	}
	if _, err := format(s.cfg.Run.Format); err != nil {
		return nil, err
	}
	if _, err := language(s.cfg.Run.Lang); err != nil {
		return nil, err
	}
	if w := s.cfg.Run.Workers; w < 0 || w > 4096 {
		return nil, wrong("run.workers", fmt.Sprint(w), "a number of workers from 1 to 4096, or 0 for one per processor")
	}
	if !s.cfg.Run.Quiet {
		for _, w := range s.warnings {
			fmt.Fprintf(a.stderr, "panelstress: warning: %s\n", w)
		}
	}
	return s, nil
}

func language(word string) (report.Lang, error) {
	switch word {
	case "", "en":
		return report.English, nil
	case "zh":
		return report.Chinese, nil
	}
	return 0, wrongWord("", 0, "run.lang", word, []string{"en", "zh"})
}
