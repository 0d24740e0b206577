package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"

	"panelstress/data"
)

// envPrefix begins the name of every environment variable that is read.
const envPrefix = "PANELSTRESS"

// flagKeys says which key of the study a flag sets.
var flagKeys = map[string][]string{
	"seed": {"run.seed"}, "workers": {"run.workers"}, "out": {"run.out"}, "format": {"run.format"}, "lang": {"run.lang"}, "quiet": {"run.quiet"},
}

// settle puts flags and environment variables into the tree: a flag (and
// --set, which is one) beats the environment, which beats the file. viper
// decides which wins; the tree keeps the keys as they are written, which
// viper would put into lower case. It returns warnings.
func settle(t *tree, flags *pflag.FlagSet, sets []string, environ []string) (warnings []string, err error) {
	v := viper.New()
	v.SetEnvPrefix(envPrefix)
	paths := knownPaths(t)
	names := make(map[string]bool)
	for _, p := range paths {
		if err := v.BindEnv(strings.Join(p, "."), envName(p)); err != nil {
			return nil, err
		}
		names[envName(p)] = true
	}
	for name, keys := range flagKeys {
		if f := flags.Lookup(name); f != nil {
			for _, k := range keys {
				if err := v.BindPFlag(k, f); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, p := range paths {
		if key := strings.Join(p, "."); v.IsSet(key) {
			if err := t.set(p, scalar(v.GetString(key))); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range sets {
		if err := t.assign(s); err != nil {
			return nil, err
		}
	}
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		if strings.HasPrefix(name, envPrefix+"_") && !names[name] && name != debugVariable {
			known := slices.Collect(func(yield func(string) bool) {
				for n := range names {
					if !yield(n) {
						return
					}
				}
			})
			slices.Sort(known)
			w := fmt.Sprintf("the environment variable %s sets no key", name)
			if hint := nearest(name, known); hint != "" {
				w += "; " + hint
			}
			warnings = append(warnings, w)
		}
	}
	return warnings, nil
}

// assign carries out one --set path.to.key=value; the value is read as YAML.
func (t *tree) assign(s string) error {
	key, value, ok := strings.Cut(s, "=")
	key = strings.TrimSpace(key)
	if !ok || key == "" {
		return &data.InputError{Key: "--set", Found: fmt.Sprintf("%q", s), Expected: "path.to.key=value"}
	}
	var n yaml.Node
	if err := yaml.Unmarshal(quoteMinus([]byte("v: "+value)), &n); err != nil || len(n.Content) == 0 || n.Content[0].Kind != yaml.MappingNode || len(n.Content[0].Content) != 2 {
		return t.set(strings.Split(key, "."), scalar(value)) // not YAML: a text, as in a formula with colons
	}
	clearLines(&n)
	if err := t.plain(n.Content[0], "--set "+key, 0); err != nil {
		return err
	}
	return t.set(strings.Split(key, "."), n.Content[0].Content[1])
}

// scalar is a value that stands for itself, whatever it looks like.
func scalar(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: yaml.DoubleQuotedStyle}
}

// knownPaths are the paths of all scalar keys that have a fixed name and of
// all values in the file.
func knownPaths(t *tree) [][]string {
	var paths [][]string
	var walk func(ty reflect.Type, path []string)
	walk = func(ty reflect.Type, path []string) {
		for ty.Kind() == reflect.Pointer {
			ty = ty.Elem()
		}
		if ty.Kind() != reflect.Struct || ty == reflect.TypeFor[method]() {
			if ty.Kind() != reflect.Slice {
				paths = append(paths, path)
			}
			return
		}
		for _, f := range fields(ty) {
			walk(f.Type, append(slices.Clone(path), f.Tag.Get("key")))
		}
	}
	walk(reflect.TypeFor[studyConfig](), nil)
	t.leaves(func(path []string) {
		if !slices.ContainsFunc(paths, func(p []string) bool { return slices.Equal(p, path) }) {
			paths = append(paths, path)
		}
	})
	return paths
}

// envName is the environment variable of a key: PANELSTRESS_RUN_SEED.
func envName(path []string) string {
	up := strings.ToUpper(envPrefix + "_" + strings.Join(path, "_"))
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r == ' ' || r == ':' || r == '=' {
			return '_'
		}
		return r
	}, up)
}
