// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>
#include <asm/unistd.h>

SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, off)
{
	if (off & 4095)
		return -EINVAL;
	return vm_mmap(addr, len, off >> 12);
}

long __arm64_sys_ni_syscall(const struct pt_regs *regs)
{
	return sys_ni_syscall();
}

#undef __SYSCALL
#define __SYSCALL(nr, entry) long __arm64_##entry(const struct pt_regs *regs);
#include <asm/unistd.h>

#undef __SYSCALL
#define __SYSCALL(nr, entry) [nr] = __arm64_##entry,
const syscall_fn_t sys_call_table[__NR_syscalls] = {
	[0 ... __NR_syscalls - 1] = __arm64_sys_ni_syscall,
#include <asm/unistd.h>
};
