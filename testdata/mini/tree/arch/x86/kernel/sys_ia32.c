// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

SYSCALL_DEFINE5(ia32_pread64, unsigned int, fd, char __user *, ubuf,
		u32, count, u32, poslo, u32, poshi)
{
	u64 pos = (u64)poshi << 32 | poslo;

	return fd > 2 && pos ? (long)count : -EBADF;
}

#ifdef CONFIG_X86_32
struct mmap_arg_struct;

SYSCALL_DEFINE1(old_mmap, struct mmap_arg_struct __user *, arg)
{
	return arg ? vm_mmap((unsigned long)arg, 4096, 0) : -EFAULT;
}
#endif

#ifdef CONFIG_IA32_EMULATION
struct mmap_arg_struct32;

COMPAT_SYSCALL_DEFINE1(ia32_mmap, struct mmap_arg_struct32 __user *, arg)
{
	return arg ? vm_mmap((unsigned long)arg, 4096, 0) : -EFAULT;
}

COMPAT_SYSCALL_DEFINE5(ia32_clone, unsigned long, clone_flags,
		       unsigned long, newsp, int __user *, parent_tidptr,
		       unsigned long, tls_val, int __user *, child_tidptr)
{
	return kernel_clone(clone_flags, newsp);
}
#endif
