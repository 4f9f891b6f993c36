/* SPDX-License-Identifier: Apache-2.0 */
#ifdef CONFIG_COMPAT
#define __ARCH_WANT_SYS_FORK
#endif

#include <uapi/asm/unistd.h>
