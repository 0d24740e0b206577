package verify

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestShared runs all cases of the reference folder beside the repository.
func TestShared(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "reference", "estimators")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the reference folder is not beside the repository")
	}
	var out bytes.Buffer
	r, err := Run(t.Context(), &out, Source{Name: "estimators", FS: os.DirFS(dir)})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r)
	if r.Failed > 0 {
		t.Errorf("%v\n%s", r, out.String())
	}
}
