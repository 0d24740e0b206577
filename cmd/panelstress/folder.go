package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"panelstress/data"
)

// partial ends the name of a results folder that is not finished.
const partial = ".partial"

// folder is a results folder: it is filled under another name and appears as
// a whole or not at all.
type folder struct {
	out     string   // its name in the end
	dir     string   // out + partial
	resumed bool     // dir was there before
	made    []string // folders made by this run, the innermost last
}

// openFolder prepares the folder of a run. Nothing is left of it after an
// error.
func openFolder(out string, resume bool) (*folder, error) {
	f := &folder{out: filepath.Clean(out)}
	f.dir = f.out + partial
	list, err := os.ReadDir(f.out)
	switch {
	case err == nil && len(list) > 0:
		return nil, wrong("run.out", f.out+", which is not empty", "a folder that does not exist yet, or is empty")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, wrong("run.out", cause(err), "a folder that can be made")
	}
	info, err := os.Stat(f.dir)
	switch {
	case err == nil && !info.IsDir():
		return nil, wrong("run.out", f.dir+", which is a file", "room for the folder of that name")
	case err == nil && !resume:
		return nil, wrong("run.out", f.dir+" of a run that was interrupted", "the flag --resume to go on with it, or that folder removed")
	case err == nil:
		f.resumed = true
		return f, f.tryOut()
	}
	if err := f.make(f.dir); err != nil {
		f.discard()
		return nil, wrong("run.out", cause(err), "a folder that can be made")
	}
	return f, f.tryOut()
}

// atFlag says of a mistake in the place of a folder which flag or argument it
// is in: outside of a run it is no key of a study.
func atFlag(err error, name string) error {
	var in *data.InputError
	if errors.As(err, &in) {
		in.File, in.Key = name, ""
	}
	return err
}

// make makes a folder and those above it, and remembers which it made.
func (f *folder) make(dir string) error {
	err := os.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrNotExist) {
		if err := f.make(filepath.Dir(dir)); err != nil {
			return err
		}
		err = os.Mkdir(dir, 0o777)
	}
	if err == nil {
		f.made = append(f.made, dir)
	} else if info, e := os.Stat(dir); e == nil && info.IsDir() && dir != f.dir {
		return nil // made by someone else meanwhile
	}
	return err
}

// tryOut writes to the folder, so that a disk that is full or read-only shows
// before anything is computed.
func (f *folder) tryOut() error {
	path := filepath.Join(f.dir, "try-out")
	err := os.WriteFile(path, make([]byte, 1<<16), 0o666)
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil {
		f.discard()
		return wrong("run.out", cause(err), "a folder with room that can be written to")
	}
	return nil
}

// finish gives the folder its name.
func (f *folder) finish() error {
	if err := os.Remove(f.out); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(f.dir, f.out)
}

// discard removes what this run has made, so that a mistake leaves nothing. A
// folder of an earlier run stays.
func (f *folder) discard() {
	if f.resumed {
		return
	}
	for i := len(f.made) - 1; i >= 0; i-- {
		if f.made[i] == f.dir {
			os.RemoveAll(f.dir)
		} else {
			os.Remove(f.made[i]) // only where it is empty
		}
	}
}

// defaultFolder is the folder of a run that names none: results/STUDY, or the
// first of results/STUDY-2, -3, ... that is free; with resume the newest that
// is unfinished, where there is one.
func defaultFolder(study string, resume bool) string {
	base := filepath.Join("results", fileSafe(study))
	var free, newest string
	var latest time.Time
	for i := 1; free == ""; i++ {
		name := base
		if i > 1 {
			name = fmt.Sprintf("%s-%d", base, i)
		}
		_, done := os.Lstat(name)
		info, err := os.Lstat(name + partial)
		if err == nil && info.ModTime().After(latest) {
			newest, latest = name, info.ModTime()
		}
		if errors.Is(done, fs.ErrNotExist) && err != nil {
			free = name
		} else if done != nil && !errors.Is(done, fs.ErrNotExist) {
			free = name // it cannot even be asked for; openFolder says why
		}
	}
	if resume && newest != "" {
		return newest
	}
	return free
}

// fileSafe replaces what a file name may not hold.
func fileSafe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, s)
	if strings.Trim(s, ". ") == "" {
		return "study"
	}
	return s
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

// outOfReach tells whether an error is one of the place that results go to.
func outOfReach(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission)
}
