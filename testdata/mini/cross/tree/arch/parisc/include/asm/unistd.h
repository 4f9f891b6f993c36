/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_PARISC_UNISTD_H
#define _ASM_PARISC_UNISTD_H

#ifdef CONFIG_64BIT
#include <asm/unistd_64.h>
#else
#include <asm/unistd_32.h>
#endif

#define __ARCH_WANT_SYS_FORK
#define __ARCH_WANT_SYS_CLONE

#endif
