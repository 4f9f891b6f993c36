// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

COMPAT_SYSCALL_DEFINE3(sendmsg, int, fd, struct compat_msghdr __user *, msg, unsigned int, flags)
{
	return __sys_sendmsg(fd, msg, flags | 0x80000000);
}
