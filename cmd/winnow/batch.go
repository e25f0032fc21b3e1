package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"winnow/extract"
)

// maxPage is how much of one page is read, unpacked.
const maxPage = 64 << 20

// batchLine is one page of extract --batch.
type batchLine struct {
	ID   json.RawMessage `json:"id"` // of any type: it comes back as it was
	URL  string          `json:"url"`
	Path string          `json:"path"`
}

// batchAnswer is what extract --batch prints for one page.
type batchAnswer struct {
	ID      json.RawMessage  `json:"id"`
	Article *extract.Article `json:"article,omitempty"`
	Error   string           `json:"error,omitempty"`
}

// batch answers the lines of standard input or a file in order.
func (c *console) batch(ctx context.Context, args []string, answerLine func(text []byte, n int) []byte) error {
	in := c.in
	if len(args) == 1 && args[0] != "-" {
		f, err := os.Open(args[0])
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	return c.inOrder(func(deal func(answer func() []byte)) error { return dealLines(ctx, in, deal, answerLine) })
}

// inOrder prints answers in the order in which they were dealt. Each is worked
// out by whichever core is free; a channel of channels keeps them in order and
// bounds what is in memory.
func (c *console) inOrder(feed func(deal func(answer func() []byte)) error) error {
	answers := make(chan chan []byte, 2*runtime.GOMAXPROCS(0))
	broken := make(chan error, 1)
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	go func() {
		broken <- feed(func(work func() []byte) {
			answer := make(chan []byte, 1)
			free <- struct{}{}
			go func() {
				answer <- work()
				<-free
			}()
			answers <- answer
		})
		close(answers)
	}()
	out := bufio.NewWriter(c.out)
	for answer := range answers {
		if _, err := out.Write(<-answer); err != nil {
			return err
		}
		if len(answers) == 0 { // somebody may be waiting for this one
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return <-broken
}

// dealLines deals every line of a file.
func dealLines(ctx context.Context, in io.Reader, deal func(answer func() []byte), answerLine func(text []byte, n int) []byte) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	for n := 1; ctx.Err() == nil; n++ {
		text, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			deal(func() []byte { return answerLine(text, n) })
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return context.Cause(ctx)
}

// answerPageLine answers one line of extract --batch. Whatever is wrong with it,
// the batch goes on.
func (s *shelf) answerPageLine(ctx context.Context, text []byte, n int) []byte {
	l := batchLine{ID: json.RawMessage(`""`)}
	var a batchAnswer
	if err := json.Unmarshal(text, &l); err != nil {
		a = batchAnswer{ID: l.ID, Error: fmt.Sprintf("line %d: %v", n, err)}
	} else {
		a = s.answerPage(ctx, l)
	}
	return encodeLine(a)
}

// encodeLine gives an answer as one line of JSON.
func encodeLine(answer any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(answer); err != nil {
		b.Reset()
		fmt.Fprintf(&b, "{\"error\":%q}\n", err.Error())
	}
	return b.Bytes()
}

func (s *shelf) answerPage(ctx context.Context, l batchLine) batchAnswer {
	if isArchive(l.Path) {
		return s.answerArchived(ctx, l)
	}
	body, err := readPageFile(l.Path)
	if err != nil {
		return batchAnswer{ID: l.ID, Error: err.Error()}
	}
	return answerBody(l, body, extract.Options{URL: l.URL, Now: time.Now()})
}

// answerBody extracts the article of a page that was read.
func answerBody(l batchLine, body []byte, o extract.Options) (a batchAnswer) {
	a.ID = l.ID
	defer func() {
		if p := recover(); p != nil {
			a.Article, a.Error = nil, fmt.Sprintf("%s: extraction panicked: %v", l.Path, p)
		}
	}()
	article, err := extract.Page(body, o)
	if err != nil { // no HTML: still answered, as a page that is no article
		a.Error = fmt.Sprintf("%s: %v", l.Path, err)
	}
	if article.URL == "" {
		article.URL = l.URL
	}
	a.Article = &article
	return a
}

func readPageFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readPage(path, f)
}

// readPage reads a page, unpacked when it is gzip by its first bytes.
func readPage(name string, from io.Reader) ([]byte, error) {
	r, err := unpacked(from)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	b, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	if len(b) > maxPage {
		return nil, fmt.Errorf("%s: larger than %d MB unpacked", name, maxPage>>20)
	}
	return b, nil
}

// unpacked reads gzip, known by its first bytes, as what is in it.
func unpacked(from io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(from)
	if head, _ := buffered.Peek(2); !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	return gzip.NewReader(buffered)
}
