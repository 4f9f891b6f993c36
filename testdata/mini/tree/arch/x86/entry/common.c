// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>
#include <asm/syscall.h>
#include <asm/unistd.h>

#ifdef CONFIG_X86_64
void do_syscall_64(struct pt_regs *regs, unsigned int nr);
void do_syscall_64(struct pt_regs *regs, unsigned int nr)
{
#ifdef CONFIG_X86_X32_ABI
	if (nr & __X32_SYSCALL_BIT) {
		regs->ax = x32_sys_call(regs, nr & ~__X32_SYSCALL_BIT);
		return;
	}
#endif
	regs->ax = x64_sys_call(regs, nr);
}
#endif

#if defined(CONFIG_X86_32) || defined(CONFIG_IA32_EMULATION)
void do_int80_syscall_32(struct pt_regs *regs, unsigned int nr);
void do_int80_syscall_32(struct pt_regs *regs, unsigned int nr)
{
	regs->ax = ia32_sys_call(regs, nr);
}
#endif

/* A number without a row, or with a row without an entry point. */
#ifdef CONFIG_X86_64
long __x64_sys_ni_syscall(const struct pt_regs *regs)
{
	return sys_ni_syscall();
}
#endif
#if defined(CONFIG_X86_32) || defined(CONFIG_IA32_EMULATION)
long __ia32_sys_ni_syscall(const struct pt_regs *regs)
{
	return sys_ni_syscall();
}
#endif
