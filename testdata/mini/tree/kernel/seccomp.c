// SPDX-License-Identifier: Apache-2.0
#include <asm/unistd.h>

/* What a program in strict mode may still call. */
const int mode1_syscalls[] = {
	__NR_read,
	__NR_write,
	-1,
};
