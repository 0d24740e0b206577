package audit

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// CSV writes a row for every finding, and below them one for what could not be
// checked, for every number that differs from the results and for every one
// that the best panel of a search misses.
func CSV(w io.Writer, r *Report, lang Lang) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"number", "severity", "check", "where", "printed", "implied_low", "implied_high", "message", "source"}}
	for _, s := range r.sections() {
		for i, f := range s.findings {
			row := []string{strconv.Itoa(s.first + i), string(f.Severity), lang.word(f.Check), strings.Join(f.Where, " "), f.Printed, "", "", f.message(lang), lang.word(f.Source)}
			if len(f.Implied) == 2 {
				row[5], row[6] = strconv.FormatFloat(f.Implied[0], 'g', -1, 64), strconv.FormatFloat(f.Implied[1], 'g', -1, 64)
			}
			rows = append(rows, row)
		}
	}
	more := func(kind, message string) { rows = append(rows, []string{"", kind, "", "", "", "", "", message, ""}) }
	for _, u := range r.unsaid(lang) {
		more("unchecked", u)
	}
	for _, part := range r.parts(lang) {
		for _, line := range append([]string{part.summary}, part.lines...) {
			more(part.name, line)
		}
	}
	return out.WriteAll(rows)
}

// latexEscapes writes what LaTeX reads as a command.
var latexEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
	"²", `\textsuperscript{2}`, "⁻¹", `\textsuperscript{$-$1}`, "≥", `$\ge$`, "≤", `$\le$`, "δ", `$\delta$`, "<", `\textless{}`, ">", `\textgreater{}`,
)

// LaTeX writes a report as sections of a document, for a referee's note.
func LaTeX(w io.Writer, r *Report, lang Lang) error {
	p := phrases[lang]
	tex := latexEscapes.Replace
	var b strings.Builder
	fmt.Fprintf(&b, "\\section*{%s}\n%s\n", tex(fmt.Sprintf(p.title, r.Name)), tex(fmt.Sprintf(p.counts, r.Checked, r.Count(Impossible), r.Count(Implausible), r.Count(Note))))
	if len(r.Findings) == 0 {
		fmt.Fprintf(&b, "\n%s\n", tex(p.none))
	}
	for _, s := range r.sections() {
		fmt.Fprintf(&b, "\n\\subsection*{%s}\n\\begin{enumerate}\n\\setcounter{enumi}{%d}\n", tex(p.severity[s.severity]), s.first-1)
		for _, f := range s.findings {
			fmt.Fprintf(&b, "\\item \\textbf{%s} \\texttt{%s}", tex(lang.word(f.Check)), tex(strings.Join(f.Where, ", ")))
			if facts := f.facts(p.printed, p.implied); facts != "" {
				fmt.Fprintf(&b, " (%s)", tex(facts))
			}
			fmt.Fprintf(&b, "\\\\\n%s", tex(f.message(lang)))
			if f.Source != "" {
				fmt.Fprintf(&b, " \\emph{%s}", tex(lang.word(f.Source)))
			}
			b.WriteString("\n")
		}
		b.WriteString("\\end{enumerate}\n")
	}
	items := func(title, summary string, lines []string) {
		fmt.Fprintf(&b, "\n\\subsection*{%s}\n", tex(title))
		if summary != "" {
			fmt.Fprintf(&b, "%s\n", tex(summary))
		}
		if len(lines) == 0 {
			return
		}
		b.WriteString("\\begin{itemize}\n")
		for _, line := range lines {
			fmt.Fprintf(&b, "\\item %s\n", tex(line))
		}
		b.WriteString("\\end{itemize}\n")
	}
	if len(r.Unchecked) > 0 {
		items(p.unchecked, "", r.unsaid(lang))
	}
	for _, part := range r.parts(lang) {
		items(part.title, part.summary, part.lines)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
