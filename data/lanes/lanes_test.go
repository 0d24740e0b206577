package lanes

import (
	"math"
	"math/rand/v2"
	"testing"
)

// numbers are of very different sizes, so that another order of additions
// shows, with a zero and an infinity now and then.
func numbers(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64() * math.Ldexp(1, rng.IntN(60)-30)
		switch rng.IntN(200) {
		case 0:
			x[i] = 0
		case 1:
			x[i] = math.Inf(1)
		}
	}
	return x
}

func pick(rng *rand.Rand, n, below int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = rng.IntN(below)
	}
	return p
}

// segments cuts a column into parts of 0 to 20 elements, some of which are
// asked for, in any order.
func segments(rng *rand.Rand) Segments {
	start, of := []int{rng.IntN(3)}, []int(nil)
	for g := range 1 + rng.IntN(9) {
		start = append(start, start[g]+rng.IntN(21))
		if rng.IntN(4) > 0 {
			of = append(of, g)
		}
	}
	rng.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	return Cut(start, of)
}

func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i, v := range want {
		if math.Float64bits(got[i]) != math.Float64bits(v) && !(math.IsNaN(got[i]) && math.IsNaN(v)) {
			t.Fatalf("%s: element %d is %v, in plain Go %v", what, i, got[i], v)
		}
	}
}

// TestSameBits: whatever the processor's instructions are, results are those
// of plain Go to the last bit, and nothing else is written to.
func TestSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		n, rows := rng.IntN(41), 1+rng.IntN(12)
		x := numbers(rng, n*rows)
		places := pick(rng, rng.IntN(14), rows)
		m := len(places)

		w := numbers(rng, n)
		got, want := numbers(rng, m+4), make([]float64, m+4)
		copy(want, got)
		Sums(got[:m], w, x, places)
		sumsGeneric(want[:m], w, x, places)
		same(t, "Sums", got, want)

		a := numbers(rng, m)
		got, want = numbers(rng, n+4), make([]float64, n+4)
		copy(want, got)
		Combine(got[:n], got[:n], a, x, places)
		combineGeneric(want[:n], want[:n], a, x, places)
		same(t, "Combine in place", got, want)
		base := numbers(rng, n+2)
		Combine(got[:n], base, a, x, places)
		combineGeneric(want[:n], base[:n], a, x, places)
		same(t, "Combine", got, want)

		var runs []Run
		source := numbers(rng, 30)
		for range rng.IntN(6) {
			r := Run{To: rng.IntN(30), From: rng.IntN(30)}
			r.Len = rng.IntN(31 - max(r.To, r.From))
			runs = append(runs, r)
		}
		got, want = numbers(rng, 30), make([]float64, 30)
		copy(want, got)
		Copy(got, source, runs)
		copyGeneric(want, source, runs)
		same(t, "Copy", got, want)

		width := m + rng.IntN(3)
		got, want = numbers(rng, m*width+4), make([]float64, m*width+4)
		copy(want, got)
		Gram(got, width, w, x, places)
		if n > 0 {
			gramGeneric(want, width, w, x, places)
		} else {
			for i := range m {
				clear(want[i*width+i:][:m-i])
			}
		}
		same(t, "Gram", got, want)

		other := numbers(rng, n)
		got, want = numbers(rng, n+4), make([]float64, n+4)
		copy(want, got)
		Times(got[:n], w, other)
		timesGeneric(want[:n], w, other)
		same(t, "Times", got, want)
		c := rng.NormFloat64()
		Less(got[:n], w, c)
		lessGeneric(want[:n], w, c)
		same(t, "Less", got, want)

		r, inner, columns := rng.IntN(9), 1+rng.IntN(9), rng.IntN(9)
		stride := inner + rng.IntN(3)
		left, right := numbers(rng, r*stride), numbers(rng, inner*columns)
		got, want = numbers(rng, r*columns+4), make([]float64, r*columns+4)
		copy(want, got)
		Multiply(got, left, right, r, inner, columns, stride)
		multiplyGeneric(want, left, right, r, inner, columns, stride)
		same(t, "Multiply", got, want)

		s := segments(rng)
		end := s.start[len(s.start)-1]
		cols, lo := make([][]float64, 1+rng.IntN(5)), rng.IntN(3)
		y := numbers(rng, end)
		for k := range cols {
			cols[k] = numbers(rng, end)
		}
		partners := pick(rng, rng.IntN(7), len(cols))
		spots := rng.Perm(9)[:len(partners)]
		entities := lo + len(s.of) + rng.IntN(2)
		got, want = numbers(rng, 9*entities), make([]float64, 9*entities)
		copy(want, got)
		Products(got, entities, lo, spots, cols, partners, y, s)
		productsGeneric(want, entities, lo, spots, cols, partners, y, s)
		same(t, "Products", got, want)

		lengths := make([]float64, len(s.of))
		for i, g := range s.of {
			lengths[i] = float64(s.start[g+1] - s.start[g])
		}
		mean, dev := numbers(rng, len(s.of)+4), numbers(rng, end+4)
		meanOf, devOf := append([]float64(nil), mean...), append([]float64(nil), dev...)
		Centre(mean, dev, y, lengths, s)
		centreGeneric(meanOf, devOf, y, lengths, s)
		same(t, "Centre: means", mean, meanOf)
		same(t, "Centre: deviations", dev, devOf)
	}
}

// TestInverse: the inverse of a factored matrix has the bits of plain Go, is
// symmetric to the last bit, and times the matrix it is the unit matrix. The
// matrices RR' + I have condition numbers below 1 + k², and errors are below
// 2^-52 times that times the number of operations in a sum.
func TestInverse(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var work []float64
	for range 1000 {
		k := 1 + rng.IntN(13)
		a, root := make([]float64, k*k), make([]float64, k*k)
		for i := range root {
			root[i] = 2*rng.Float64() - 1
		}
		low := make([]float64, k*k)
		for i := range k {
			for j := range k {
				for l := range k {
					a[i*k+j] += root[i*k+l] * root[j*k+l]
				}
			}
			a[i*k+i]++
		}
		for i := range k {
			for j := range i + 1 {
				s := a[i*k+j]
				for l := range j {
					s -= low[i*k+l] * low[j*k+l]
				}
				if i == j {
					low[i*k+i] = math.Sqrt(s)
				} else {
					low[i*k+j] = s / low[j*k+j]
				}
			}
		}
		for i := range k {
			low[i*k+i] = 1 / low[i*k+i]
			for j := i + 1; j < k; j++ {
				low[i*k+j] = math.NaN()
			}
		}
		got, want := make([]float64, k*k), make([]float64, k*k)
		work = Inverse(got, low, work, k)
		inverseGeneric(want, low, make([]float64, len(work)), k)
		same(t, "Inverse", got, want)
		for i := range k {
			for j := range k {
				if got[i*k+j] != got[j*k+i] {
					t.Fatalf("elements (%d, %d): %v and %v", i, j, got[i*k+j], got[j*k+i])
				}
				sum := 0.0
				for l := range k {
					sum += a[i*k+l] * got[l*k+j]
				}
				if i == j {
					sum--
				}
				if math.Abs(sum) > 0x1p-52*float64((1+k*k)*k) {
					t.Fatalf("A times its inverse is off by %v at (%d, %d), k = %d", sum, i, j, k)
				}
			}
		}
	}
}

// TestAgainstOneLoop holds all four against plain loops over whole numbers,
// whose sums are exact in any order.
func TestAgainstOneLoop(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	whole := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(rng.IntN(2001) - 1000)
		}
		return x
	}
	for range 500 {
		n, rows := 1+rng.IntN(40), 1+rng.IntN(12)
		x, w, places := whole(n*rows), whole(n), pick(rng, 1+rng.IntN(13), rows)
		sums := make([]float64, len(places))
		Sums(sums, w, x, places)
		gram := make([]float64, len(places)*len(places))
		Gram(gram, len(places), w, x, places)
		added, a := whole(n), whole(len(places))
		want := append([]float64(nil), added...)
		Combine(added, added, a, x, places)
		for j, p := range places {
			sum := 0.0
			for i := range n {
				sum += w[i] * x[p*n+i]
				want[i] += a[j] * x[p*n+i]
			}
			for q, r := range places[j:] {
				sum := 0.0
				for i := range n {
					sum += w[i] * x[p*n+i] * x[r*n+i]
				}
				if got := gram[j*len(places)+j+q]; got != sum {
					t.Fatalf("product %d and %d of %d elements is %v, want %v", j, j+q, n, got, sum)
				}
			}
			if sums[j] != sum {
				t.Fatalf("sum %d of %d elements is %v, want %v", j, n, sums[j], sum)
			}
		}
		for i, v := range want {
			if added[i] != v {
				t.Fatalf("element %d of %d is %v, want %v", i, n, added[i], v)
			}
		}

		s := segments(rng)
		end := s.start[len(s.start)-1]
		y := whole(end)
		cols := [][]float64{whole(end), whole(end)}
		n = max(1, len(s.of))
		dst := make([]float64, 2*n)
		Products(dst, n, 0, []int{1, 0}, cols, []int{0, 1}, y, s)
		for i, g := range s.of {
			for k := range cols {
				sum := 0.0
				for r := s.start[g]; r < s.start[g+1]; r++ {
					sum += cols[k][r] * y[r]
				}
				if got := dst[(1-k)*n+i]; got != sum {
					t.Fatalf("segment %d, column %d: %v, want %v", g, k, got, sum)
				}
			}
		}
	}
}

// TestCentre: mean and deviations give the column back up to the rounding of
// the first mean, of at most 20 numbers below 2: 20 * 2^-52.
func TestCentre(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		s := segments(rng)
		end := s.start[len(s.start)-1]
		x, dev := make([]float64, end), make([]float64, end)
		for i := range x {
			x[i] = 1 + rng.Float64()
		}
		var of []int
		var rows []float64
		for _, g := range s.of {
			if n := s.start[g+1] - s.start[g]; n > 0 {
				of, rows = append(of, g), append(rows, float64(n))
			}
		}
		s = Cut(s.start, of)
		mean := make([]float64, len(of))
		Centre(mean, dev, x, rows, s)
		for i, g := range of {
			for r := s.start[g]; r < s.start[g+1]; r++ {
				if math.Abs(mean[i]+dev[r]-x[r]) > 20*0x1p-52 {
					t.Fatalf("mean %v and deviation %v of %v", mean[i], dev[r], x[r])
				}
			}
		}
	}
}

// TestPanics: what would read or write outside a slice is refused, as an
// index out of range is.
func TestPanics(t *testing.T) {
	x := make([]float64, 12)
	for name, f := range map[string]func(){
		"place":          func() { Sums(make([]float64, 1), make([]float64, 4), x, []int{3}) },
		"negative place": func() { Combine(x[:4], x, make([]float64, 1), x, []int{-1}) },
		"short base":     func() { Combine(x[:4], x[:3], x[:1], x, []int{0}) },
		"gram":           func() { Gram(x, 1, x[:4], x, []int{3}) },
		"narrow gram":    func() { Gram(x, 1, x[:4], x, []int{1, 2}) },
		"long run":       func() { Copy(x, x, []Run{{0, 0, 2}, {0, 9, 4}}) },
		"late run":       func() { Copy(x, x, []Run{{10, 0, 3}}) },
		"negative run":   func() { Copy(x, x, []Run{{-1, 0, 3}}) },
		"negative piece": func() { Copy(x, x, []Run{{3, 3, -1}}) },
		"few places":     func() { Sums(make([]float64, 2), make([]float64, 4), x, []int{1}) },
		"segment":        func() { Centre(x, x, x, x, Cut([]int{0, 13}, []int{0})) },
		"no segment":     func() { Centre(x, x, x, x, Cut([]int{0, 12}, []int{1})) },
		"descending":     func() { Centre(x, x, x, x, Cut([]int{5, 4}, []int{0})) },
		"short column":   func() { Products(x, 1, 0, []int{0}, [][]float64{x[:3]}, []int{0}, x, Cut([]int{0, 4}, []int{0})) },
		"late segment":   func() { Products(x, 1, 1, []int{0}, [][]float64{x}, []int{0}, x, Cut([]int{0, 4}, []int{0})) },
		"far spot":       func() { Products(x, 4, 0, []int{3}, [][]float64{x}, []int{0}, x, Cut([]int{0, 4}, []int{0})) },
		"no column":      func() { Products(x, 4, 0, []int{1}, [][]float64{x}, []int{1}, x, Cut([]int{0, 4}, []int{0})) },
		"few factors":    func() { Times(x, x, x[:3]) },
		"few numbers":    func() { Less(x, x[:3], 1) },
		"few rows":       func() { Multiply(x, x, x, 3, 5, 3, 5) },
		"stride":         func() { Multiply(x, x, x, 2, 2, 2, 1) },
		"few means":      func() { Centre(nil, x, x, x, Cut([]int{0, 4}, []int{0})) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
