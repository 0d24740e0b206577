package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"strings"
)

// reference is one case of any form, ready to be computed and compared.
type reference struct {
	name      string
	expected  any // JSON
	tolerance func(path []string) tolerance
	compute   func() (any, error) // from the data and the specification alone
	skip      string              // reason not to compute it
}

// malformed is a case that cannot be read: it fails and says why.
func malformed(name string, why error) reference {
	return reference{name: name, compute: func() (any, error) { return nil, why }}
}

// values computes the case. A panic is a mistake of ours: it fails this case
// and lets the others be checked.
func (r *reference) values() (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the computation broke: %v, in %s", p, panicked(string(debug.Stack())))
		}
	}()
	return r.compute()
}

// panicked finds the function that panicked in a stack: it stands below panic
// and the place of that.
func panicked(stack string) string {
	_, after, _ := strings.Cut(stack, "\npanic(")
	lines := strings.SplitN(after, "\n", 5)
	if len(lines) < 4 {
		return "an unknown function"
	}
	return strings.TrimSpace(lines[2])
}

// form is one kind of reference file, told by its content.
type form struct {
	name    string
	matches func(doc any) bool
	read    func(fsys fs.FS, file string, raw []byte) ([]reference, error)
}

// forms lists the forms of reference files.
var forms = []form{
	{"NIST linear regression", isNIST, readNIST},
	{"panel estimators", isPanel, readPanel},
	{"indices", isIndex, readIndex},
	{"bootstrap", isBootstrap, readBootstrap},
	{"full chain", isChain, readChain},
}

// read finds the form of a file and reads its cases.
func read(fsys fs.FS, file string) ([]reference, error) {
	raw, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("malformed JSON: %w", err)
	}
	for _, f := range forms {
		if !f.matches(doc) {
			continue
		}
		refs, err := f.read(fsys, file, raw)
		if err == nil && len(refs) == 0 {
			err = errors.New("it has no cases")
		}
		if err != nil {
			return nil, fmt.Errorf("read as %s: %w", f.name, err)
		}
		return refs, nil
	}
	return nil, errors.New("not a known form of reference cases")
}

// member is an element of a JSON object, nil where there is none.
func member(doc any, name string) any {
	o, _ := doc.(map[string]any)
	return o[name]
}
