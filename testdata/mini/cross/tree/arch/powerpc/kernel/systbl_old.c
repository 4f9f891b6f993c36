// SPDX-License-Identifier: Apache-2.0
/*
 * The layout that kernels had up to 4.20: entry 2n is for 64-bit programs,
 * entry 2n + 1 for 32-bit ones, and an entry is the address of the code, which
 * C would not give.
 */
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#define __SYSCALL(nr, entry) extern const char code_##entry[] __asm__("." #entry);
#include <asm/syscall_table_64.h>
#undef __SYSCALL_WITH_COMPAT
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, compat)
#include <asm/syscall_table_32.h>

const char *const sys_call_table[] = {
#undef __SYSCALL
#define __SYSCALL(nr, entry) [2 * nr + 1] = code_##entry,
#include <asm/syscall_table_32.h>
#undef __SYSCALL_WITH_COMPAT
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#undef __SYSCALL
#define __SYSCALL(nr, entry) [2 * nr] = code_##entry,
#include <asm/syscall_table_64.h>
};
