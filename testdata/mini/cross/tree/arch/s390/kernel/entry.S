/* SPDX-License-Identifier: Apache-2.0 */
	.section .rodata, "a"
	.balign	8

#ifdef CONFIG_S390_SHORT_TABLE
#define ENTRY .long
#else
#define ENTRY .quad
#endif

#define __SYSCALL(nr, entry) ENTRY __s390x_##entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) ENTRY __s390x_##native
	.globl	sys_call_table
sys_call_table:
#include <asm/syscall_table_64.h>
#undef __SYSCALL
#undef __SYSCALL_WITH_COMPAT

#ifdef CONFIG_COMPAT
#define __SYSCALL(nr, entry) ENTRY __s390_##entry
#define __SYSCALL_WITH_COMPAT(nr, native, compat) ENTRY __s390_##compat
	.globl	sys_call_table_emu
sys_call_table_emu:
#include <asm/syscall_table_64.h>
#endif
