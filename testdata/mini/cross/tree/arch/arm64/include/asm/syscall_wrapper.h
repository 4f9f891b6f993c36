/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ARM64_SYSCALL_WRAPPER_H
#define _ASM_ARM64_SYSCALL_WRAPPER_H

#define NATIVE_ENTRIES(m, sname, ...) m(__arm64_sys##sname, ##__VA_ARGS__)
#define COMPAT_ENTRIES(m, sname, ...) m(__arm64_compat_sys##sname, ##__VA_ARGS__)
#include <linux/syscall_regs.h>

typedef long (*syscall_fn_t)(const struct pt_regs *);
long __arm64_sys_ni_syscall(const struct pt_regs *regs);

#endif
