// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

struct mmap_arg_struct_emu31;

COMPAT_SYSCALL_DEFINE1(s390_old_mmap, struct mmap_arg_struct_emu31 __user *, arg)
{
	return arg ? vm_mmap((unsigned long)arg, 4096, 0) : -EFAULT;
}

COMPAT_SYSCALL_DEFINE1(s390_mmap2, struct mmap_arg_struct_emu31 __user *, arg)
{
	return arg ? vm_mmap((unsigned long)arg, 8192, 0) : -EFAULT;
}

COMPAT_SYSCALL_DEFINE3(s390_read, unsigned int, fd, char __user *, buf, compat_ulong_t, count)
{
	return fd && buf ? -EBADF : (int)count;
}

COMPAT_SYSCALL_DEFINE3(s390_write, unsigned int, fd, const char __user *, buf, compat_ulong_t, count)
{
	return fd > 2 && buf ? -EBADF : (int)count;
}
