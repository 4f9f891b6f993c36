// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

#define __SYSCALL(nr, entry) long __arm64_##entry(const struct pt_regs *regs);
#include <asm/unistd32.h>

#undef __SYSCALL
#define __SYSCALL(nr, entry) [nr] = __arm64_##entry,
const syscall_fn_t compat_sys_call_table[__NR_compat_syscalls] = {
	[0 ... __NR_compat_syscalls - 1] = __arm64_sys_ni_syscall,
#include <asm/unistd32.h>
};
