package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// mostMetricsFile bounds what is read of a metrics file: a thousand sources take
// about a megabyte.
const mostMetricsFile = 16 << 20

// save writes the metrics to their file, which appears complete. What is of the
// process is left out: the collector that reads the file has such metrics itself.
func (m *meter) save() error {
	if m.file == "" {
		return nil
	}
	m.measureFiles()
	if err := prometheus.WriteToTextfile(m.file, m.own); err != nil {
		return fmt.Errorf("%s: %w", m.file, cause(err))
	}
	return nil
}

// resume goes on with the counters of the file that is there: a run from cron is a
// process of its own, and its counters must not fall back.
func (m *meter) resume() error {
	f, err := os.Open(m.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(io.LimitReader(f, mostMetricsFile))
	if err != nil {
		return err
	}
	for name, vec := range m.counters {
		for _, metric := range families[name].GetMetric() {
			m.goOn(vec, metric)
		}
	}
	return nil
}

// goOn adds what a counter of the file stands at.
func (m *meter) goOn(vec *prometheus.CounterVec, metric *dto.Metric) {
	labels := prometheus.Labels{}
	for _, l := range metric.GetLabel() {
		labels[l.GetName()] = l.GetValue()
	}
	if id, of := labels["source"]; of {
		labels["source"] = m.source(id)
	}
	if c, err := vec.GetMetricWith(labels); err == nil && metric.GetCounter().GetValue() > 0 { // labels of an older winnow are left
		c.Add(metric.GetCounter().GetValue())
	}
}
