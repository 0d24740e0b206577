package published_test

import (
	"fmt"

	"panelstress/data/published"
)

// A printed number stands for an interval.
func ExampleNumber_Box() {
	n, _ := published.ParseNumber("0.050**")
	lo, hi := n.Box()
	fmt.Printf("%s: [%.4f, %.4f]\n", n.Text, lo, hi)
	// Output: 0.050**: [0.0495, 0.0505]
}
