// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

#ifdef CONFIG_64BIT
SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, off)
{
	if (off & 4095)
		return -EINVAL;
	return vm_mmap(addr, len, off >> 12);
}
#endif

#if !defined(CONFIG_64BIT) || defined(CONFIG_COMPAT)
SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}
#endif

#ifndef CONFIG_64BIT
SYSCALL_DEFINE2(ftruncate64, unsigned int, fd, loff_t, length)
{
	return do_ftruncate(fd, length);
}
#endif

#ifdef CONFIG_COMPAT
COMPAT_SYSCALL_DEFINE3(ftruncate64, unsigned int, fd, u32, length_lo, u32, length_hi)
{
	return do_ftruncate(fd, (u64)length_hi << 32 | length_lo);
}
#endif

#ifdef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
long __riscv_sys_ni_syscall(const struct pt_regs *regs);
long __riscv_sys_ni_syscall(const struct pt_regs *regs)
{
	return sys_ni_syscall();
}
#endif
