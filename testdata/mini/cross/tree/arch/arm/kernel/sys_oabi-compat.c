// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

asmlinkage long sys_oabi_sendmsg(int fd, struct user_msghdr __user *msg,
				 unsigned int flags);

asmlinkage long sys_oabi_sendmsg(int fd, struct user_msghdr __user *msg,
				 unsigned int flags)
{
	return __sys_sendmsg(fd, msg, flags);
}
