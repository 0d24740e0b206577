package lanes

import "math"

func sumsGeneric(dst, w, x []float64, places []int) {
	for j, p := range places {
		dst[j] = dot(w, x[p*len(w):][:len(w)])
	}
}

func dot(x, y []float64) float64 {
	var s [4]float64
	for ; len(x) >= 4 && len(y) >= 4; x, y = x[4:], y[4:] {
		s[0] = math.FMA(x[0], y[0], s[0])
		s[1] = math.FMA(x[1], y[1], s[1])
		s[2] = math.FMA(x[2], y[2], s[2])
		s[3] = math.FMA(x[3], y[3], s[3])
	}
	for i, v := range x {
		s[i] = math.FMA(v, y[i], s[i])
	}
	return (s[0] + s[1]) + (s[2] + s[3])
}

func combineGeneric(dst, base, a, x []float64, places []int) {
	n := copy(dst, base)
	for j, p := range places {
		c, v := a[j], x[p*n:][:n]
		for i := range dst {
			dst[i] = math.FMA(c, v[i], dst[i])
		}
	}
}

func productsGeneric(dst []float64, n, lo int, spots []int, x [][]float64, partners []int, y []float64, s Segments) {
	for k, p := range partners {
		for i, g := range s.of {
			a, b := s.start[g], s.start[g+1]
			dst[spots[k]*n+lo+i] = dot(y[a:b], x[p][a:b])
		}
	}
}

func centreGeneric(mean, dev, x, rows []float64, s Segments) {
	for i, g := range s.of {
		a, b := s.start[g], s.start[g+1]
		inv := 1 / rows[i]
		m := float64(sum(x[a:b]) * inv) // the conversions forbid to fuse, which some architectures would
		d := dev[a:b]
		for r, v := range x[a:b] {
			d[r] = v - m
		}
		mean[i] = m + float64(sum(d)*inv)
	}
}

func sum(x []float64) float64 {
	var s [4]float64
	for ; len(x) >= 4; x = x[4:] {
		s[0] += x[0]
		s[1] += x[1]
		s[2] += x[2]
		s[3] += x[3]
	}
	for i, v := range x {
		s[i] += v
	}
	return (s[0] + s[1]) + (s[2] + s[3])
}

func inverseGeneric(dst, low, work []float64, k int) {
	n := stride(k)
	for i := range k {
		row := work[i*n:][:n]
		clear(row)
		row[i] = 1
		for j, v := range low[i*k:][:i] {
			for c := range j + 1 {
				row[c] = math.FMA(-v, work[j*n+c], row[c])
			}
		}
		for c := range i + 1 {
			row[c] *= low[i*k+i]
		}
	}
	for i := range k {
		for j := range k {
			s := 0.0
			for l := i; l < k; l++ {
				s = math.FMA(work[l*n+i], work[l*n+j], s)
			}
			dst[i*k+j] = s
		}
	}
}

func multiplyGeneric(dst, a, x []float64, rows, inner, columns, stride int) {
	for i := range rows {
		for j := range columns {
			s := 0.0
			for l := range inner {
				s = math.FMA(a[i*stride+l], x[l*columns+j], s)
			}
			dst[i*columns+j] = s
		}
	}
}

func timesGeneric(dst, x, y []float64) {
	for i := range dst {
		dst[i] = x[i] * y[i]
	}
}

func lessGeneric(dst, x []float64, c float64) {
	for i := range dst {
		dst[i] = x[i] - c
	}
}

func gramGeneric(dst []float64, stride int, w, x []float64, places []int) {
	n := len(w)
	for i, p := range places {
		for j, q := range places[i:] {
			var s [4]float64
			for g, c := range w {
				s[g%4] = math.FMA(c*x[p*n+g], x[q*n+g], s[g%4])
			}
			dst[i*stride+i+j] = (s[0] + s[1]) + (s[2] + s[3])
		}
	}
}

func copyGeneric(dst, src []float64, runs []Run) {
	for _, r := range runs {
		to, from := dst[:len(dst):len(dst)], src[:len(src):len(src)]
		copy(to[r.To:r.To+r.Len], from[r.From:r.From+r.Len])
	}
}
