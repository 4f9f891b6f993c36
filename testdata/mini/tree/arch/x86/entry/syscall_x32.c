// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>
#include <asm/syscall.h>

#define __SYSCALL(nr, entry) long __x64_##entry(const struct pt_regs *regs);
#include <asm/syscalls_x32.h>
#undef __SYSCALL

#define __SYSCALL(nr, entry) case nr: return __x64_##entry(regs);
long x32_sys_call(const struct pt_regs *regs, unsigned int nr)
{
	switch (nr) {
#include <asm/syscalls_x32.h>
	default:
		return __x64_sys_ni_syscall(regs);
	}
}
