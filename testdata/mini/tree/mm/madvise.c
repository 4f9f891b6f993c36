// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

SYSCALL_DEFINE3(madvise, unsigned long, start, size_t, len_in, int, behavior)
{
	if (start & 4095)
		return -EINVAL;
	return behavior >= 0 && len_in ? 0 : -EINVAL;
}
