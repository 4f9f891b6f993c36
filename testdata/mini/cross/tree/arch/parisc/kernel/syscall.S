/* SPDX-License-Identifier: Apache-2.0 */
	.section .rodata, "a"
	.align	8

#ifdef CONFIG_64BIT
#define ENTRY .dword
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, compat)
#else
#define ENTRY .word
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#endif
#define __SYSCALL(nr, entry) ENTRY entry

	.globl	sys_call_table
sys_call_table:
#include <asm/syscall_table_32.h>
	.size	sys_call_table, . - sys_call_table

#ifdef CONFIG_64BIT
#undef __SYSCALL_WITH_COMPAT
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
	.align	8
	.globl	sys_call_table64
sys_call_table64:
#include <asm/syscall_table_64.h>
	.size	sys_call_table64, . - sys_call_table64
#endif
