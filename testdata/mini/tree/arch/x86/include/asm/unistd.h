/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_X86_UNISTD_H
#define _ASM_X86_UNISTD_H

#define __X32_SYSCALL_BIT	0x40000000

#ifdef CONFIG_X86_32
#include <asm/unistd_32.h>
#else
#include <asm/unistd_64.h>
#endif

#define __ARCH_WANT_SYS_FORK
#define __ARCH_WANT_SYS_CLONE

#endif
