package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	pretty "github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"panelstress/sim"
)

// Text writes aligned tables for a terminal.
func Text(w io.Writer, tables []Table) error {
	return each(w, tables, func(t Table) string {
		p := layout(t)
		p.SetStyle(journal)
		return t.Title + "\n" + p.Render() + "\n" + notesText(t.Notes)
	})
}

// Markdown writes tables in GitHub's form.
func Markdown(w io.Writer, tables []Table) error {
	return each(w, tables, func(t Table) string {
		var rows [][]string
		for _, r := range t.Rows {
			if r != nil {
				rows = append(rows, r)
			}
		}
		t.Rows = rows
		s := "### " + t.Title + "\n\n" + layout(t).RenderMarkdown() + "\n"
		for _, n := range t.Notes {
			s += "\n" + strings.ReplaceAll(n, "*", `\*`) + "\n"
		}
		return s
	})
}

// LaTeX writes tables that need the package booktabs.
func LaTeX(w io.Writer, tables []Table) error {
	return each(w, tables, func(t Table) string {
		var b strings.Builder
		fmt.Fprintf(&b, "\\begin{table}[htbp]\n\\centering\n\\caption{%s}\n\\label{tab:%s}\n", escape(t.Title), t.Name)
		fmt.Fprintf(&b, "\\begin{tabular}{l%s}\n\\toprule\n", strings.Repeat("r", len(t.Header)-1))
		b.WriteString(latexRow(t.Header) + "\\midrule\n")
		for _, r := range t.Rows {
			if r == nil {
				b.WriteString("\\midrule\n")
				continue
			}
			b.WriteString(latexRow(r))
		}
		b.WriteString("\\bottomrule\n\\end{tabular}\n")
		for _, n := range t.Notes {
			fmt.Fprintf(&b, "\n\\smallskip\\parbox{\\linewidth}{\\footnotesize %s}\n", escape(n))
		}
		b.WriteString("\\end{table}\n")
		return b.String()
	})
}

// CSV writes header and rows of the tables, without rules and notes. Where
// there are several, each has a line with its title above it and an empty line
// before the next.
func CSV(w io.Writer, tables []Table) error {
	c := csv.NewWriter(w)
	for i, t := range tables {
		if len(tables) > 1 {
			if i > 0 {
				if err := c.Write([]string{""}); err != nil {
					return err
				}
			}
			if err := c.Write([]string{t.Title}); err != nil {
				return err
			}
		}
		rows := append([][]string{t.Header}, t.Rows...)
		for _, r := range rows {
			if r == nil {
				continue
			}
			if err := c.Write(r); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

// JSON writes the result itself, numbers in full.
func JSON(w io.Writer, r *sim.Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(r)
}

// journal is the style of tables in journals: rules above and below, none
// between columns.
var journal = func() pretty.Style {
	s := pretty.StyleLight
	s.Box = pretty.BoxStyle{MiddleHorizontal: "─", PaddingLeft: " ", PaddingRight: " "}
	s.Options = pretty.Options{DrawBorder: false, SeparateHeader: true}
	s.Format = pretty.FormatOptions{}
	return s
}()

func layout(t Table) pretty.Writer {
	p := pretty.NewWriter()
	p.SuppressTrailingSpaces()
	p.AppendHeader(row(t.Header))
	for _, r := range t.Rows {
		if r == nil {
			p.AppendSeparator()
			continue
		}
		p.AppendRow(row(r))
	}
	var columns []pretty.ColumnConfig
	for i := 2; i <= len(t.Header); i++ {
		columns = append(columns, pretty.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	p.SetColumnConfigs(columns)
	return p
}

func row(cells []string) pretty.Row {
	r := make(pretty.Row, len(cells))
	for i, c := range cells {
		r[i] = c
	}
	return r
}

func notesText(notes []string) string {
	var b strings.Builder
	for _, n := range notes {
		for line := range strings.Lines(text.WrapSoft(n, 110) + "\n") {
			b.WriteString(strings.TrimRight(line, " \n") + "\n") // WrapSoft fills lines up
		}
	}
	return b.String()
}

func latexRow(cells []string) string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = escape(c)
		if i > 0 {
			out[i] = minus.ReplaceAllString(out[i], "$1$$-$$$2")
		}
	}
	return strings.Join(out, " & ") + " \\\\\n"
}

// minus is the sign of a number, which in text LaTeX would set as a hyphen.
var minus = regexp.MustCompile(`(^|[\[( ])-(\d)`)

var latexEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, `&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`, `{`, `\{`, `}`, `\}`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, `<`, `\textless{}`, `>`, `\textgreater{}`,
	"***", `\textsuperscript{***}`, "**", `\textsuperscript{**}`, "*", `\textsuperscript{*}`, "·", `$\cdot$`, "²", `\textsuperscript{2}`, "±", `$\pm$`, "β", `$\beta$`, "δ", `$\delta$`,
)

func escape(s string) string { return latexEscapes.Replace(s) }

// each writes what render makes of every table, with an empty line between.
func each(w io.Writer, tables []Table, render func(Table) string) error {
	for i, t := range tables {
		s := render(t)
		if i > 0 {
			s = "\n" + s
		}
		if _, err := io.WriteString(w, s); err != nil {
			return err
		}
	}
	return nil
}
