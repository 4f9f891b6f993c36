/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_X86_LINKAGE_H
#define _ASM_X86_LINKAGE_H

#ifdef CONFIG_X86_32
#define asmlinkage __attribute__((regparm(0)))
#endif

#endif
