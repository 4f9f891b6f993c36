/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ALPHA_UNISTD_H
#define _ASM_ALPHA_UNISTD_H

#include <asm/unistd_64.h>

#endif
