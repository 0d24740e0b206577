// Package store keeps the draws of a run: a journal per arm while it runs,
// which can be taken up again after an interruption, and one Parquet file of
// all arms at the end.
package store
