// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

struct open_how {
	u64 flags;
	u64 mode;
	u64 resolve;
};

static unsigned int last_fd = 2;

long do_sys_openat2(int dfd, const char __user *filename, const struct open_how *how)
{
	if (!filename)
		return -EFAULT;
	if (how->resolve & ~63ULL)
		return -EINVAL;
	return ++last_fd;
}

SYSCALL_DEFINE3(open, const char __user *, filename, int, flags, umode_t, mode)
{
	struct open_how how = { .flags = flags, .mode = mode };

	return do_sys_openat2(-100, filename, &how);
}

SYSCALL_DEFINE4(openat2, int, dfd, const char __user *, filename,
		struct open_how __user *, how, size_t, usize)
{
	if (usize != sizeof(*how))
		return -EINVAL;
	return do_sys_openat2(dfd, filename, how);
}

SYSCALL_DEFINE1(close, unsigned int, fd)
{
	return fd <= last_fd ? 0 : -EBADF;
}

long do_ftruncate(unsigned int fd, loff_t length)
{
	if (fd > last_fd)
		return -EBADF;
	return length < 0 ? -EINVAL : 0;
}

SYSCALL_DEFINE2(ftruncate, unsigned int, fd, unsigned long, length)
{
	return do_ftruncate(fd, length);
}

#ifdef CONFIG_COMPAT
/* No O_LARGEFILE for a program that has not asked for it. */
COMPAT_SYSCALL_DEFINE3(open, const char __user *, filename, int, flags, umode_t, mode)
{
	struct open_how how = { .flags = (unsigned int)flags, .mode = mode };

	return do_sys_openat2(-100, filename, &how);
}

COMPAT_SYSCALL_DEFINE2(ftruncate, unsigned int, fd, compat_ulong_t, length)
{
	return do_ftruncate(fd, (compat_off_t)length);
}
#endif
