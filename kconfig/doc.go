// Package kconfig knows what a kernel configuration builds: the Kconfig
// language, .config files, and the makefiles that turn symbols into objects.
//
// Nothing here runs a program or opens a file of its own accord: callers hand
// in bytes or an [io/fs.FS]. Parsers return what they understood and a list of
// problems; see package text for the coordinates.
package kconfig
