/* SPDX-License-Identifier: Apache-2.0 */
/* The tables stand among the code. */
	.text

#ifdef CONFIG_THUMB2_KERNEL
	.thumb
#else
	.arm
#endif

	.globl	sys_mmap2
	.type	sys_mmap2, %function
sys_mmap2:
	nop
	nop
	nop
	nop
	.size	sys_mmap2, . - sys_mmap2
	.align	5
	.type	sys_call_table, #object

#define __SYSCALL(nr, entry) .long entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
	.globl	sys_call_table
sys_call_table:
#include <asm/syscall_table_eabi.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT
	.size	sys_call_table, . - sys_call_table

#ifdef CONFIG_OABI_COMPAT
	.type	sys_oabi_call_table, #object

#define __SYSCALL(nr, entry) .long entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, compat)
	.globl	sys_oabi_call_table
sys_oabi_call_table:
#include <asm/syscall_table_oabi.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT
	.size	sys_oabi_call_table, . - sys_oabi_call_table
#endif
