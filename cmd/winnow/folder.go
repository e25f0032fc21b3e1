package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// toFolder has write fill a folder that appears under its name only when complete.
// One that is there already is left alone.
func toFolder(name string, write func(folder string) error) error {
	if err := vacant(name); err != nil {
		return err
	}
	clearAbandoned(name)
	hidden := hiddenName(name, rand.Text())
	if err := os.Mkdir(hidden, 0o777); err != nil {
		return fmt.Errorf("%s: %w", name, cause(err))
	}
	release, err := own(hidden)
	if err != nil {
		return fmt.Errorf("%s: %w", name, cause(err))
	}
	defer func() { _ = release() }()
	defer os.RemoveAll(hidden) // nothing is there once it is renamed
	if err := write(hidden); err != nil {
		return fmt.Errorf("%s: %w", name, cause(err))
	}
	if err := vacant(name); err != nil {
		return err
	}
	return os.Rename(hidden, name)
}

// vacant reports that nothing has a name yet but an empty folder.
func vacant(name string) error {
	list, err := os.ReadDir(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(list) == 0:
		return nil
	case err == nil:
		return &failure{exitUsage, fmt.Errorf("%s: is there already", name), "give another name, or take that folder away first"}
	}
	return &failure{exitUsage, fmt.Errorf("%s: %w", name, cause(err)), "give another name"}
}
