/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_LINKAGE_H
#define _LINUX_LINKAGE_H

#include <asm/linkage.h>

#ifndef asmlinkage
#define asmlinkage
#endif

/* Another name for a function, whatever its prototype says. */
#ifndef SET_ALIAS
#define SET_ALIAS(name, target)		"\t.set\t" #name ", " #target "\n"
#endif
#define WEAK_ALIAS(name, target)	asm("\t.weak\t" #name "\n" SET_ALIAS(name, target));
#define GLOBAL_ALIAS(name, target)	asm("\t.globl\t" #name "\n" SET_ALIAS(name, target));

#define __weak		__attribute__((__weak__))
#define __used		__attribute__((__used__))
#define __alias(name)	__attribute__((__alias__(#name)))
#define __section(name)	__attribute__((__section__(name)))

#endif
