// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

asmlinkage long sys_mmap(unsigned long addr, unsigned long len, unsigned long prot,
			 unsigned long flags, unsigned long fd, unsigned long off);
asmlinkage long sys_mmap(unsigned long addr, unsigned long len, unsigned long prot,
			 unsigned long flags, unsigned long fd, unsigned long off)
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

/* Advice has numbers of its own here. */
asmlinkage long parisc_madvise(unsigned long start, size_t len_in, int behavior);
asmlinkage long parisc_madvise(unsigned long start, size_t len_in, int behavior)
{
	return sys_madvise(start, len_in, behavior == 65 ? 12 : behavior);
}
