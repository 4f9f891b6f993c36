// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>
#include <asm/unistd.h>

static pid_t last_pid = 1;

long kernel_clone(unsigned long flags, unsigned long newsp)
{
	if (flags && !newsp)
		return -EINVAL;
	return ++last_pid;
}

#ifdef __ARCH_WANT_SYS_FORK
SYSCALL_DEFINE0(fork)
{
#ifdef CONFIG_MMU
	return kernel_clone(0, 0);
#else
	/* There is nothing to copy on write with. */
	return -EINVAL;
#endif
}
#endif

#ifdef __ARCH_WANT_SYS_CLONE
#ifdef CONFIG_CLONE_BACKWARDS
SYSCALL_DEFINE5(clone, unsigned long, clone_flags, unsigned long, newsp,
		int __user *, parent_tidptr, unsigned long, tls,
		int __user *, child_tidptr)
#elif defined(CONFIG_CLONE_BACKWARDS2)
SYSCALL_DEFINE5(clone, unsigned long, newsp, unsigned long, clone_flags,
		int __user *, parent_tidptr, int __user *, child_tidptr,
		unsigned long, tls)
#else
SYSCALL_DEFINE5(clone, unsigned long, clone_flags, unsigned long, newsp,
		int __user *, parent_tidptr, int __user *, child_tidptr,
		unsigned long, tls)
#endif
{
	return kernel_clone(clone_flags, newsp);
}
#endif
