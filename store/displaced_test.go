package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestDisplaced(t *testing.T) {
	for name, row := range map[string]struct {
		disturb func(path string) error
		want    bool
	}{
		"as it was":      {func(string) error { return nil }, false},
		"taken away":     {os.Remove, true},
		"moved":          {func(path string) error { return os.Rename(path, path+".old") }, true},
		"another put in": {func(path string) error { os.WriteFile(path+".new", nil, 0o600); return os.Rename(path+".new", path) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "winnow.db")
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := row.disturb(path); err != nil {
				t.Fatal(err)
			}
			if got := s.Displaced(); errors.Is(got, ErrDisplaced) != row.want {
				t.Errorf("%v, want %t", got, row.want)
			}
		})
	}
}
