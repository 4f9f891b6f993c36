/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_RISCV_SYSCALL_WRAPPER_H
#define _ASM_RISCV_SYSCALL_WRAPPER_H

#define NATIVE_ENTRIES(m, sname, ...) m(__riscv_sys##sname, ##__VA_ARGS__)
#define COMPAT_ENTRIES(m, sname, ...) m(__riscv_compat_sys##sname, ##__VA_ARGS__)
#include <linux/syscall_regs.h>

#endif
