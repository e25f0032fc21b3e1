package archive

import (
	"bufio"
	"context"
	"fmt"
	"hash"
	"io"
	"net/http/httputil"
)

// Finding is a fault of a record, or a damaged part of a file.
type Finding struct {
	Location
	URL    string
	Reason string
}

func (f Finding) String() string {
	where := fmt.Sprintf("%s, byte %d", f.File, f.Offset)
	if f.URL != "" {
		where += ", " + f.URL
	}
	return where + ": " + f.Reason
}

// Checked counts what Check has seen.
type Checked struct {
	Records int
	Types   map[string]int
	Digests int // that were computed again
	Unknown int // digests of an algorithm that is not known
	Bytes   int64
}

// Check reads a file to its end, computes every digest again and hands each
// fault to found. It fails only when the file cannot be read at all.
func Check(f File, found func(Finding)) (Checked, error) {
	c := Checked{Types: map[string]int{}, Bytes: f.Size}
	err := f.Each(context.Background(), func(d *Damage) {
		found(Finding{Location{File: f.Name, Offset: d.Offset, Length: d.Length}, "", fmt.Sprintf("%d bytes cannot be read: %v", d.Length, d.Err)})
	}, func(rec *Record) error {
		c.Records++
		c.Types[rec.Type()]++
		for _, reason := range c.check(rec) {
			found(Finding{rec.Location, rec.URL(), reason})
		}
		return nil
	})
	return c, err
}

// check reads one record to its end. A block that breaks off is not told here:
// the Reader tells it as damage.
func (c *Checked) check(rec *Record) []string {
	var reasons []string
	for _, name := range []string{"WARC-Record-ID", "WARC-Date", "WARC-Type"} {
		if rec.Fields.Get(name) == "" {
			reasons = append(reasons, "it has no "+name)
		}
	}
	if rec.Shared {
		reasons = append(reasons, "it shares its gzip member with other records, so that no tool can find it by its offset")
	}
	block := c.wanted(rec.Fields.Get("WARC-Block-Digest"))
	payload := c.wanted(rec.Fields.Get("WARC-Payload-Digest"))
	if payload.sum != nil && !holdsPayload(rec) {
		payload = wantedDigest{}
	}
	if err := digestRecord(rec, block.sum, &payload); err != nil {
		return reasons
	}
	if block.sum != nil {
		c.Digests++
		if !block.is(block.sum.Sum(nil)) {
			reasons = append(reasons, "the block digest is wrong")
		}
	}
	if payload.sum != nil {
		c.Digests++
		if !payload.is(payload.sum.Sum(nil)) && (payload.plain == nil || !payload.is(payload.plain.Sum(nil))) {
			reasons = append(reasons, "the payload digest is wrong")
		}
	}
	return reasons
}

// holdsPayload reports whether the payload that a digest names is in the record:
// that of a revisit is elsewhere, and of a segment only a part is here.
func holdsPayload(rec *Record) bool {
	return (rec.Type() == TypeResponse || rec.Type() == TypeResource) && rec.Fields.Get("WARC-Segment-Number") == ""
}

// wantedDigest is a digest with the sums that are to equal it.
type wantedDigest struct {
	labelled
	sum   hash.Hash // over the payload as it is kept
	plain hash.Hash // over the payload with a chunked transfer coding undone, which some writers mean
}

func (c *Checked) wanted(value string) wantedDigest {
	if value == "" {
		return wantedDigest{}
	}
	d, known := parseDigest(value)
	if !known {
		c.Unknown++
		return wantedDigest{}
	}
	return wantedDigest{labelled: d, sum: hashes[d.algorithm]()}
}

// digestRecord reads a record through its sums.
func digestRecord(rec *Record, block hash.Hash, payload *wantedDigest) error {
	var in io.Reader = rec
	if block != nil {
		in = io.TeeReader(in, block)
	}
	if payload.sum == nil {
		_, err := io.Copy(io.Discard, in)
		return err
	}
	if rec.Type() == TypeResource || !rec.isHTTP() {
		_, err := io.Copy(payload.sum, in)
		return err
	}
	b := bufio.NewReaderSize(in, 16<<10)
	if _, err := readUntilBlank(b); err != nil {
		_, copyErr := io.Copy(io.Discard, b)
		return copyErr
	}
	head, _ := b.Peek(maxChunkHead)
	if !beginsChunk(head) {
		_, err := io.Copy(payload.sum, b)
		return err
	}
	payload.plain = hashes[payload.algorithm]()
	raw := io.TeeReader(b, payload.sum)
	if _, err := io.Copy(payload.plain, httputil.NewChunkedReader(raw)); err != nil {
		payload.plain = nil // it only looked like a chunk
	}
	_, err := io.Copy(io.Discard, raw)
	return err
}
