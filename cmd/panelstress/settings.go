package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"

	"panelstress/data"
)

// envPrefix begins the name of every environment variable that is read.
const envPrefix = "PANELSTRESS"

// flagKeys says which key of the study a flag sets.
var flagKeys = map[string]string{
	"seed": "run.seed", "workers": "run.workers", "out": "run.out", "format": "run.format", "lang": "run.lang", "quiet": "run.quiet",
}

// settings are what stands above the study file.
type settings struct {
	flags   *pflag.FlagSet
	sets    []string // of --set
	environ []string // NAME=value, to warn of names that set nothing
	kinds   []string // arms that the command computes
}

// settle puts flags and environment variables into the tree: a flag (and
// --set, which is one) beats the environment, which beats the file, which
// beats the defaults. viper decides between flag and environment; the tree
// keeps the keys as they are written, which viper would put into lower case.
func (s *settings) settle(t *tree) (warnings []string, err error) {
	v := viper.New()
	names := make(map[string][]string) // variable -> path
	for _, p := range knownPaths(t) {
		name := envName(p)
		if other, twice := names[name]; twice {
			warnings = append(warnings, fmt.Sprintf("the keys %s and %s share the environment variable %s; it sets the first", strings.Join(other, "."), strings.Join(p, "."), name))
			continue
		}
		names[name] = p
		if err := v.BindEnv(name, name); err != nil {
			return nil, err
		}
	}
	flagOf := make(map[string]string) // variable -> flag
	for name, key := range flagKeys {
		if f := s.flags.Lookup(name); f != nil {
			variable := envName(strings.Split(key, "."))
			if err := v.BindPFlag(variable, f); err != nil {
				return nil, err
			}
			if f.Changed {
				flagOf[variable] = "--" + name
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) { // a key before those inside of it
		if !v.IsSet(name) {
			continue
		}
		from := name
		if flagOf[name] != "" {
			from = flagOf[name]
		}
		if err := t.assign(names[name], v.GetString(name), from); err != nil {
			return nil, err
		}
	}
	return append(warnings, s.strangers(names)...), s.override(t)
}

// override carries out --set and, where it does not say otherwise, --draws
// for every arm.
func (s *settings) override(t *tree) error {
	for _, set := range s.sets {
		key, value, ok := strings.Cut(set, "=")
		key = strings.TrimSpace(key)
		if !ok || key == "" {
			return &data.InputError{File: "--set", Found: strconv.Quote(set), Expected: "path.to.key=value"}
		}
		if err := t.assign(t.split(key), value, "--set "+set); err != nil {
			return err
		}
	}
	f := s.flags.Lookup("draws")
	if f == nil || !f.Changed {
		return nil
	}
	if n, err := strconv.Atoi(f.Value.String()); err != nil || n < 1 {
		return &data.InputError{File: "--draws", Found: f.Value.String(), Expected: "at least 1 draw"}
	}
	for _, kind := range s.kinds {
		if len(s.kinds) > 1 && !slices.Contains(drawKinds, kind) {
			continue
		}
		if err := t.setDraws(kind, f.Value.String()); err != nil {
			return err
		}
	}
	return nil
}

// drawKinds are the keys whose draws are draws. Those of multiverse are the
// combinations of a sample and those of sensitivity rows of a design: a flag
// for all arms of a run does not mean them, that of their own command does.
var drawKinds = []string{"bootstrap", "weights", "scenarios"}

// setDraws gives the arm of a key, or every arm where it is a list or where it
// has a number of its own, a number of draws, but for those that --set gave
// one.
func (t *tree) setDraws(kind, draws string) error {
	n := t.get(kind)
	if n == nil {
		return nil
	}
	paths := [][]string{{kind, "draws"}}
	if n.Kind == yaml.SequenceNode {
		paths = nil
		for i := range n.Content {
			paths = append(paths, []string{kind, strconv.Itoa(i), "draws"})
		}
	}
	if kind == "scenarios" {
		for _, name := range t.scenarioNames() {
			if t.get(kind, name, "draws") != nil {
				paths = append(paths, []string{kind, name, "draws"})
			}
		}
	}
	for _, path := range paths {
		if strings.HasPrefix(t.origin[strings.Join(path, ".")], "--set") {
			continue
		}
		if err := t.set(path, scalar(draws), "--draws"); err != nil {
			return err
		}
	}
	return nil
}

// assign puts a value given as text at a path. It is read as YAML, but where
// the schema has a text the value is that text, as in a formula with colons.
func (t *tree) assign(path []string, value, from string) error {
	n, err := t.parseValue(value, from)
	if err != nil || n.Kind != yaml.ScalarNode {
		ty := typeAt(path)
		if f, ok := shorthand(ty); ok && err != nil {
			ty = f.Type
		}
		if ty != nil && ty.Kind() == reflect.String {
			n, err = scalar(value), nil
		}
	}
	if err != nil {
		e := t.wrong(strings.Join(path, "."), strconv.Quote(value), "a value as in YAML", "quote it, as in key='a: b'")
		e.File, e.Line = from, 0
		return e
	}
	return t.set(path, n, from)
}

func (t *tree) parseValue(value, from string) (*yaml.Node, error) {
	root, err := parseYAML(from, []byte("v: "+value))
	if err != nil {
		return nil, err
	}
	if root == nil || root.Kind != yaml.MappingNode || len(root.Content) != 2 {
		return nil, fmt.Errorf("no single value")
	}
	clearLines(root)
	return root.Content[1], t.plain(root.Content[1], from, 0)
}

// clearLines forgets places: those of a value from a flag mean nothing.
func clearLines(n *yaml.Node) {
	n.Line = 0
	for _, c := range n.Content {
		clearLines(c)
	}
}

// strangers warns of variables with our prefix that set no key.
func (s *settings) strangers(names map[string][]string) (warnings []string) {
	known := slices.Sorted(maps.Keys(names))
	for _, e := range s.environ {
		name, _, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, envPrefix+"_") || names[name] != nil || name == debugVariable {
			continue
		}
		w := fmt.Sprintf("the environment variable %s sets no key of the study", name)
		if hint := nearest(name, known); hint != "" {
			w += "; " + hint
		}
		warnings = append(warnings, w)
	}
	return warnings
}

// knownPaths are the paths of all keys that can be set by one value: those
// with a fixed name, and for names that the user chose those in the file.
func knownPaths(t *tree) (paths [][]string) {
	var walk func(ty reflect.Type, n *yaml.Node, path []string)
	under := func(n *yaml.Node, key string) *yaml.Node {
		if n == nil {
			return nil
		}
		return child(n, key)
	}
	add := func(path []string, key string) []string { return append(slices.Clone(path), key) }
	walk = func(ty reflect.Type, n *yaml.Node, path []string) {
		for ty.Kind() == reflect.Pointer {
			ty = ty.Elem()
		}
		if one := oneOf(ty); one != nil && (n == nil || n.Kind != yaml.SequenceNode) {
			ty = one
		}
		_, short := shorthand(ty)
		element := elementOf(ty)
		if ty.Kind() != reflect.Struct || short || element != nil {
			paths = append(paths, path)
		}
		switch {
		case ty == reflect.TypeFor[method]() || element != nil:
			for i := 0; n != nil && n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
				key := n.Content[i].Value
				if element == nil {
					paths = append(paths, add(path, key))
				} else {
					walk(element, n.Content[i+1], add(path, key))
				}
			}
		case ty.Kind() == reflect.Slice:
			for i := 0; n != nil && n.Kind == yaml.SequenceNode && i < len(n.Content); i++ {
				walk(ty.Elem(), n.Content[i], add(path, strconv.Itoa(i)))
			}
		case ty.Kind() == reflect.Struct:
			for _, f := range fields(ty) {
				key := f.Tag.Get("key")
				walk(f.Type, under(n, key), add(path, key))
			}
			f, ok := others(ty)
			for i := 0; ok && n != nil && n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
				if key := n.Content[i].Value; !slices.Contains(keys(ty), key) {
					walk(elementOf(f.Type), n.Content[i+1], add(path, key))
				}
			}
		}
	}
	walk(reflect.TypeFor[studyConfig](), t.root, nil)
	return paths
}

// envName is the environment variable of a key: PANELSTRESS_RUN_SEED. What a
// shell cannot have in a name becomes an underscore.
func envName(path []string) string {
	up := strings.ToUpper(envPrefix + "_" + strings.Join(path, "_"))
	return strings.Map(func(r rune) rune {
		if r < 0x80 && !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') {
			return '_'
		}
		return r
	}, up)
}
