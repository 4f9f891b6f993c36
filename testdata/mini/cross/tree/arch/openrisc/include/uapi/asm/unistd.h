/* SPDX-License-Identifier: Apache-2.0 */
#define __ARCH_WANT_SYS_CLONE
#include <asm-generic/unistd.h>
