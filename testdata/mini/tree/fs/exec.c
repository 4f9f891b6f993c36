// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

long do_execveat(int fd, const char __user *filename, unsigned long argv, int flags)
{
	if (!filename || !argv)
		return -EFAULT;
	return flags ? -EINVAL : fd;
}

SYSCALL_DEFINE3(execve,
		const char __user *, filename,
		const char __user *const __user *, argv,
		const char __user *const __user *, envp)
{
	return do_execveat(-100, filename, (unsigned long)argv, 0);
}

SYSCALL_DEFINE5(execveat,
		int, fd, const char __user *, filename,
		const char __user *const __user *, argv,
		const char __user *const __user *, envp,
		int, flags)
{
	return do_execveat(fd, filename, (unsigned long)argv, flags);
}

#ifdef CONFIG_COMPAT
COMPAT_SYSCALL_DEFINE3(execve, const char __user *, filename,
		       const compat_uptr_t __user *, argv,
		       const compat_uptr_t __user *, envp)
{
	return do_execveat(-100, filename, (unsigned long)argv, 0);
}

COMPAT_SYSCALL_DEFINE5(execveat, int, fd,
		       const char __user *, filename,
		       const compat_uptr_t __user *, argv,
		       const compat_uptr_t __user *, envp,
		       int, flags)
{
	return do_execveat(fd, filename, (unsigned long)argv, flags);
}
#endif
