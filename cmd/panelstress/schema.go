package main

// studyConfig is a study file. The tag of a field is its key.
type studyConfig struct {
	Name       string                  `key:"name"`
	Title      string                  `key:"title"`
	Synthetic  string                  `key:"synthetic"` // a sentence where the data are made up
	Data       dataConfig              `key:"data"`
	Derive     named[string]           `key:"derive"`
	Indices    named[indexConfig]      `key:"indices"`
	Models     named[modelConfig]      `key:"models"`
	Estimators []estimatorConfig       `key:"estimators"`
	Hypotheses named[hypothesisConfig] `key:"hypotheses"`
	Bootstrap  *bootstrapConfig        `key:"bootstrap"`
	Weights    *weightsConfig          `key:"weights"`
	Run        runConfig               `key:"run"`
}

// laterKeys are keys of a study that other versions know.
var laterKeys = []string{"trade", "scenarios", "multiverse", "sensitivity"}

type dataConfig struct {
	File      string `key:"file"`
	Entity    string `key:"entity"`
	Time      string `key:"time"`
	From      *int   `key:"from"`
	To        *int   `key:"to"`
	Where     string `key:"where"`
	Missing   string `key:"missing"`
	Ends      string `key:"ends"`
	Gaps      string `key:"gaps"`
	Encoding  string `key:"encoding"`
	Delimiter string `key:"delimiter"`
	Sheet     string `key:"sheet"`
}

type indexConfig struct {
	Indicators named[treatConfig] `key:"indicators"`
	Normalise  method             `key:"normalise"`
	Weights    method             `key:"weights"`
	Aggregate  method             `key:"aggregate"`
	ByPeriod   bool               `key:"by_period"`
	Groups     named[groupConfig] `key:"groups"`
}

// treatConfig is an indicator: its direction alone, or with a treatment.
type treatConfig struct {
	Direction string  `key:"direction"`
	Treat     *method `key:"treat"`
}

type groupConfig struct {
	Members []string `key:"members"`
	Weights *method  `key:"weights"`
}

type modelConfig struct {
	Formula string `key:"formula"`
}

type estimatorConfig struct {
	Kind       string `key:"kind"`
	Name       string `key:"name"`
	Effects    string `key:"effects"`
	Variance   string `key:"variance"`
	Convention string `key:"convention"`
}

type hypothesisConfig struct {
	Statement string  `key:"statement"`
	Model     string  `key:"model"`
	Estimator string  `key:"estimator"`
	Term      string  `key:"term"`
	Sign      string  `key:"sign"`
	Level     float64 `key:"level"`
}

type bootstrapConfig struct {
	Draws  *int    `key:"draws"`
	Scheme string  `key:"scheme"`
	Strata string  `key:"strata"`
	Level  float64 `key:"level"`
}

type weightsConfig struct {
	Draws    *int   `key:"draws"`
	Perturb  method `key:"perturb"`
	Resample bool   `key:"resample"`
}

type runConfig struct {
	Seed    uint64 `key:"seed"`
	Workers int    `key:"workers"`
	Out     string `key:"out"`
	Format  string `key:"format"`
	Lang    string `key:"lang"`
	Quiet   bool   `key:"quiet"`
}
