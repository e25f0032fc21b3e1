package main

import (
	"math"
	"syscall"
)

// Numbers of file systems, from linux/magic.h and the systems themselves, on which
// the locks or the shared memory of SQLite do not work between machines, or that
// are gone with the power. See https://www.sqlite.org/wal.html and howtocorrupt.html.
var fileSystems = map[int64]struct{ kind, bad string }{
	0x6969:     {"NFS", "locks fail there, and the write-ahead log cannot be shared"},
	0xff534d42: {"CIFS", "locks fail there, and the write-ahead log cannot be shared"},
	0xfe534d42: {"SMB", "locks fail there, and the write-ahead log cannot be shared"},
	0x517b:     {"SMB", "locks fail there, and the write-ahead log cannot be shared"},
	0x01021997: {"9p", "it is a folder of another system: locks fail there"},
	0x786f4256: {"vboxsf", "it is a folder of another system: locks fail there"},
	0xbacbacbc: {"vmhgfs", "it is a folder of another system: locks fail there"},
	0x7461636f: {"OCFS2", "the write-ahead log cannot be shared between machines"},
	0x00c36400: {"CephFS", "the write-ahead log cannot be shared between machines"},
	0x5346414f: {"AFS", "locks fail there"},
}

// diskOf tells what a folder stands on; false when the system does not say.
func diskOf(folder string) (disk, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return disk{}, false
	}
	known := fileSystems[int64(s.Type)&math.MaxUint32]
	d := disk{free: int64(min(s.Bavail, math.MaxInt64/uint64(max(s.Bsize, 1)))) * int64(s.Bsize), nodes: -1, kind: known.kind, bad: known.bad}
	if s.Files > 0 {
		d.nodes = int64(min(s.Ffree, math.MaxInt64))
	}
	return d, true
}

// mayWrite tells why a folder may not be written to.
func mayWrite(folder string) error {
	const write, search = 2, 1
	return syscall.Access(folder, write|search)
}

// openFiles is how many files may be open at a time.
func openFiles() (uint64, bool) {
	var r syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r)
	return r.Cur, err == nil
}
