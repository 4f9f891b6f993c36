// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

SYSCALL_DEFINE6(mips_mmap, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, off)
{
	if (off & 4095)
		return -EINVAL;
	return vm_mmap(addr, len, off >> 12);
}

SYSCALL_DEFINE6(mips_mmap2, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}

/* Not a stub: a call that is defined to do nothing. */
SYSCALL_DEFINE3(cachectl, char *, addr, int, nbytes, int, op)
{
	return -ENOSYS;
}
