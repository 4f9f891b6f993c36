// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>
#include <asm/syscall.h>

#define __SYSCALL(nr, entry) long __x64_##entry(const struct pt_regs *regs);
#include <asm/syscalls_64.h>
#undef __SYSCALL

/* Calls go through the function below; the tracer reads the table. */
#define __SYSCALL(nr, entry) [nr] = __x64_##entry,
const sys_call_ptr_t sys_call_table[] = {
#include <asm/syscalls_64.h>
};
#undef __SYSCALL

#define __SYSCALL(nr, entry) case nr: return __x64_##entry(regs);
long x64_sys_call(const struct pt_regs *regs, unsigned int nr)
{
	switch (nr) {
#include <asm/syscalls_64.h>
	default:
		return __x64_sys_ni_syscall(regs);
	}
}
