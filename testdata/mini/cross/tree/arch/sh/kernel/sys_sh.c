// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

asmlinkage int old_mmap(unsigned long addr, unsigned long len, unsigned long prot,
			unsigned long flags, int fd, unsigned long off);
asmlinkage int old_mmap(unsigned long addr, unsigned long len, unsigned long prot,
			unsigned long flags, int fd, unsigned long off)
{
	return off & 4095 ? -EINVAL : vm_mmap(addr, len, off >> 12);
}

asmlinkage long sys_mmap2(unsigned long addr, unsigned long len, unsigned long prot,
			  unsigned long flags, unsigned long fd, unsigned long pgoff);
asmlinkage long sys_mmap2(unsigned long addr, unsigned long len, unsigned long prot,
			  unsigned long flags, unsigned long fd, unsigned long pgoff)
{
	return vm_mmap(addr, len, pgoff);
}
