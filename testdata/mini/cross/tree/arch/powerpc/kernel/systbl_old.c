// SPDX-License-Identifier: Apache-2.0
/*
 * The layout that kernels had up to 4.20: entry 2n is for 64-bit programs,
 * entry 2n + 1 for 32-bit ones.
 */
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#define __SYSCALL(nr, entry) long entry(void);
#include <asm/syscall_table_64.h>
#undef __SYSCALL_WITH_COMPAT
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, compat)
#include <asm/syscall_table_32.h>

const void *const sys_call_table[] = {
#undef __SYSCALL
#define __SYSCALL(nr, entry) [2 * nr + 1] = (void *)entry,
#include <asm/syscall_table_32.h>
#undef __SYSCALL_WITH_COMPAT
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#undef __SYSCALL
#define __SYSCALL(nr, entry) [2 * nr] = (void *)entry,
#include <asm/syscall_table_64.h>
};
