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

#if !defined(CONFIG_PPC64) || defined(CONFIG_COMPAT)
SYSCALL_DEFINE1(oldumount, char __user *, name)
{
	return name ? 0 : -EFAULT;
}
#endif

#ifndef CONFIG_PPC64
SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}
#endif

#ifdef CONFIG_COMPAT
COMPAT_SYSCALL_DEFINE6(mmap2, unsigned long, addr, size_t, len,
		       unsigned long, prot, unsigned long, flags,
		       unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}
#endif

#ifdef CONFIG_PPC64
static int big_endian = 1;

SYSCALL_DEFINE0(switch_endian)
{
	big_endian = !big_endian;
	return 0;
}
#endif
