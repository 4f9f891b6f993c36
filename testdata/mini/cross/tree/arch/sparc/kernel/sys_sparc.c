// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, off)
{
	if (off & 4095)
		return -EINVAL;
	return vm_mmap(addr, len, off >> 12);
}

#ifdef CONFIG_64BIT
/* The name begins with a digit. */
SYSCALL_DEFINE2(64_munmap, unsigned long, addr, size_t, len)
{
	return (addr | len) & 8191 ? -EINVAL : 0;
}
#else
SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}
#endif
