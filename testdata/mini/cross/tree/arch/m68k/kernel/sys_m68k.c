// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

struct mmap_arg_struct;

SYSCALL_DEFINE1(old_mmap, struct mmap_arg_struct __user *, arg)
{
	return arg ? vm_mmap((unsigned long)arg, 4096, 0) : -EFAULT;
}

SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}
