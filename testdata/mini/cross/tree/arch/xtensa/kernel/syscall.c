// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

SYSCALL_DEFINE6(mmap_pgoff, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, pgoff)
{
	return vm_mmap(addr, len, pgoff);
}

typedef void (*syscall_t)(void);

syscall_t sys_call_table[] = {
#define __SYSCALL(nr, entry) (syscall_t)entry,
#include <asm/syscall_table_32.h>
};
