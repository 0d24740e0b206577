package index

import "errors"

// Product multiplies the weights of several methods and scales the result to
// a sum of one; Product{Entropy{}, CRITIC{}} is the usual combination.
type Product []Weighter

// Weigh implements [Weighter].
func (p Product) Weigh(dst []float64, t *Table) error {
	t.product = resize(t.product, len(dst))
	for j := range dst {
		dst[j] = 1
	}
	for _, m := range p {
		if err := m.Weigh(t.product, t); err != nil {
			return err
		}
		for j, v := range t.product {
			dst[j] *= v
		}
	}
	return sumToOne(dst)
}

func (p Product) check(names []string) error {
	var errs []error
	if len(p) == 0 {
		errs = append(errs, errors.New("a product of weights needs at least one factor"))
	}
	for _, m := range p {
		if _, nested := m.(Product); nested {
			errs = append(errs, errors.New("a product of weights cannot have another as a factor"))
		}
		errs = append(errs, check(m, names))
	}
	return errors.Join(errs...)
}

func (p Product) warning() string {
	for _, m := range p {
		if w, ok := m.(warner); ok && w.warning() != "" {
			return w.warning()
		}
	}
	return ""
}
