package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"time"

	"winnow/config"
	"winnow/store"
)

// notice is what the notification hook is given: one change.
type notice struct {
	Version int `json:"version"` // of this form; 1
	store.Change
	Title  string `json:"title"`  // the same in a sentence
	Remedy string `json:"remedy"` // what to do about it; empty where nothing is to be done, or the title says it
	Test   bool   `json:"test"`   // nothing has changed: winnow notify test
}

// hook hands notices to the command and the address of crawl.yaml.
type hook struct {
	config.Notify
	agent string
}

// hookOutput bounds what is quoted of what a hook answers.
const hookOutput = 300

// tell hands over one notice. Both ways are tried; the error says which failed.
func (h *hook) tell(ctx context.Context, n notice) error {
	n.Version = 1
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, h.Timeout)
	defer stop()
	var failed []error
	if len(h.Command) > 0 {
		failed = append(failed, h.run(ctx, body))
	}
	if h.Address() != "" {
		failed = append(failed, h.post(ctx, body))
	}
	return errors.Join(failed...)
}

// hookGrace is how long a command that was told to end may take to do so.
const hookGrace = time.Second

// run starts the command with the notice on its standard input. No shell sees
// anything of it.
func (h *hook) run(ctx context.Context, body []byte) error {
	cmd := exec.CommandContext(ctx, h.Command[0], h.Command[1:]...)
	cmd.Stdin, cmd.WaitDelay = bytes.NewReader(append(body, '\n')), hookGrace
	said := &head{left: hookOutput}
	cmd.Stdout, cmd.Stderr = io.Discard, said
	err := cmd.Run()
	if ctx.Err() != nil {
		err = fmt.Errorf("not done within %s", h.Timeout)
	}
	if err == nil {
		return nil
	}
	if words := strings.TrimSpace(harmless(said.String())); words != "" {
		err = fmt.Errorf("%w: %s", err, words)
	}
	return fmt.Errorf("command %s: %w", h.Command[0], err)
}

// head keeps the beginning of what is written to it.
type head struct {
	bytes.Buffer
	left int
}

// Write takes all and keeps what fits.
func (h *head) Write(p []byte) (int, error) {
	n := min(h.left, len(p))
	h.left -= n
	h.Buffer.Write(p[:n])
	return len(p), nil
}

// post sends the notice. Its address may be a secret and is named in no error; no
// redirect is followed, for it would carry the secret on.
func (h *hook) post(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.Address(), bytes.NewReader(body))
	if err != nil {
		return errors.New("webhook: no address that can be asked")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", h.agent)
	for name, value := range h.Auth.Headers {
		req.Header.Set(name, value.Reveal())
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if ctx.Err() != nil {
		return fmt.Errorf("webhook: not done within %s", h.Timeout)
	}
	if err != nil {
		return fmt.Errorf("webhook: %w", bare(err))
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection ends well; what it says does not matter
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return fmt.Errorf("webhook: answers %s", resp.Status)
	}
	return nil
}

// bare is an error of net/http without the address that it names.
func bare(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}
