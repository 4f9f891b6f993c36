/* SPDX-License-Identifier: Apache-2.0 */
/* An address has 4 bytes here, although the kernel has 64 bits. */
	.text
	.align	4

#define __SYSCALL(nr, entry) .word entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, compat)
	.globl	sys_call_table32
sys_call_table32:
#include <asm/syscall_table_32.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT

	.globl	sys_call_table
sys_call_table:
#define __SYSCALL(nr, entry) .word entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
	.globl	sys_call_table64
sys_call_table64:
#include <asm/syscall_table_64.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT
