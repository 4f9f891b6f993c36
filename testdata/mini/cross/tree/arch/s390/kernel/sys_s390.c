// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

struct mmap_arg_struct;

SYSCALL_DEFINE1(old_mmap, struct mmap_arg_struct __user *, arg)
{
	return arg ? vm_mmap((unsigned long)arg, 4096, 0) : -EFAULT;
}

long __s390x_sys_ni_syscall(const struct pt_regs *regs);
long __s390x_sys_ni_syscall(const struct pt_regs *regs)
{
	return sys_ni_syscall();
}

#ifdef CONFIG_COMPAT
long __s390_sys_ni_syscall(const struct pt_regs *regs) __alias(__s390x_sys_ni_syscall);
#endif
