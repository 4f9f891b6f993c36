/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_X86_PTRACE_H
#define _ASM_X86_PTRACE_H

/* The registers of the program that made the call. */
struct pt_regs {
#ifdef CONFIG_X86_64
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8;
	unsigned long ax, cx, dx, si, di;
#else
	unsigned long bx, cx, dx, si, di, bp, ax;
#endif
};

#endif
