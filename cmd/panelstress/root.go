package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"panelstress/data"
	"panelstress/data/studies"
	"panelstress/sim/report"
)

// app is what all commands share.
type app struct {
	stdout, stderr io.Writer
	environ        []string
	args           []string // the command line

	sets   []string
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
--set path.to.key=value or as an environment variable PANELSTRESS_PATH_TO_KEY;
a flag beats the environment, which beats the file.

Exit status: 0 done, 1 the computation failed, 2 something must be changed
first, 75 interrupted and can be resumed. With ` + debugVariable + ` set, an internal
error shows where it happened.`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		Args:              cobra.ArbitraryArgs,

		// an unknown command is to be named before its flags are
		DisableFlagParsing: true,
	}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 || args[0] == "-h" || args[0] == "--help" {
			return cmd.Help()
		}
		var names []string
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				names = append(names, c.Name())
			}
		}
		slices.Sort(names)
		return wrongWord("command", args[0], names)
	}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		a.runCommand("run", "The main job: indices, baseline tables, then every arm of the study", false, "bootstrap", "weights", "scenarios", "multiverse", "sensitivity"),
		a.runCommand("bootstrap", "Resample entities through the whole chain", true, "bootstrap"),
		a.runCommand("weights", "Perturb the weights of the indices", true, "weights"),
		a.scenariosCommand(),
		a.runCommand("multiverse", "The grid of defensible builds and models with its specification curve", true, "multiverse"),
		a.runCommand("sensitivity", "What the variance of a coefficient, of its sign and of its significance is due to", true, "sensitivity"),
		a.baselineCommand(),
		a.indexCommand(),
		a.studiesCommand(),
		a.initCommand(),
		a.describeCommand(),
		a.synthCommand(),
		a.verifyCommand(),
		a.auditCommand(),
		a.reportCommand(),
		a.versionCommand(),
	)
	return root
}

// arguments checks that a command has its arguments: those of the names, of
// which the first need ones must be there.
func arguments(need int, names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= need && len(args) <= len(names) {
			return nil
		}
		found, expected := "no argument", "no argument"
		if len(args) > 0 {
			found = strings.Join(args, " ")
		}
		if len(names) > 0 {
			expected = strings.Join(names, " ")
		}
		if need < len(names) {
			expected = "at most " + expected
		}
		return &data.InputError{File: cmd.Name(), Found: found, Expected: expected, Hint: "see panelstress help " + cmd.Name()}
	}
}

// flagError says which flag was meant, or which value a flag takes.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bad *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		return wrongWord("flag of "+cmd.Name(), "--"+unknown.GetSpecifiedName(), names)
	case errors.As(err, &bad):
		expected := map[string]string{"int": "a whole number", "uint64": "a whole number that is not negative", "bool": "true or false"}
		f := bad.GetFlag()
		return &data.InputError{File: "--" + f.Name, Found: strconv.Quote(bad.GetValue()), Expected: expected[f.Value.Type()]}
	}
	return err
}

// studyFlags are the flags of commands that read a study.
func (a *app) studyFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&a.sets, "set", nil, "set a key of the study: path.to.key=value")
	f.Uint64("seed", defaults().Run.Seed, "seed of all random numbers")
	f.String("format", defaults().Run.Format, "text, json, csv, markdown or latex")
	f.String("lang", defaults().Run.Lang, "en or zh")
	f.Bool("quiet", false, "no progress, no warnings")
}

// load reads the study of a command.
func (a *app) load(cmd *cobra.Command, args []string, force bool, kinds ...string) (*loaded, error) {
	return a.loadWith(a.loader(cmd, force, kinds...), args)
}

func (a *app) loader(cmd *cobra.Command, force bool, kinds ...string) *loader {
	return &loader{settings: settings{flags: cmd.Flags(), sets: a.sets, environ: a.environ, kinds: kinds}, files: disk, force: force}
}

func (a *app) loadWith(l *loader, args []string) (*loaded, error) {
	ref := ""
	if len(args) > 0 {
		ref = args[0]
	}
	s, err := l.load(ref)
	if err != nil {
		return nil, err
	}
	if _, err := s.format(); err != nil {
		return nil, err
	}
	if _, err := s.language(); err != nil {
		return nil, err
	}
	if w := s.cfg.Run.Workers; w < 0 || w > maxWorkers {
		return nil, s.tree.wrong("run.workers", fmt.Sprint(w), fmt.Sprintf("a number of workers from 1 to %d, or 0 for one per processor", maxWorkers), "")
	}
	if !s.cfg.Run.Quiet {
		for _, w := range s.warnings {
			fmt.Fprintf(a.stderr, "panelstress: warning: %s\n", w)
		}
	}
	return s, nil
}

// maxWorkers is more than any machine has use for.
const maxWorkers = 4096

// languages are the words for languages.
var languages = map[string]report.Lang{"en": report.English, "zh": report.Chinese}

func (l *loaded) language() (report.Lang, error) {
	lang, ok := languages[l.cfg.Run.Lang]
	if !ok {
		return 0, l.tree.wrongWord("run.lang", l.cfg.Run.Lang, []string{"en", "zh"})
	}
	return lang, nil
}

// wrong is the error that a flag, an argument or a place is not as expected.
func wrong(key, found, expected string) error {
	return &data.InputError{Key: key, Found: found, Expected: expected}
}

// wrongWord is the error that an argument is not among the known words.
func wrongWord(what, found string, known []string) error {
	return &data.InputError{File: what, Found: strconv.Quote(found), Expected: "one of " + strings.Join(known, ", "), Hint: nearest(found, known)}
}
