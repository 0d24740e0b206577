package report

import (
	"encoding/base64"
	"html/template"
	"io"
	"strings"

	"panelstress/sim"
)

// Picture is a figure of a page, as SVG.
type Picture struct {
	Name string
	SVG  []byte
}

// Source is the picture as the address of an image, so that the page is one
// file that can be passed on.
func (p Picture) Source() template.URL {
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(p.SVG))
}

// HTML writes the whole result as one page without scripts and outside
// sources: what the study is, contents, all tables, figures.
func HTML(w io.Writer, r *sim.Result, tables []Table, pictures []Picture, l Lang) error {
	var head strings.Builder
	if err := Head(&head, r, l); err != nil {
		return err
	}
	title, about, _ := strings.Cut(head.String(), "\n")
	lang := "en"
	if l == Chinese {
		lang = "zh-Hant"
	}
	synthetic := l.word(r.Study.Synthetic)
	return page.Execute(w, map[string]any{
		"Lang": lang, "Title": title, "About": strings.Split(strings.TrimSpace(strings.Replace(about, "- "+synthetic+"\n", "", 1)), "\n"), "Synthetic": synthetic,
		"Pictures": pictures, "Tables": tables, "Contents": l.word("Contents"), "Version": r.Version,
	})
}

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body { font: 15px/1.45 Georgia, "Noto Serif CJK TC", "PMingLiU", serif; margin: 2em auto; max-width: 78em; padding: 0 1em; color: #1a1a1a; }
h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin: 2.2em 0 .4em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; border-top: 1.5px solid; border-bottom: 1.5px solid; font-size: .88em; }
th { border-bottom: 1px solid; font-weight: normal; font-style: italic; }
th, td { padding: .12em .7em; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
tr.rule td { border-top: 1px solid #999; padding: 0; height: 2px; }
.notes { font-size: .8em; color: #444; max-width: 62em; } .notes p { margin: .25em 0; }
.synthetic { border: 2px solid #b3541e; padding: .4em .8em; display: inline-block; }
nav { columns: 2; font-size: .85em; } nav a { display: block; color: inherit; }
img { max-width: 100%; }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
{{range .About}}<p>{{.}}</p>
{{end}}{{with .Synthetic}}<p class="synthetic"><strong>{{.}}</strong></p>
{{end}}<details><summary>{{.Contents}}</summary><nav>
{{range .Tables}}<a href="#{{.Name}}">{{.Title}}</a>
{{end}}</nav></details>
{{range .Tables}}<h2 id="{{.Name}}">{{.Title}}</h2>
<div class="wide"><table>
<tr>{{range .Header}}<th>{{.}}</th>{{end}}</tr>
{{$columns := len .Header}}{{range .Rows}}{{if .}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{else}}<tr class="rule"><td colspan="{{$columns}}"></td></tr>
{{end}}{{end}}</table></div>
<div class="notes">{{range .Notes}}<p>{{.}}</p>
{{end}}</div>
{{end}}{{range .Pictures}}<figure id="figure-{{.Name}}"><img src="{{.Source}}" alt="{{.Name}}"></figure>
{{end}}<p class="notes">panelstress {{.Version}}</p>
</body>
</html>
`))
