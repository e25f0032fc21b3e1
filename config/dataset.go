package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"winnow/dataset"
	"winnow/query"
)

// Dataset gives the recipe of that name; nil when there is none.
func (c *Config) Dataset(name string) *dataset.Recipe {
	i := slices.IndexFunc(c.Datasets, func(r dataset.Recipe) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return &c.Datasets[i]
}

// datasetList is the list of recipes.
func (c *Config) datasetList() kind {
	return kind{c.readDatasets, func() *shape {
		var r dataset.Recipe
		item := mapping(recipeFields(&r)).shape()
		item.Type, item.Required = "object", []string{"name"}
		return &shape{Type: []string{"array", "null"}, Items: item, want: "a list of data sets"}
	}}
}

// readDatasets reads the list of recipes.
func (c *Config) readDatasets(w *walk, v value) {
	if v.empty() {
		return
	}
	if v.node.Kind != yaml.SequenceNode {
		w.report(v, wrong("begin each data set with a dash: - name: …", "want a list of data sets, got %s", kindOf(v.node)))
		return
	}
	for i, n := range v.node.Content {
		item := newValue(n, fmt.Sprintf("%s[%d]", v.path, i))
		if !w.visit(item) {
			return
		}
		if item.empty() {
			w.report(item, wrong("", "want a data set, got nothing"))
			continue
		}
		r := dataset.Recipe{Text: dataset.TextFull, Dedupe: dataset.DedupeNone}
		mapping(recipeFields(&r), func(w *walk, v value) {
			switch {
			case r.Name == "" && w.untouched(v.path, "name"):
				w.report(v, wrong("", "has no name"))
			case r.Name != "" && c.Dataset(r.Name) != nil:
				w.report(w.at[join(v.path, "name")], wrong("", "doubled name %s", r.Name))
			}
			if r.Splits.Test+r.Splits.Validation > 100 {
				w.report(w.at[join(v.path, "splits")], wrong("", "test and validation are more than 100 per cent"))
			}
		}).read(w, item)
		c.Datasets = append(c.Datasets, r)
	}
}

func recipeFields(r *dataset.Recipe) object {
	return object{
		{"name", scalar(&r.Name, "a name like quay-2026", textTag, datasetName).matching(nameOfDataset.String())},
		{"title", text(&r.Title)},
		{"description", text(&r.Description)},
		{"license", text(&r.License)},
		{"where", scalar(&r.Where, "a condition", textTag, condition)},
		{"text", oneOf(&r.Text, dataset.TextFull, dataset.TextNone)},
		{"fields", list(&r.Fields, "the name of a column", columnName).of(words(dataset.ColumnNames()...))},
		{"restricted", scalar(&r.Restricted, "true or false", []string{"!!bool"}, strconv.ParseBool)},
		{"respect", list(&r.Respect, "a signal", signalName).of(words(dataset.Signals...))},
		{"dedupe", oneOf(&r.Dedupe, dataset.DedupeNone, dataset.DedupeOriginal)},
		{"filters", mapping(filterFields(&r.Filters))},
		{"splits", mapping(splitFields(&r.Splits))},
	}
}

// mostWords bounds what can be meant by a number of words.
const mostWords = 10_000_000

func filterFields(f *dataset.Filters) object {
	return object{
		{"min_words", integer(&f.MinWords, 0, mostWords)},
		{"max_words", integer(&f.MaxWords, 0, mostWords)},
		{"min_language_score", scalar(&f.MinLanguageScore, "a number from 0 to 1", numberTag, share).between(0, 1)},
		{"max_repeated_lines", scalar(&f.MaxRepeatedLines, "a number from 0 to 1", numberTag, share).between(0, 1)},
		{"require", list(&f.Require, "the name of a column", columnName).of(words(dataset.ColumnNames()...))},
	}
}

func splitFields(s *dataset.Splits) object {
	return object{
		{"validation", integer(&s.Validation, 0, 100)},
		{"test", integer(&s.Test, 0, 100)},
		{"test_from", scalar(&s.TestFrom, "a day like 2026-03-01", []string{"!!str", "!!timestamp"}, dayName).matching(dayShape)},
	}
}

// nameOfDataset is what may name a folder, a data package and a column value.
var nameOfDataset = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func datasetName(s string) (string, error) {
	if !nameOfDataset.MatchString(s) {
		return "", wrong("lower-case letters, digits, dots, hyphens and underscores", "%q cannot name a data set", clip(s))
	}
	return s, nil
}

func condition(s string) (string, error) {
	if _, err := query.Parse(s); err != nil {
		return "", wrong("winnow export --help explains the language", "%v in %q", err, clip(s))
	}
	return s, nil
}

func columnName(s string) (string, error) {
	names := dataset.ColumnNames()
	if slices.Contains(names, s) {
		return s, nil
	}
	hint := "there are " + strings.Join(names, ", ")
	if near := nearest(s, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return "", wrong(hint, "there is no column %q", clip(s))
}

func signalName(s string) (string, error) {
	if !slices.Contains(dataset.Signals, s) {
		return "", wrong("there are "+strings.Join(dataset.Signals, ", "), "there is no signal %q", clip(s))
	}
	return s, nil
}

func share(s string) (float64, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 0 && f <= 1) {
		return 0, wrong("", "want a number from 0 to 1, got %q", clip(s))
	}
	return f, nil
}

func dayName(s string) (string, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", wrong("", "want a day like 2026-03-01, got %q", clip(s))
	}
	return s, nil
}
