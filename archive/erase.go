package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// journal names the file that says which records are being erased, so that an
// erasure that was killed is finished by the next.
const journal = "erasing.json"

// Erase overwrites every record of a folder of WARC files that is about a
// matching address: answers, requests, metadata, resources. In its place stands
// a record of the same length that holds nothing, so that all others stay where
// they are. It gives the number of records that were erased.
//
// A folder that is not there holds nothing. The caller sees to it that no Writer
// writes to it meanwhile.
func Erase(ctx context.Context, folder string, match func(address string) bool) (int, error) {
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	done, err := finishErasing(folder)
	if err != nil {
		return done, fmt.Errorf("erase: %w", err)
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.warc.gz*"))
	if err != nil {
		return done, err
	}
	for _, name := range names {
		if !isWARC(filepath.Base(name)) {
			continue
		}
		if err := context.Cause(ctx); err != nil {
			return done, err
		}
		n, err := eraseFile(folder, name, func(r *Record) bool { return about(r, match) })
		if done += n; err != nil {
			return done, fmt.Errorf("erase in %s: %w", name, err)
		}
	}
	return done, nil
}

// EraseRecords overwrites the matching records of one file of a folder, as Erase does.
func EraseRecords(folder, file string, match func(*Record) bool) (int, error) {
	if _, err := finishErasing(folder); err != nil {
		return 0, fmt.Errorf("erase: %w", err)
	}
	n, err := eraseFile(folder, filepath.Join(folder, file), match)
	if err != nil {
		err = fmt.Errorf("erase in %s: %w", file, err)
	}
	return n, err
}

// eraseFile erases the matching records of one file.
func eraseFile(folder, name string, match func(*Record) bool) (int, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	places, err := matching(f, filepath.Base(name), match)
	if err != nil || len(places) == 0 {
		return 0, err
	}
	if err := writeJournal(folder, places); err != nil {
		return 0, err
	}
	return finishErasing(folder)
}

// matching finds the records to erase. Records that share a member are those of
// other tools, which never stand in a folder of a Writer.
func matching(f *os.File, name string, match func(*Record) bool) ([]Location, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return nil, err
	}
	r, err := NewReader(name, f, info.Size())
	if errors.Is(err, ErrFormat) {
		return nil, nil // a Writer was killed before its first record was whole
	}
	if err != nil {
		return nil, err
	}
	var places []Location
	for {
		rec, err := r.Next()
		var damage *Damage
		switch {
		case err == io.EOF:
			return places, nil
		case errors.As(err, &damage):
			continue
		case err != nil:
			return places, err
		}
		if rec.Type() == TypeWarcinfo || !match(rec) {
			continue
		}
		if err := rec.Skip(); err == nil && !rec.Shared {
			places = append(places, rec.Location)
		}
	}
}

// about reports whether a record is about a matching address, or holds what was
// made from the answer of one, under an address like urn:text:https://news.example/1.
func about(rec *Record, match func(string) bool) bool {
	address := rec.URL()
	if match(address) {
		return true
	}
	if i := strings.Index(address, ":http"); i > 0 {
		return match(address[i+1:])
	}
	return false
}

// writeJournal says what is about to be erased, before it is.
func writeJournal(folder string, places []Location) error {
	text, err := json.Marshal(places)
	if err != nil {
		return err
	}
	partial := filepath.Join(folder, journal+openSuffix)
	f, err := os.Create(partial)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(partial, filepath.Join(folder, journal)); err != nil {
		return err
	}
	return syncFolder(folder)
}

// finishErasing erases what the journal names, and then the journal.
func finishErasing(folder string) (int, error) {
	text, err := os.ReadFile(filepath.Join(folder, journal))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var places []Location
	if err := json.Unmarshal(text, &places); err != nil {
		return 0, fmt.Errorf("%s: %w", journal, err)
	}
	for _, p := range places {
		if err := overwrite(filepath.Join(folder, filepath.Base(p.File)), p); err != nil {
			return 0, err
		}
	}
	return len(places), os.Remove(filepath.Join(folder, journal))
}

// overwrite puts an empty record of the same length in the place of another.
func overwrite(name string, p Location) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, os.ErrNotExist) {
		f, err = os.OpenFile(strings.TrimSuffix(name, openSuffix), os.O_WRONLY, 0) // it was completed since
	}
	if err != nil {
		return err
	}
	defer f.Close()
	member, err := emptyMember(p.Length, time.Now())
	if err != nil {
		return err
	}
	_, err = f.WriteAt(member, p.Offset)
	return errors.Join(err, f.Sync())
}

const (
	memberFrame = 18 // bytes of a gzip member around its data (RFC 1952, section 2.3)
	blockFrame  = 5  // bytes of a stored block around its data (RFC 1951, section 3.2.4)
	maxBlock    = 1<<16 - 1
)

// emptyMember makes a gzip member of exactly n bytes, with a record whose block
// is blanks. Stored blocks make its length what it is told to be.
func emptyMember(n int64, now time.Time) ([]byte, error) {
	head := func(size int64) string {
		return fmt.Sprintf("%s\r\nWARC-Type: %s\r\nWARC-Record-ID: <%s>\r\nWARC-Date: %s\r\nContent-Type: application/warc-fields\r\nContent-Length: %012d\r\n\r\n", Version, TypeMetadata, newID(), formatDate(now), size)
	}
	around := int64(len(head(0))) + 4
	blocks := int64(1)
	for n-memberFrame-blocks*blockFrame > blocks*maxBlock {
		blocks++
	}
	blank := n - memberFrame - blocks*blockFrame - around
	if blank < 0 {
		return nil, fmt.Errorf("a record of %d bytes is too short to be overwritten", n)
	}
	record := head(blank) + strings.Repeat(" ", int(blank)) + "\r\n\r\n"

	var b bytes.Buffer
	b.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff})
	for rest, left := record, blocks; left > 0; left-- {
		size := min(len(rest), maxBlock)
		last := byte(0)
		if left == 1 {
			last = 1
		}
		b.Write([]byte{last, byte(size), byte(size >> 8), ^byte(size), ^byte(size >> 8)})
		b.WriteString(rest[:size])
		rest = rest[size:]
	}
	b.Write(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(record))))
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(record))))
	return b.Bytes(), nil
}
