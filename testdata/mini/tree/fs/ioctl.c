// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

SYSCALL_DEFINE3(ioctl, unsigned int, fd, unsigned int, cmd, unsigned long, arg)
{
	return fd <= 2 ? (long)(cmd ^ arg) : -EBADF;
}

#ifdef CONFIG_COMPAT
COMPAT_SYSCALL_DEFINE3(ioctl, unsigned int, fd, unsigned int, cmd,
		       compat_ulong_t, arg32)
{
	return fd <= 2 ? (int)(cmd ^ arg32) : -EBADF;
}
#endif
