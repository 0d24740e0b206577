package report

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"panelstress/sim"
)

// TestHTML: names and notes of users are text and no markup, tables have a row
// per row, and synthetic data are called so.
func TestHTML(t *testing.T) {
	r := &sim.Result{Version: "0", Study: sim.StudyInfo{Title: "A & <b>B</b>", Synthetic: "made up"}}
	tables := []Table{{Name: "t", Title: "<script>alert(1)</script>", Header: []string{"", "x"}, Rows: [][]string{{"a<b", "1"}, nil, {"c", "2"}}, Notes: []string{"p < 0.05"}}}
	var b strings.Builder
	if err := HTML(&b, r, tables, []Picture{{"p", []byte("<svg/>")}}, English); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, want := range []string{"A &amp; &lt;b&gt;", "a&lt;b", "p &lt; 0.05", "made up", "data:image/svg&#43;xml;base64,PHN2Zy8&#43;"} {
		if !strings.Contains(out, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(out, "<script") || strings.Contains(out, "http") {
		t.Error("the page has a script or an address")
	}
	if n := strings.Count(out, "<tr"); n != 4 { // head, two rows, a rule
		t.Errorf("%d rows", n)
	}
	// Elements are closed in their order; void elements are those of HTML.
	d := xml.NewDecoder(strings.NewReader(out))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
