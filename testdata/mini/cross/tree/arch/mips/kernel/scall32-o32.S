/* SPDX-License-Identifier: Apache-2.0 */
/* The table stands among the code. */
	.text
	.align	3
	.type	sys_call_table, @object

#define __SYSCALL(nr, entry) .word entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
	.globl	sys_call_table
sys_call_table:
#include <asm/syscall_table_o32.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT
