package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// toFile has write fill a file that appears under its name only when complete.
// "-" is standard output; a device or a pipe is written to as it is.
func (c *console) toFile(name string, write func(io.Writer) error) error {
	if name == "-" {
		return flushed(c.out, write)
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real // a link stays one
	}
	if st, err := os.Stat(name); err == nil && !st.Mode().IsRegular() {
		return toDevice(name, write)
	}
	clearAbandoned(name)
	f, err := beside(name)
	if err != nil {
		return err
	}
	release, err := own(f.Name())
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, cause(err)), f.Close())
	}
	defer func() { _ = release() }()
	defer os.Remove(f.Name()) // fails once it is renamed, as it should
	if st, err := os.Stat(name); err == nil {
		_ = f.Chmod(st.Mode().Perm()) // what was private stays so; where that cannot be said, as a new file
	}
	err = flushed(f, write)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, cause(err))
	}
	return os.Rename(f.Name(), name)
}

// beside makes a file in the folder of the named one, with the permissions
// that a new file gets there.
func beside(name string) (*os.File, error) {
	hidden := hiddenName(name, rand.Text())
	f, err := os.OpenFile(hidden, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	return f, nil
}

// writable says beforehand whether toFile can make the named file.
func writable(name string) error {
	if st, err := os.Stat(name); name == "-" || err == nil && !st.Mode().IsRegular() && !st.IsDir() {
		return nil
	} else if err == nil && st.IsDir() {
		return fmt.Errorf("%s: is a folder", name)
	}
	f, err := beside(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func toDevice(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(flushed(f, write), f.Close())
}

func flushed(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}

// cause is an error without the name of the file that it was about.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
