package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"winnow/crawler/fetch"
)

const robotsHelp = `Robots tells what a robots.txt allows, by the rules that run obeys (RFC 9309):
groups for one agent count together, the longest rule wins, Allow wins a tie,
* and $ are understood, percent-encoding is compared decoded.

The agent is a product token, compared whole and without case: "winnow" for the
agent winnow/1.0. A group for "win" or "winnow-news" does not speak to it.

The file is a path, an address, or - for standard input. An address without a
path means its robots.txt. Each ADDRESS is answered by one line: allowed or
forbidden, the address, and the rule that decided; with --json by one object.

With --batch, standard input holds one JSON object a line,
{"n","robots","agent","url"}, with the text of a robots.txt inline and
optionally "status" and "content_type" as a server would have sent them; each
is answered by {"n","allowed"}, in order.

Examples:
  winnow robots https://news.example --agent winnow /world/ /private/page
  winnow robots robots.txt --agent winnow https://news.example/world/
  winnow robots --batch < questions.jsonl

Exit codes:
  0  answered                 2  wrong usage
  1  the file cannot be read, or fetched`

// robotsFlags are the flags of winnow robots.
type robotsFlags struct {
	agent string
	batch bool
	json  bool
	allow []string
}

func robotsVerb(c *console) *cobra.Command {
	var f robotsFlags
	cmd := &cobra.Command{
		Use:   "robots FILE|URL|- ADDRESS...",
		Short: "Tell what a robots.txt allows",
		Long:  robotsHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.batch && len(args) > 0:
				return usagef("winnow robots --batch < questions.jsonl", "--batch reads standard input and takes no arguments")
			case f.batch:
				return c.robotsBatch()
			case len(args) < 2:
				return usagef("winnow robots --help has examples", "robots needs a file and at least one address")
			}
			return c.robots(cmd.Context(), args[0], args[1:], f)
		},
	}
	cmd.Flags().StringVar(&f.agent, "agent", "winnow", "product token to ask for")
	cmd.Flags().BoolVar(&f.batch, "batch", false, "read JSON lines {\"n\",\"robots\",\"agent\",\"url\"}, answer JSON lines")
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object an address")
	cmd.Flags().StringSliceVar(&f.allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	return cmd
}

// robotsLine is one answer of robots --json.
type robotsLine struct {
	URL        string  `json:"url"`
	Allowed    bool    `json:"allowed"`
	Rule       *string `json:"rule"`        // null when no line speaks of it
	CrawlDelay float64 `json:"crawl_delay"` // seconds, as the file asks; 0 when it does not
}

func (c *console) robots(ctx context.Context, from string, addresses []string, f robotsFlags) error {
	body, status, err := c.robotsFile(ctx, from, f)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	for _, a := range addresses {
		answer := answerAddress(body, status, f.agent, a)
		if f.json {
			err = lines.Encode(answer)
		} else {
			_, err = fmt.Fprintf(c.out, "%-9s  %s  %s\n", map[bool]string{true: "allowed", false: "forbidden"}[answer.Allowed], harmless(a), harmless(deref(answer.Rule)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// answerAddress is what a robots.txt that came with a status says of an address.
func answerAddress(body []byte, status int, agent, address string) robotsLine {
	file := fetch.ParseRobots(body)
	delay, _ := file.CrawlDelay(agent)
	allowed, rule := permits(file, status, agent, address)
	return robotsLine{address, allowed, orNull(rule), delay.Seconds()}
}

// permits answers for a file that came with a status. One that has to be asked
// for again allows nothing.
func permits(file *fetch.Robots, status int, agent, address string) (allowed bool, why string) {
	switch fetch.RobotsVerdict(status) {
	case fetch.RobotsAllow:
		return true, fmt.Sprintf("status %d: there is no robots.txt", status)
	case fetch.RobotsDefer:
		return false, fmt.Sprintf("status %d: to be asked for again", status)
	}
	return file.Allowed(agent, address)
}

func (c *console) robotsFile(ctx context.Context, from string, f robotsFlags) (body []byte, status int, err error) {
	switch {
	case from == "-":
		body, err = io.ReadAll(io.LimitReader(c.in, fetch.MaxRobots))
		return body, 200, err
	case isAddress(from):
		return fetchRobots(ctx, from, f)
	}
	file, err := os.Open(from)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	body, err = io.ReadAll(io.LimitReader(file, fetch.MaxRobots))
	return body, 200, err
}

// robotsHops is how many redirects of a robots.txt are followed (RFC 9309,
// section 2.3.1.2).
const robotsHops = 5

// fetchRobots asks for the robots.txt of an address.
func fetchRobots(ctx context.Context, address string, f robotsFlags) ([]byte, int, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, 0, err
	}
	if u.Path == "" || u.Path == "/" {
		address = u.Scheme + "://" + u.Host + "/robots.txt"
	}
	resp, err := follow(ctx, fetch.Request{URL: address, Accept: "text/plain, */*;q=0.5", MaxBytes: fetch.MaxRobots, Cut: true}, f.allow, robotsHops)
	if err != nil {
		return nil, 0, err
	}
	return resp.Body, resp.Status, nil
}

// robotsQuestion is one line of robots --batch.
type robotsQuestion struct {
	N           json.RawMessage `json:"n"`
	Robots      string          `json:"robots"`
	Agent       string          `json:"agent"`
	URL         string          `json:"url"`
	Status      *int            `json:"status"`       // 200 when left out
	ContentType string          `json:"content_type"` // says nothing about the rules: RFC 9309 has files of any type read
}

// robotsAnswer is what robots --batch prints for one question.
type robotsAnswer struct {
	N       json.RawMessage `json:"n"`
	Allowed bool            `json:"allowed"`
	Rule    string          `json:"rule,omitempty"`
	Error   string          `json:"error,omitempty"`
}

func (c *console) robotsBatch() error {
	in := bufio.NewReaderSize(c.in, 1<<16)
	out := bufio.NewWriter(c.out)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for n := 1; ; n++ {
		text, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			if err := lines.Encode(answerRobots(text, n)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
}

func answerRobots(text []byte, n int) robotsAnswer {
	var q robotsQuestion
	if err := json.Unmarshal(text, &q); err != nil {
		return robotsAnswer{N: json.RawMessage("null"), Error: fmt.Sprintf("line %d: %v", n, err)}
	}
	a := robotsAnswer{N: q.N}
	if len(a.N) == 0 {
		a.N = json.RawMessage("null")
	}
	status := 200
	if q.Status != nil {
		status = *q.Status
	}
	a.Allowed, a.Rule = permits(fetch.ParseRobots([]byte(q.Robots)), status, strings.TrimSpace(q.Agent), q.URL)
	return a
}
