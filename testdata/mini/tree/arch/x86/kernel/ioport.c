// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

#ifdef CONFIG_X86_IOPL_IOPERM
SYSCALL_DEFINE3(ioperm, unsigned long, from, unsigned long, num, int, turn_on)
{
	if (from + num < from || from + num > 65536)
		return -EINVAL;
	return 0;
}
#else
SYSCALL_DEFINE3(ioperm, unsigned long, from, unsigned long, num, int, turn_on)
{
	return -ENOSYS;
}
#endif
