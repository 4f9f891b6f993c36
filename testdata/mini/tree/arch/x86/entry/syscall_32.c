// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>
#include <asm/syscall.h>

#ifdef CONFIG_IA32_EMULATION
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, compat)
#else
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#endif

#define __SYSCALL(nr, entry) long __ia32_##entry(const struct pt_regs *regs);
#include <asm/syscalls_32.h>
#undef __SYSCALL

#ifdef CONFIG_X86_32
#define __SYSCALL(nr, entry) [nr] = __ia32_##entry,
const sys_call_ptr_t sys_call_table[] = {
#include <asm/syscalls_32.h>
};
#undef __SYSCALL
#endif

#define __SYSCALL(nr, entry) case nr: return __ia32_##entry(regs);
long ia32_sys_call(const struct pt_regs *regs, unsigned int nr)
{
	switch (nr) {
#include <asm/syscalls_32.h>
	default:
		return __ia32_sys_ni_syscall(regs);
	}
}
