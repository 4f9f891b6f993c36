/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_MIPS_UNISTD_H
#define _ASM_MIPS_UNISTD_H

#ifdef CONFIG_64BIT
#define __NR_Linux 5000
#include <asm/unistd_n64.h>
#else
#define __NR_Linux 4000
#include <asm/unistd_o32.h>
#endif

#define __ARCH_WANT_SYS_FORK
#define __ARCH_WANT_SYS_CLONE

#endif
