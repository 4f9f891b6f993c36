// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

SYSCALL_DEFINE6(osf_mmap, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, off)
{
	if (off & 4095)
		return -EINVAL;
	return vm_mmap(addr, len, off >> 12);
}

SYSCALL_DEFINE0(getxpid)
{
	return 2;
}
