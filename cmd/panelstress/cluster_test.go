package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestClusterByColumn: the file has nine census divisions, so that t has eight
// degrees of freedom.
func TestClusterByColumn(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run([]string{"baseline", "us-states", "--set", "estimators.0.by=region"}, &out, &errs); status != exitDone {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	if want := "clustered by region (Stata: G/(G-1)·(N-1)/(N-k-1)); t(8)."; !strings.Contains(out.String(), want) {
		t.Errorf("no %q in\n%s", want, out.String())
	}
	errs.Reset()
	if status := run([]string{"baseline", "us-states", "--set", "estimators.0.by=regoin"}, &out, &errs); status != exitInput || !strings.Contains(errs.String(), `perhaps "region" is meant`) {
		t.Errorf("status %d: %s", status, errs.String())
	}
}
