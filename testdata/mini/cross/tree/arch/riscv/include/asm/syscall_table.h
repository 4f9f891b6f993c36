/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_RISCV_SYSCALL_TABLE_H
#define _ASM_RISCV_SYSCALL_TABLE_H

/* What an entry point is called, and what it takes, depends on the config. */
#ifdef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
#define ENTRY_NAME(entry) __riscv_##entry
#else
#define ENTRY_NAME(entry) entry
#endif

long ENTRY_NAME(sys_ni_syscall)(void);

#endif
