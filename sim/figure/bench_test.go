package figure

import (
	"io"
	"testing"
)

func BenchmarkPNG(b *testing.B) {
	f := Of(result())
	for b.Loop() {
		if err := f[1].PNG(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	f := Of(result())
	for b.Loop() {
		if err := f[1].SVG(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
