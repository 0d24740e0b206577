package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// partial ends the name of a results folder that is not finished.
const partial = ".partial"

// folder is a results folder: it is filled under another name and appears as
// a whole or not at all.
type folder struct {
	out  string // its name in the end
	dir  string // out + partial
	made bool   // by this run
}

// openFolder prepares the folder of a run. Without a name it takes
// results/STUDY, or the first of results/STUDY-2, -3, ... that is free; with
// resume, the unfinished one that is there.
func openFolder(out, study string, resume bool) (*folder, error) {
	if out == "" {
		out = freeFolder(study, resume)
	}
	f := &folder{out: filepath.Clean(out)}
	f.dir = f.out + partial
	if list, err := os.ReadDir(f.out); err == nil && len(list) > 0 {
		return nil, wrong("run.out", fmt.Sprintf("%s, which is not empty", f.out), "a folder that does not exist yet")
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, wrong("run.out", cause(err), "a folder that can be made")
	}
	if _, err := os.Stat(f.dir); err == nil {
		if !resume {
			return nil, wrong("run.out", fmt.Sprintf("%s of a run that was interrupted", f.dir), "--resume to go on with it, or the folder removed")
		}
		return f, nil
	}
	if err := os.MkdirAll(f.dir, 0o777); err != nil {
		return nil, wrong("run.out", cause(err), "a folder that can be made")
	}
	f.made = true
	return f, nil
}

func freeFolder(study string, resume bool) string {
	base := filepath.Join("results", fileSafe(study))
	for i := 1; ; i++ {
		name := base
		if i > 1 {
			name = fmt.Sprintf("%s-%d", base, i)
		}
		_, done := os.Stat(name)
		_, begun := os.Stat(name + partial)
		if resume && begun == nil {
			return name
		}
		if done != nil && (begun != nil || resume) {
			return name
		}
	}
}

func fileSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, s)
}

// finish gives the folder its name.
func (f *folder) finish() error {
	if err := os.Remove(f.out); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(f.dir, f.out)
}

// discard removes what this run has made, so that a mistake leaves nothing.
func (f *folder) discard() {
	if f.made {
		os.RemoveAll(f.dir)
		os.Remove(filepath.Dir(f.dir)) // results/, where it is empty
	}
}

// cause is an error of the file system in words.
func cause(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "a full disk (" + err.Error() + ")"
	case errors.Is(err, fs.ErrPermission):
		return "no permission (" + err.Error() + ")"
	case errors.As(err, &p):
		return p.Path + ": " + p.Err.Error()
	}
	return err.Error()
}
