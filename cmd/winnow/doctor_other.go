//go:build !linux

package main

import "os"

// diskOf tells what a folder stands on, which is known on Linux only.
func diskOf(string) (disk, bool) { return disk{}, false }

// mayWrite tells why a folder may not be written to, as far as its mode says.
func mayWrite(folder string) error {
	info, err := os.Stat(folder)
	if err == nil && info.Mode().Perm()&0o222 == 0 {
		return os.ErrPermission
	}
	return err
}

// openFiles is how many files may be open at a time, which is known on Linux only.
func openFiles() (uint64, bool) { return 0, false }
