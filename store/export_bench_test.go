//go:build sqlite_fts5 || fts5

package store

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"winnow/dataset"
)

// BenchmarkExport exports generated articles of 250 words on one processor:
// go test ./store -bench Export -articles 1000000. It tells how many a second of
// processor time are written, and the most memory that the process has held.
func BenchmarkExport(b *testing.B) {
	s := benchStore(b)
	fillArticles(b, s, *benchArticles)
	for _, format := range []string{"parquet", "jsonl", "csv"} {
		b.Run(format, func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			before, rows := cpu(b), 0
			for b.Loop() {
				rows += exportOnce(b, s, format)
			}
			b.ReportMetric(float64(rows)/(cpu(b)-before).Seconds(), "rows/cpu-s")
			var u syscall.Rusage
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(u.Maxrss)/1024, "max-MB")
		})
	}
}

func exportOnce(b *testing.B, s *Store, format string) int {
	f, err := os.Create(filepath.Join(b.TempDir(), "articles."+format))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	filter := Filter{Open: true, Fields: dataset.Reads(format, dataset.Options{})}
	n, err := dataset.Write(f, format, s.Articles(b.Context(), filter), dataset.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
