/* SPDX-License-Identifier: Apache-2.0 */
	.data
	.align	3

#define __SYSCALL(nr, entry) .quad entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
	.globl	sys_call_table
sys_call_table:
#include <asm/syscall_table_64.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT
