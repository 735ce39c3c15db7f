package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkForecastCommand runs the built program on files of one, sixty and ten thousand series of 72 months, starting
// and reading included. Promised for ten thousand are 6 s and 200 MB.
func BenchmarkForecastCommand(b *testing.B) {
	program := build(b)
	for _, count := range []int{1, 60, 10_000} {
		var rows strings.Builder
		rows.WriteString("series,month,value\n")
		for _, s := range randomSeries(count) {
			rows.WriteString(strings.Join(s, "\n"))
			rows.WriteByte('\n')
		}
		b.Run(fmt.Sprintf("series=%d", count), func(b *testing.B) {
			most, lines := 0.0, 0
			for b.Loop() {
				peak, n := forecastOnce(b, program, rows.String())
				most, lines = max(most, peak), n
			}
			if lines != 1+12*count {
				b.Fatalf("want %d lines, got %d", 1+12*count, lines)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/file")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*count), "µs/series")
			if most > 0 {
				b.ReportMetric(most, "most-MB")
			}
		})
	}
}

// forecastOnce returns the most memory that the program held, 0 where the system does not tell, and its lines.
func forecastOnce(b *testing.B, program, input string) (peak float64, lines int) {
	b.Helper()
	command := exec.CommandContext(b.Context(), program, "forecast")
	command.Stdin = strings.NewReader(input)
	out, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	for chunk := make([]byte, 1<<16); ; {
		n, err := out.Read(chunk)
		lines += strings.Count(string(chunk[:n]), "\n")
		peak = max(peak, highWaterMegabytes(command.Process.Pid))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := command.Wait(); err != nil {
		b.Fatal(err)
	}
	return peak, lines
}

// highWaterMegabytes is the most that a process has held so far, 0 where nobody tells.
func highWaterMegabytes(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	if err != nil {
		return 0
	}
	return float64(kilobytes) / 1024
}
