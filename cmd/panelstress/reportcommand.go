package main

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"panelstress/sim/report"
)

// reportCommand renders a results folder again.
func (a *app) reportCommand() *cobra.Command {
	var format, lang string
	cmd := &cobra.Command{
		Use: "report DIR", Short: "Render a results folder again, without recomputing", Args: arguments(1, "DIR"),
		Long: `Prints all tables of a results folder, those too that a run leaves to its folder,
in any format and language.`,
		Example: "  panelstress report results/export-resilience --format latex --lang zh",
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := openResults(args[0])
			if err != nil {
				return err
			}
			l, ok := languages[lang]
			if !ok {
				return wrongWord("--lang", lang, slices.Sorted(maps.Keys(languages)))
			}
			render, ok := renderers[format]
			if !ok {
				return wrongWord("--format", format, slices.Sorted(maps.Keys(renderers)))
			}
			if render == nil {
				return report.JSON(a.stdout, r)
			}
			if format == "text" {
				if err := report.Head(a.stdout, r, l); err != nil {
					return err
				}
			}
			return render(a.stdout, slices.Concat(report.Tables(r, l), report.ScoreTables(r, l), report.SpecTables(r, l), report.GridTables(r, l)))
		},
	}
	cmd.Flags().StringVar(&format, "format", defaults().Run.Format, "text, json, csv, markdown or latex")
	cmd.Flags().StringVar(&lang, "lang", defaults().Run.Lang, "en or zh")
	return cmd
}
