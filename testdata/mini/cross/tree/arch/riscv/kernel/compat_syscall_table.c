// SPDX-License-Identifier: Apache-2.0
#define __SYSCALL_COMPAT

#include <asm/syscall_table.h>

#define __SYSCALL(nr, entry) long ENTRY_NAME(entry)(void);
#include <asm/unistd.h>

#undef __SYSCALL
#define __SYSCALL(nr, entry) [nr] = ENTRY_NAME(entry),
void *const compat_sys_call_table[__NR_syscalls] = {
	[0 ... __NR_syscalls - 1] = ENTRY_NAME(sys_ni_syscall),
#include <asm/unistd.h>
};
