package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference")

// golden compares a text with a file in testdata.
func golden(t *testing.T, file, text string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, path); text != want {
		t.Errorf("%s: got\n%s\nwant\n%s", file, text, want)
	}
}

func TestGolden(t *testing.T) {
	golden(t, "studies.golden", must(t, "studies").stdout)
	version := regexp.MustCompile(`commit \S+, go\S+, \S+/\S+`).ReplaceAllString(must(t, "version").stdout, "commit COMMIT, GO, SYSTEM")
	golden(t, "version.golden", version)
	golden(t, "help.golden", must(t, "help").stdout)
}
