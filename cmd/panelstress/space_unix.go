//go:build linux || darwin

package main

import (
	"math"
	"syscall"
)

// freeSpace is the room in bytes that the user has on the disk of a folder;
// more than anyone needs where it cannot be told.
func freeSpace(dir string) uint64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil || s.Blocks == 0 {
		return math.MaxUint64
	}
	return s.Bavail * uint64(s.Bsize)
}
