package index

import (
	"io/fs"
	"syscall"
)

// changeTime returns when the inode of a file changed last, in nanoseconds
// since 1970, and 0 where the file system has no such thing.
func changeTime(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctim.Nano()
	}
	return 0
}
