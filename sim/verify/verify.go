package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Report counts cases. A case has failed when any of its numbers is wrong or
// cannot be computed for a reason that the case does not foresee; it is
// skipped when all that were computed are right and some were not computed.
type Report struct {
	Passed, Failed, Skipped int
}

// Source is a tree of files with reference cases. Name stands before the names
// of its files in messages.
type Source struct {
	Name string
	FS   fs.FS
}

// ErrNoCases tells that a source holds no reference case at all.
var ErrNoCases = errors.New("no reference cases")

// Dir is the source of a folder on disk.
func Dir(dir string) (Source, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return Source{}, fmt.Errorf("verify: %w", err)
	}
	if !info.IsDir() {
		return Source{}, &fs.PathError{Op: "verify", Path: dir, Err: errors.New("a file, not a folder")}
	}
	return Source{Name: filepath.ToSlash(dir), FS: os.DirFS(dir)}, nil
}

// Run computes and compares all cases of the sources. It writes one line per
// mismatch (file case quantity: got …, expected …), one per skipped case with
// the reason, and last the counts. Files that are no reference cases are
// failures. The error tells of a source that cannot be walked or holds no
// case, or of a cancelled context; wrong numbers are in the report alone.
func Run(ctx context.Context, w io.Writer, sources ...Source) (Report, error) {
	r := runner{w: w}
	for _, s := range sources {
		before := r.report
		if err := r.walk(ctx, s); err != nil {
			return r.report, fmt.Errorf("verify: %w", err)
		}
		if r.report == before {
			return r.report, fmt.Errorf("verify: %s: %w", s.Name, ErrNoCases)
		}
	}
	_, err := fmt.Fprintf(w, "%d passed, %d failed, %d skipped\n", r.report.Passed, r.report.Failed, r.report.Skipped)
	return r.report, err
}

type runner struct {
	w      io.Writer
	report Report
}

func (r *runner) walk(ctx context.Context, s Source) error {
	return fs.WalkDir(s.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if e.IsDir() || !strings.HasSuffix(name, ".json") {
			return nil
		}
		return r.file(ctx, s, name)
	})
}

func (r *runner) file(ctx context.Context, s Source, name string) error {
	shown := path.Join(s.Name, name)
	references, err := read(s.FS, name)
	if err != nil {
		r.report.Failed++
		fmt.Fprintf(r.w, "%s: %v\n", shown, err)
		return nil
	}
	for _, ref := range references {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.check(shown, &ref)
	}
	return nil
}

// check computes one case and counts it.
func (r *runner) check(file string, ref *reference) {
	at := file + " " + ref.name
	if ref.skip != "" {
		r.report.Skipped++
		fmt.Fprintf(r.w, "%s: skipped: %s\n", at, ref.skip)
		return
	}
	got, err := ref.values()
	if err != nil {
		r.report.Failed++
		fmt.Fprintf(r.w, "%s: %v\n", at, err)
		return
	}
	c := comparison{tolerance: ref.tolerance}
	c.compare(nil, got, ref.expected, 0)
	if c.compared == 0 && len(c.missing) == 0 {
		c.wrong = append(c.wrong, "all: got no number to compare, expected some")
	}
	for _, line := range c.wrong {
		fmt.Fprintf(r.w, "%s %s\n", at, line)
	}
	switch {
	case len(c.wrong) > 0:
		r.report.Failed++
	case len(c.missing) > 0:
		r.report.Skipped++
		fmt.Fprintf(r.w, "%s: skipped: %s\n", at, strings.Join(c.missing, "; "))
	default:
		r.report.Passed++
	}
}
