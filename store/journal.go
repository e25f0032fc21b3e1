package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Shape of a write-ahead log; see https://www.sqlite.org/fileformat2.html, section 4.
const (
	walMagic      = 0x377f0682 // its last bit says that sums are of big-endian words
	walFrameSize  = 24
	walSaltAt     = 16
	walSumAt      = 24
	frameCommitAt = 4 // pages of the database behind a transaction, 0 within one
	frameSaltAt   = 8
	frameSumAt    = 16
	// walLimit is how large a log is read: about a quarter of a second.
	walLimit = 256 << 20
)

// damagedLog is the error of a database of which nothing is left with its log.
func damagedLog(journal []Fault) error {
	return fmt.Errorf("%w: %s: %s", ErrCorrupt, journal[0].Where, journal[0].What)
}

// lostWithLog refuses to begin anew where all that a database held was in a log that
// is damaged.
func lostWithLog(ctx context.Context, path string, journal []Fault, busy time.Duration) error {
	if len(journal) == 0 {
		return nil
	}
	read := connectReaders(path, busy, false)
	have, err := version(ctx, read)
	if err == nil && have == 0 {
		err = damagedLog(journal)
	}
	return explain(path, "open", errors.Join(err, read.Close()))
}

// brokenLog tells where a write-ahead log breaks off.
type brokenLog struct {
	frame int // the first that cannot be read, from 1; 0 is the header
	lost  int // transactions behind it
}

// glanceLog looks whether the write-ahead log of a database can be read to its end.
// SQLite takes a frame whose sum is wrong for the end, as one is that was being written
// when the machine stopped; here it is damage when transactions of the same log follow.
func glanceLog(path string) []Fault {
	first, broken := readLog(path + "-wal")
	if again, still := readLog(path + "-wal"); !broken || !still || again != first { // another program was writing
		return nil
	}
	f := Fault{Where: filepath.Base(path) + "-wal", What: "its header is damaged: what was written last is lost"}
	if first.frame > 0 {
		f.What = fmt.Sprintf("it is damaged at frame %d: what was written last, in %d transactions, is lost", first.frame, first.lost)
		if first.lost == 1 {
			f.What = fmt.Sprintf("it is damaged at frame %d: the transaction that was written last is lost", first.frame)
		}
	}
	return []Fault{f}
}

func readLog(name string) (b brokenLog, broken bool) {
	f, err := os.Open(name)
	if err != nil {
		return b, false
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() <= walHeaderSize || info.Size() > walLimit {
		return b, false
	}
	in := bufio.NewReaderSize(f, 1<<20)
	var header [walHeaderSize]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return b, false
	}
	sum := walSum{order: binary.LittleEndian}
	if header[3]&1 == 1 {
		sum.order = binary.BigEndian
	}
	sum.add(header[:walSumAt])
	size := binary.BigEndian.Uint32(header[8:])
	if binary.BigEndian.Uint32(header[:])&^1 != walMagic || !sum.is(header[walSumAt:]) || size < smallestPage || size > largestPage {
		return b, header != [walHeaderSize]byte{}
	}
	frame := make([]byte, walFrameSize+size)
	for n := 1; ; n++ {
		if _, err := io.ReadFull(in, frame); err != nil {
			return b, b.lost > 0
		}
		salted := string(frame[frameSaltAt:frameSumAt]) == string(header[walSaltAt:walSumAt])
		if b.frame == 0 {
			sum.add(frame[:frameSaltAt])
			if sum.add(frame[walFrameSize:]); salted && sum.is(frame[frameSumAt:]) {
				continue
			}
			b.frame = n
			continue
		}
		if salted && binary.BigEndian.Uint32(frame[frameCommitAt:]) != 0 {
			b.lost++
		}
	}
}

// walSum is the running sum of a write-ahead log.
type walSum struct {
	order  binary.ByteOrder
	s0, s1 uint32
}

func (w *walSum) add(b []byte) {
	for ; len(b) >= 8; b = b[8:] {
		w.s0 += w.order.Uint32(b) + w.s1
		w.s1 += w.order.Uint32(b[4:]) + w.s0
	}
}

func (w *walSum) is(b []byte) bool {
	return binary.BigEndian.Uint32(b) == w.s0 && binary.BigEndian.Uint32(b[4:]) == w.s1
}
