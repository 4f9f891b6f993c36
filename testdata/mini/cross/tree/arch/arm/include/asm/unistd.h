/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ARM_UNISTD_H
#define _ASM_ARM_UNISTD_H

#include <asm/unistd_eabi.h>

#define __ARCH_WANT_SYS_FORK
#define __ARCH_WANT_SYS_CLONE

/* Calls outside of the table. */
#define __ARM_NR_BASE		0x0f0000
#define __ARM_NR_breakpoint	(__ARM_NR_BASE + 1)
#define __ARM_NR_cacheflush	(__ARM_NR_BASE + 2)
#define __ARM_NR_set_tls	(__ARM_NR_BASE + 5)

#endif
