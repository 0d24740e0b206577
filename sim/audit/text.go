package audit

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Lang is the language of a printed report; JSON is in English.
type Lang int

const (
	English Lang = iota
	Chinese
)

// phrases of a printed report by language.
var phrases = map[Lang]struct {
	title, counts, printed, implied, unchecked, none, against, search, found, notFound, noSearch string
	severity                                                                                     map[Severity]string
}{
	English: {
		title: "Audit of %s", counts: "%d comparisons: %d impossible, %d implausible, %d notes", printed: "printed", implied: "implied",
		unchecked: "Not checked", none: "Nothing to remark.", against: "Against the results", search: "Search for a panel that meets the tables (evidence, no proof)",
		found: "A panel was found that meets all %d numbers (seed %d).", notFound: "The best panel that was found meets %d of %d numbers (seed %d).", noSearch: "No search: %s.",
		severity: map[Severity]string{
			Impossible:  "Impossible: no data set can give these printed numbers together, rounding included",
			Implausible: "Implausible: none that a reader would believe can, or a convention that is not named explains it",
			Note:        "Notes for the reader's eye",
		},
	},
	Chinese: {
		title: "%s 的一致性審查", counts: "比較 %d 項：不可能 %d，不可信 %d，備註 %d", printed: "刊印值", implied: "應有範圍",
		unchecked: "未審查", none: "未見問題。", against: "與結果比較", search: "尋找符合表格的面板（僅為佐證，並非證明）",
		found: "找到符合全部 %d 個數字的面板（種子 %d）。", notFound: "所找到最佳面板符合 %d／%d 個數字（種子 %d）。", noSearch: "未能搜尋：%s。",
		severity: map[Severity]string{
			Impossible:  "不可能：計入四捨五入後，沒有任何資料能同時給出這些刊印數字",
			Implausible: "不可信：沒有讀者會相信的資料能給出這些數字，或須有未說明的慣例",
			Note:        "備註",
		},
	},
}

// severities in the order in which they are printed.
var severities = []Severity{Impossible, Implausible, Note}

// section holds the findings of a severity.
type section struct {
	severity Severity
	first    int // number of the first finding, from 1
	findings []Finding
}

// sections are the severities that have findings.
func (r *Report) sections() (out []section) {
	number := 1
	for _, s := range severities {
		var list []Finding
		for _, f := range r.Findings {
			if f.Severity == s {
				list = append(list, f)
			}
		}
		if len(list) > 0 {
			out = append(out, section{s, number, list})
		}
		number += len(list)
	}
	return out
}

// Text writes a report for reading on a terminal.
func Text(w io.Writer, r *Report, lang Lang) error {
	p := phrases[lang]
	var b strings.Builder
	fmt.Fprintf(&b, p.title+"\n", r.Name)
	fmt.Fprintf(&b, p.counts+"\n", r.Checked, r.Count(Impossible), r.Count(Implausible), r.Count(Note))
	if len(r.Findings) == 0 {
		fmt.Fprintf(&b, "%s\n", p.none)
	}
	for _, s := range r.sections() {
		fmt.Fprintf(&b, "\n%s\n", p.severity[s.severity])
		for i, f := range s.findings {
			fmt.Fprintf(&b, "\n%3d. %s: %s\n", s.first+i, lang.word(f.Check), abridge(f.Where, lang))
			if facts := f.facts(p.printed, p.implied); facts != "" {
				fmt.Fprintf(&b, "     %s\n", facts)
			}
			b.WriteString(wrap(f.message(lang), "     ", 110))
			if f.Source != "" {
				b.WriteString(wrap("["+lang.word(f.Source)+"]", "     ", 110))
			}
		}
	}
	if len(r.Unchecked) > 0 {
		fmt.Fprintf(&b, "\n%s\n", p.unchecked)
		for _, u := range r.unsaid(lang) {
			b.WriteString(wrap("- "+u, "  ", 110))
		}
	}
	for _, part := range r.parts(lang) {
		fmt.Fprintf(&b, "\n%s\n%s\n", part.title, part.summary)
		for _, line := range part.lines {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// extra is a part of a report behind the findings.
type extra struct {
	name           string // against, search
	title, summary string
	lines          []string
}

// parts are the comparison with results and the search, so far as they are
// there.
func (r *Report) parts(lang Lang) (out []extra) {
	p := phrases[lang]
	if r.Against != nil {
		summary, lines := againstLines(r.Against, lang)
		out = append(out, extra{"against", p.against, summary, lines})
	}
	if s := r.Search; s != nil {
		summary := fmt.Sprintf(p.found, s.Numbers, s.Seed)
		switch {
		case s.None != "":
			summary = fmt.Sprintf(p.noSearch, lang.word(s.None))
		case s.Met < s.Numbers:
			summary = fmt.Sprintf(p.notFound, s.Met, s.Numbers, s.Seed)
		}
		out = append(out, extra{"search", p.search, summary, append(slices.Clone(s.Unmet), s.Unused...)})
	}
	return out
}

// facts are what is printed and what is implied.
func (f Finding) facts(printed, implied string) string {
	var out []string
	if f.Printed != "" {
		out = append(out, printed+" "+f.Printed)
	}
	if len(f.Implied) == 2 {
		i := span(Interval{f.Implied[0], f.Implied[1]})
		if f.Implied[0] == f.Implied[1] {
			i = num(f.Implied[0])
		}
		out = append(out, implied+" "+i)
	}
	return strings.Join(out, ", ")
}

// abridge lists places, the first four of many.
func abridge(where []string, lang Lang) string {
	const most = 4
	if len(where) > most {
		return say("%s and %d more", strings.Join(where[:most], ", "), len(where)-most).in(lang)
	}
	return strings.Join(where, ", ")
}

// wrap breaks a text into lines of at most width columns behind an indent, at
// spaces and between Chinese characters, which take two columns each.
func wrap(text, indent string, width int) string {
	var b strings.Builder
	column := 0
	for _, w := range pieces(text) {
		space := 0
		if w.spaced {
			space = 1
		}
		switch {
		case column == 0:
			b.WriteString(indent)
		case column+space+w.columns > width-len(indent):
			b.WriteString("\n" + indent)
			column = 0
		case w.spaced:
			b.WriteString(" ")
			column++
		}
		b.WriteString(w.text)
		column += w.columns
	}
	return b.String() + "\n"
}

// piece is what no line breaks.
type piece struct {
	text    string
	columns int
	spaced  bool // a space stands before it
}

// pieces are the words of a text; a Chinese character is one, with the
// punctuation behind it.
func pieces(text string) (out []piece) {
	fresh, spaced := true, false // a piece begins; a space was before it
	for _, r := range text {
		wide := r >= 0x1100 && !unicode.Is(unicode.Greek, r) && (unicode.Is(unicode.Han, r) || r >= 0x3000 && r < 0x3100 || r >= 0xff00 && r < 0xff61)
		columns := 1
		if wide {
			columns = 2
		}
		switch {
		case unicode.IsSpace(r):
			fresh, spaced = true, len(out) > 0
			continue
		case (fresh || wide) && !(len(out) > 0 && !spaced && (strings.ContainsRune("，。；：）」、？", r) || strings.HasSuffix(out[len(out)-1].text, "（"))):
			out = append(out, piece{spaced: spaced})
		}
		last := &out[len(out)-1]
		last.text += string(r)
		last.columns += columns
		fresh, spaced = wide, false
	}
	return out
}

// Markdown writes a report as a document.
func Markdown(w io.Writer, r *Report, lang Lang) error {
	p := phrases[lang]
	var b strings.Builder
	fmt.Fprintf(&b, "# "+p.title+"\n\n", r.Name)
	fmt.Fprintf(&b, p.counts+"\n", r.Checked, r.Count(Impossible), r.Count(Implausible), r.Count(Note))
	if len(r.Findings) == 0 {
		fmt.Fprintf(&b, "\n%s\n", p.none)
	}
	for _, s := range r.sections() {
		fmt.Fprintf(&b, "\n## %s\n\n", p.severity[s.severity])
		for i, f := range s.findings {
			fmt.Fprintf(&b, "%d. **%s** `%s`", s.first+i, lang.word(f.Check), strings.Join(f.Where, "` `"))
			if facts := f.facts(p.printed, p.implied); facts != "" {
				fmt.Fprintf(&b, " (%s)", escape(facts))
			}
			fmt.Fprintf(&b, "  \n   %s", escape(f.message(lang)))
			if f.Source != "" {
				fmt.Fprintf(&b, " *%s*", escape(lang.word(f.Source)))
			}
			b.WriteString("\n")
		}
	}
	if len(r.Unchecked) > 0 {
		fmt.Fprintf(&b, "\n## %s\n\n", p.unchecked)
		for _, u := range r.unsaid(lang) {
			fmt.Fprintf(&b, "- %s\n", escape(u))
		}
	}
	for _, part := range r.parts(lang) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", part.title, part.summary)
		for _, line := range part.lines {
			fmt.Fprintf(&b, "- %s\n", escape(line))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// escape keeps stars and brackets of numbers from being read as Markdown.
func escape(s string) string {
	return strings.NewReplacer("*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, "_", `\_`).Replace(s)
}

// JSON writes a report in its schema.
func JSON(w io.Writer, r *Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}
