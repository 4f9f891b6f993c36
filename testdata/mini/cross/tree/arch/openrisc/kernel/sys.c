// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>
#include <asm/unistd.h>

SYSCALL_DEFINE6(mmap2, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}

SYSCALL_DEFINE2(ftruncate64, unsigned int, fd, loff_t, length)
{
	return do_ftruncate(fd, length);
}

asmlinkage long __sys_clone(void);
#define sys_clone __sys_clone

#undef __SYSCALL
#define __SYSCALL(nr, call) [nr] = (call),

void *sys_call_table[__NR_syscalls] = {
	[0 ... __NR_syscalls - 1] = sys_ni_syscall,
#include <asm/unistd.h>
};
