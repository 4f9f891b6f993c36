package vmlinux

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

// ErrChanged is returned when the bytes of an image went away while they were
// read: a mapped file that somebody truncates, as a kernel build does to the
// vmlinux it is about to replace.
var ErrChanged = errors.New("the file changed while it was read")

// guard runs fn and turns a memory fault inside it into [ErrChanged]. Faults
// are caught in the calling goroutine only, so every goroutine of this package
// that touches an image runs under a guard of its own.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		fault, ok := r.(interface {
			runtime.Error
			Addr() uintptr
		})
		if !ok {
			panic(r)
		}
		err = fmt.Errorf("%w (fault at %#x)", ErrChanged, fault.Addr())
	}()
	return fn()
}
