package config

import (
	"os"

	"go.yaml.in/yaml/v4"
)

// Named gives the ids of the sources and the names of the data sets in a file, each
// with what it is called. It is for those who help to type: whatever else is wrong
// with the file, what can be read is given.
func Named(file string) (sources, datasets [][2]string) {
	info, err := os.Stat(file)
	if err != nil || info.Size() > maxFile {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, nil
	}
	root, issue := document(b)
	if issue != nil {
		return nil, nil
	}
	_, s := member(root, "sources")
	_, d := member(root, "datasets")
	return named(s, "id", "title", "organization"), named(d, "name", "title")
}

// named gives of each mapping of a list its name and the first title it has.
func named(list *yaml.Node, name string, titles ...string) (out [][2]string) {
	if list = follow(list); list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	for _, item := range list.Content {
		item = follow(item)
		_, n := member(item, name)
		if n == nil || n.Kind != yaml.ScalarNode || n.Value == "" {
			continue
		}
		title := ""
		for _, key := range titles {
			if _, t := member(item, key); t != nil && title == "" {
				title = t.Value
			}
		}
		out = append(out, [2]string{n.Value, title})
	}
	return out
}

// follow gives what an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
