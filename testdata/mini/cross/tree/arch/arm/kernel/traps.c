// SPDX-License-Identifier: Apache-2.0
#include <linux/errno.h>
#include <asm/unistd.h>

unsigned long tls_value;

/* The calls that only this architecture has. */
int arm_syscall(int no, unsigned long *regs);
int arm_syscall(int no, unsigned long *regs)
{
	switch (no) {
	case __ARM_NR_breakpoint:
		return 0;
	case __ARM_NR_cacheflush:
		return regs[0] < regs[1] ? 0 : -EINVAL;
	case __ARM_NR_set_tls:
		tls_value = regs[0];
		return 0;
	}
	return -ENOSYS;
}
