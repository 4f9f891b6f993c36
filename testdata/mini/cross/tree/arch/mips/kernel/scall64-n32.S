/* SPDX-License-Identifier: Apache-2.0 */
/* The table stands among the code. */
	.text
	.align	3
	.type	sysn32_call_table, @object

#define __SYSCALL(nr, entry) .dword entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
	.globl	sysn32_call_table
sysn32_call_table:
#include <asm/syscall_table_n32.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT
