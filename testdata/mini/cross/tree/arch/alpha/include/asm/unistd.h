/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ALPHA_UNISTD_H
#define _ASM_ALPHA_UNISTD_H

#include <asm/unistd_64.h>

#define __ARCH_WANT_SYS_FORK
#define __ARCH_WANT_SYS_CLONE

#endif
