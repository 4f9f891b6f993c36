// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

asmlinkage long sys_ni_syscall(void)
{
	return -ENOSYS;
}

/*
 * A weak entry point for everything that may be left out. Where the real one
 * is built, the linker takes that.
 */

/* fs/ */
COND_SYSCALL(io_uring_setup);

/* kernel/ */
COND_SYSCALL(delete_module);
COND_SYSCALL(bpf);

/* mm/ */
COND_SYSCALL(madvise);

/* net/ */
COND_SYSCALL(socket);
COND_SYSCALL(sendmsg);
COND_SYSCALL_COMPAT(sendmsg);
