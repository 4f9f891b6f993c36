/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_POWERPC_LINKAGE_H
#define _ASM_POWERPC_LINKAGE_H

#ifdef CONFIG_PPC64_ELF_ABI_V1
/* A function has two symbols: its descriptor, and with a dot its code. */
#define WEAK_ALIAS(name, target)							\
	asm("\t.weak\t" #name "\n\t.set\t" #name ", " #target "\n"			\
	    "\t.weak\t." #name "\n\t.set\t." #name ", ." #target "\n");
#define GLOBAL_ALIAS(name, target)							\
	asm("\t.globl\t" #name "\n\t.set\t" #name ", " #target "\n"			\
	    "\t.globl\t." #name "\n\t.set\t." #name ", ." #target "\n");
#endif

#endif
