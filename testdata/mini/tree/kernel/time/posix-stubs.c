// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

/* Programs that ask for timers here are worth a look. */
int timers_asked_for;

asmlinkage long sys_ni_posix_timers(void);
asmlinkage long sys_ni_posix_timers(void)
{
	timers_asked_for++;
	return -ENOSYS;
}

SYS_NI(timer_create);
SYS_NI(timer_delete);
COMPAT_SYS_NI(timer_create);
