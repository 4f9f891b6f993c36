/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_X86_SYSCALL_H
#define _ASM_X86_SYSCALL_H

#include <asm/ptrace.h>

typedef long (*sys_call_ptr_t)(const struct pt_regs *);
extern const sys_call_ptr_t sys_call_table[];

long x64_sys_call(const struct pt_regs *regs, unsigned int nr);
long x32_sys_call(const struct pt_regs *regs, unsigned int nr);
long ia32_sys_call(const struct pt_regs *regs, unsigned int nr);

long __x64_sys_ni_syscall(const struct pt_regs *regs);
long __ia32_sys_ni_syscall(const struct pt_regs *regs);

#endif
