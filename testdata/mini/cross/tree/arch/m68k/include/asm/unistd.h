/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_M68K_UNISTD_H
#define _ASM_M68K_UNISTD_H

#include <asm/unistd_32.h>

#define __ARCH_WANT_SYS_FORK
#define __ARCH_WANT_SYS_CLONE

#endif
