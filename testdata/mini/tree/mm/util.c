// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

long vm_mmap(unsigned long addr, unsigned long len, unsigned long pgoff)
{
	if (!len || pgoff >> (8 * sizeof(long) - 12))
		return -EINVAL;
	return addr & ~4095UL;
}
