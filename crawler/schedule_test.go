package crawler

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"winnow/crawler/frontier"
)

// known is a robots.txt that is always there; noGap lets requests start at once.
func known(string) string                { return "" }
func noGap(frontier.Lease) time.Duration { return 0 }

func leasesOf(host string, n int) []frontier.Lease {
	var l []frontier.Lease
	for i := range n {
		l = append(l, frontier.Lease{ID: int64(i + 1), Host: host, Lead: frontier.Lead{URL: fmt.Sprintf("http://%s/%d", host, i)}})
	}
	return l
}

// scheduleOf has n leads claimed for each host.
func scheduleOf(t *testing.T, perHost, n int, hosts ...string) *schedule {
	t.Helper()
	var clocks []frontier.Clock
	for _, h := range hosts {
		clocks = append(clocks, frontier.Clock{Host: h, Waiting: n})
	}
	s := newSchedule(perHost, manners{retryAfterMax: time.Hour}, clocks)
	got := map[string][]frontier.Lease{}
	hungry := s.hungry(time.Now(), 100)
	for _, a := range hungry {
		got[a.host] = leasesOf(a.host, n)
	}
	if n > 0 && len(hungry) != len(hosts) {
		t.Fatalf("%d hungry hosts, want %d", len(hungry), len(hosts))
	}
	s.fill(hungry, got)
	s.merge(emptied(clocks))
	return s
}

func emptied(clocks []frontier.Clock) []frontier.Clock {
	var out []frontier.Clock
	for _, c := range clocks {
		c.Waiting = 0
		out = append(out, c)
	}
	return out
}

func TestScheduleKeepsTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := scheduleOf(t, 1, 3, "a.example")
		const gap = 2 * time.Second
		var ended time.Time
		for i := range 3 {
			wait, more := s.rest(time.Now())
			if !more {
				t.Fatalf("request %d: nothing more", i)
			}
			time.Sleep(wait)
			j, ok := s.next(time.Now(), known, noGap)
			if !ok {
				t.Fatalf("request %d: nothing to do after the wait", i)
			}
			if i > 0 && time.Since(ended) < gap {
				t.Errorf("request %d starts %v after the end of the one before", i, time.Since(ended))
			}
			if _, ok := s.next(time.Now(), known, noGap); ok {
				t.Error("two requests at a time")
			}
			time.Sleep(300 * time.Millisecond) // the request takes a while
			ended = time.Now()
			s.release(j.lease.Host, &answer{ended: ended, gap: gap})
		}
		if _, more := s.rest(time.Now()); more {
			t.Error("more to do after the last lead")
		}
	})
}

func TestScheduleSpreadsOverHosts(t *testing.T) {
	s := scheduleOf(t, 1, 2, "a.example", "b.example", "c.example")
	seen := map[string]int{}
	for {
		j, ok := s.next(time.Now(), known, noGap)
		if !ok {
			break
		}
		seen[j.lease.Host]++
	}
	if len(seen) != 3 || seen["a.example"] != 1 {
		t.Errorf("started %v, want one request for each of three hosts", seen)
	}
}

func TestScheduleSeveralPerHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := scheduleOf(t, 2, 3, "a.example")
		gap := func(frontier.Lease) time.Duration { return time.Second }
		if _, ok := s.next(time.Now(), known, gap); !ok {
			t.Fatal("nothing to do")
		}
		if _, ok := s.next(time.Now(), known, gap); ok {
			t.Error("a second request starts within the gap")
		}
		time.Sleep(ample(time.Second))
		if _, ok := s.next(time.Now(), known, gap); !ok {
			t.Error("no second request after the gap")
		}
		time.Sleep(ample(time.Second))
		if _, ok := s.next(time.Now(), known, gap); ok {
			t.Error("a third request at a time")
		}
	})
}

func TestScheduleFetchesRobotsFirst(t *testing.T) {
	s := scheduleOf(t, 3, 3, "a.example")
	missing := "http://a.example"
	robots := func(string) string { return missing }
	j, ok := s.next(time.Now(), robots, noGap)
	if !ok || j.robots != missing {
		t.Fatalf("got %+v, want the robots.txt first", j)
	}
	if _, ok := s.next(time.Now(), robots, noGap); ok {
		t.Error("a page, or the robots.txt again, before the robots.txt is here")
	}
	if wait, more := s.rest(time.Now()); wait == 0 || !more {
		t.Errorf("rests %v with more %t, want to be woken by the robots.txt", wait, more)
	}
	missing = ""
	s.release("a.example", &answer{ended: time.Now()})
	if _, ok := s.next(time.Now(), robots, noGap); ok {
		t.Error("a page before it was said what became of the robots.txt")
	}
	s.answered("a.example", "http://a.example")
	first, ok := s.next(time.Now(), robots, noGap)
	if !ok || first.robots != "" || first.lease.ID != 1 {
		t.Fatalf("got %+v, want the first lease", first)
	}
}

func TestScheduleGoesOnBesideARobotsFileThatIsLate(t *testing.T) {
	s := scheduleOf(t, 2, 0, "a.example")
	late := leasesOf("a.example:81", 2)
	for i := range late {
		late[i].Host = "a.example"
	}
	s.merge([]frontier.Clock{{Host: "a.example", Waiting: 4}})
	s.fill(s.hungry(time.Now(), 1), map[string][]frontier.Lease{"a.example": append(late, leasesOf("a.example", 2)...)})
	robots := func(address string) string {
		if origin := originOf(address); origin != "http://a.example" {
			return origin
		}
		return ""
	}
	if j, _ := s.next(time.Now(), robots, noGap); j.robots != "http://a.example:81" {
		t.Fatalf("got %+v, want the robots.txt of the other port", j)
	}
	for n := range 2 {
		j, ok := s.next(time.Now(), robots, noGap)
		if !ok || j.lease.URL != fmt.Sprintf("http://a.example/%d", n) {
			t.Fatalf("got %+v, want page %d of the port whose robots.txt is known", j, n)
		}
		s.release("a.example", &answer{ended: time.Now()})
	}
	if j, ok := s.next(time.Now(), robots, noGap); ok {
		t.Errorf("got %+v, want nothing", j)
	}
	if back := s.giveBack(time.Now(), true); len(back) != 2 {
		t.Errorf("%d leads given back, want the 2 of the other port", len(back))
	}
}

func TestScheduleLeavesDistantHostsToLaterRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := scheduleOf(t, 1, 3, "a.example")
		j, _ := s.next(time.Now(), known, noGap)
		s.release(j.lease.Host, &answer{ended: time.Now(), failed: true, busy: true, after: 10 * time.Minute})
		if _, more := s.rest(time.Now()); more {
			t.Error("waits for a host that is parked for ten minutes")
		}
		if back := s.giveBack(time.Now(), false); len(back) != 2 {
			t.Errorf("%d leads given back, want 2", len(back))
		}
	})
}

func TestScheduleWaitsForNearRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchedule(1, manners{}, []frontier.Clock{
			{Host: "near.example", Waiting: 1, EarliestAt: time.Now().Add(30 * time.Second)},
			{Host: "far.example", Waiting: 1, EarliestAt: time.Now().Add(2 * time.Minute)},
		})
		wait, more := s.rest(time.Now())
		if !more || wait != 30*time.Second {
			t.Fatalf("wait %v, more %t; want 30s", wait, more)
		}
		time.Sleep(wait)
		if hungry := s.hungry(time.Now(), 10); len(hungry) != 1 || hungry[0].host != "near.example" {
			t.Errorf("hungry are %v", hungry)
		}
	})
}

func TestScheduleSurvivesAClockThatWasSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchedule(1, manners{gapMax: 2 * time.Second}, []frontier.Clock{{Host: "a.example", Waiting: 1, NextAt: time.Now().Add(time.Hour)}})
		if wait, more := s.rest(time.Now()); !more || wait != 2*time.Second {
			t.Errorf("wait %v, more %t; want the longest gap", wait, more)
		}
	})
}

func TestScheduleForgetsNoCommitBetweenClaimAndFill(t *testing.T) {
	s := newSchedule(1, manners{}, []frontier.Clock{{Host: "a.example", Waiting: 1}})
	hungry := s.hungry(time.Now(), 10)
	s.merge([]frontier.Clock{{Host: "a.example", Waiting: 2}}) // a commit brings two leads
	s.fill(hungry, nil)                                        // the claim before it gave none
	if again := s.hungry(time.Now(), 10); len(again) != 1 {
		t.Errorf("the host is forgotten with leads waiting")
	}
}

func TestScheduleEntersOtherHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := scheduleOf(t, 1, 1, "a.example")
		j, _ := s.next(time.Now(), known, noGap)
		s.release(j.lease.Host, &answer{ended: time.Now(), gap: 5 * time.Second})
		begin := time.Now()
		if err := s.visit(context.Background(), "a.example"); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(begin); waited < 5*time.Second {
			t.Errorf("waited %v, want the gap of 5s", waited)
		}
		if s.idle() {
			t.Error("idle while a host is being asked")
		}
	})
}

func TestScheduleSparesASite(t *testing.T) {
	var names []string
	for i := range 3 * perGroup {
		names = append(names, fmt.Sprintf("n%d.blogs.example", i))
	}
	s := scheduleOf(t, 1, 2, names...)
	if n := startAll(s); n != perGroup {
		t.Errorf("%d hosts of one domain are asked at a time, want %d", n, perGroup)
	}
	s.release("n0.blogs.example", &answer{ended: time.Now(), gap: time.Hour})
	if n := startAll(s); n != 1 {
		t.Errorf("%d requests start when one has ended, want 1", n)
	}
}

func TestScheduleSparesAServer(t *testing.T) {
	var names []string
	for i := range 3 * perGroup {
		names = append(names, fmt.Sprintf("blog%d.example", i))
	}
	s := scheduleOf(t, 1, 3, names...)
	if n := startAll(s); n != len(names) {
		t.Fatalf("%d requests start, want one for each of %d domains", n, len(names))
	}
	for _, name := range names {
		s.release(name, &answer{ended: time.Now(), server: "192.0.2.1"})
	}
	if n := startAll(s); n != perGroup {
		t.Errorf("%d hosts of one server are asked at a time, want %d", n, perGroup)
	}
}

// startAll starts whatever may start and counts it.
func startAll(s *schedule) int {
	n := 0
	for {
		if _, ok := s.next(time.Now(), known, noGap); !ok {
			return n
		}
		n++
	}
}

func BenchmarkSchedule(b *testing.B) {
	const hosts = 10_000
	var clocks []frontier.Clock
	for i := range hosts {
		clocks = append(clocks, frontier.Clock{Host: fmt.Sprintf("h%d.example", i), Waiting: 1 << 30})
	}
	s := newSchedule(1, manners{}, clocks)
	b.ReportAllocs()
	for b.Loop() {
		now := time.Now()
		j, ok := s.next(now, known, noGap)
		if !ok {
			hungry := s.hungry(now, claimHosts)
			got := map[string][]frontier.Lease{}
			for _, a := range hungry {
				got[a.host] = leasesOf(a.host, readAhead)
			}
			s.fill(hungry, got)
			continue
		}
		s.release(j.lease.Host, &answer{ended: now})
	}
}
