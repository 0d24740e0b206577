package estimators

// byEntity is a table of vectors with one element per drawn entity: means,
// moments, scores. An entity drawn twice has one element; weights count it
// twice. Sums over entities, which are what estimators are made of, run along
// a vector.
type byEntity struct {
	values []float64
	n      int // entities
}

func makeByEntity(rows, n int) byEntity { return byEntity{make([]float64, rows*n), n} }

// reset makes room for rows vectors of n elements. Values are not set.
func (v *byEntity) reset(rows, n int) {
	v.values = resize(v.values, rows*n)
	v.n = n
}

// of is vector i.
func (v *byEntity) of(i int) []float64 { return v.values[i*v.n:][:v.n:v.n] }

// part is the first n elements of vector i. One length for several vectors
// lets the compiler check their bounds once.
func (v *byEntity) part(i, n int) []float64 { return v.values[i*v.n:][:n] }

// add adds Σ_j a_j x_j to dst, x_j the vector at places[j].
func (v *byEntity) add(dst, a []float64, places []int) {
	for ; len(a) >= 6; a, places = a[6:], places[6:] {
		a, p := a[:6:6], places[:6:6]
		a0, a1, a2, a3, a4, a5 := a[0], a[1], a[2], a[3], a[4], a[5]
		x0, x1, x2 := v.part(p[0], len(dst)), v.part(p[1], len(dst)), v.part(p[2], len(dst))
		x3, x4, x5 := v.part(p[3], len(dst)), v.part(p[4], len(dst)), v.part(p[5], len(dst))
		for g, s := range dst {
			dst[g] = s + ((a0*x0[g] + a1*x1[g]) + (a2*x2[g] + a3*x3[g]) + (a4*x4[g] + a5*x5[g]))
		}
	}
	for ; len(a) >= 3; a, places = a[3:], places[3:] {
		a, p := a[:3:3], places[:3:3]
		a0, a1, a2 := a[0], a[1], a[2]
		x0, x1, x2 := v.part(p[0], len(dst)), v.part(p[1], len(dst)), v.part(p[2], len(dst))
		for g, s := range dst {
			dst[g] = s + ((a0*x0[g] + a1*x1[g]) + a2*x2[g])
		}
	}
	for j, c := range a {
		axpy(dst, c, v.of(places[j]))
	}
}

// sums sets dst_j = Σ_g w_g x_j[g], x_j the vector at places[j].
func (v *byEntity) sums(dst, w []float64, places []int) {
	for ; len(dst) >= 6; dst, places = dst[6:], places[6:] {
		d, p := dst[:6:6], places[:6:6]
		x0, x1, x2 := v.part(p[0], len(w)), v.part(p[1], len(w)), v.part(p[2], len(w))
		x3, x4, x5 := v.part(p[3], len(w)), v.part(p[4], len(w)), v.part(p[5], len(w))
		var s0, s1, s2, s3, s4, s5 float64
		for g, c := range w {
			s0 += c * x0[g]
			s1 += c * x1[g]
			s2 += c * x2[g]
			s3 += c * x3[g]
			s4 += c * x4[g]
			s5 += c * x5[g]
		}
		d[0], d[1], d[2], d[3], d[4], d[5] = s0, s1, s2, s3, s4, s5
	}
	if len(dst) >= 4 {
		d, p := dst[:4:4], places[:4:4]
		x0, x1 := v.part(p[0], len(w)), v.part(p[1], len(w))
		x2, x3 := v.part(p[2], len(w)), v.part(p[3], len(w))
		var s0, s1, s2, s3 float64
		for g, c := range w {
			s0 += c * x0[g]
			s1 += c * x1[g]
			s2 += c * x2[g]
			s3 += c * x3[g]
		}
		d[0], d[1], d[2], d[3] = s0, s1, s2, s3
		dst, places = dst[4:], places[4:]
	}
	if len(dst) >= 2 {
		x0, x1 := v.part(places[0], len(w)), v.part(places[1], len(w))
		var s0, s1 float64
		for g, c := range w {
			s0 += c * x0[g]
			s1 += c * x1[g]
		}
		dst[0], dst[1] = s0, s1
		dst, places = dst[2:], places[2:]
	}
	if len(dst) == 1 {
		dst[0] = dot(w, v.of(places[0]))
	}
}

// addColumn adds c times the elements of entity e to dst, one per vector.
func (v *byEntity) addColumn(dst []float64, c float64, e int) {
	for i := range dst {
		dst[i] += c * v.values[i*v.n+e]
	}
}

// shift sets dst to x less a constant.
func shift(dst, x []float64, c float64) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = x[i] - c
	}
}

// times sets dst to the products of x and y, element by element.
func times(dst, x, y []float64) {
	x, y = x[:len(dst)], y[:len(dst)]
	for i := range dst {
		dst[i] = x[i] * y[i]
	}
}

// addTimes adds the products of x and y to dst, element by element.
func addTimes(dst, x, y []float64) {
	x, y = x[:len(dst)], y[:len(dst)]
	for i := range dst {
		dst[i] += x[i] * y[i]
	}
}

// ascending is 0, 1, ..., n-1, in the memory of buf where it suffices.
func ascending(buf []int, n int) []int {
	for i := len(buf); i < n; i++ {
		buf = append(buf, i)
	}
	return buf[:n]
}
