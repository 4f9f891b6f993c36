// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

SYSCALL_DEFINE3(socket, int, family, int, type, int, protocol)
{
	return family == 1 && type && !protocol ? 3 : -EINVAL;
}

long __sys_sendmsg(int fd, const void __user *msg, unsigned int flags)
{
	if (!msg)
		return -EFAULT;
	return fd < 3 ? -EBADF : (long)flags;
}

SYSCALL_DEFINE3(sendmsg, int, fd, struct user_msghdr __user *, msg, unsigned int, flags)
{
	return __sys_sendmsg(fd, msg, flags);
}
