//go:build linux || darwin

package main

import (
	"math"
	"syscall"
)

// freeSpace is the room in bytes that the user has on the disk of a folder;
// infinite where it cannot be told.
func freeSpace(dir string) float64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil || s.Blocks == 0 {
		return math.Inf(1)
	}
	return float64(s.Bavail) * float64(s.Bsize)
}
