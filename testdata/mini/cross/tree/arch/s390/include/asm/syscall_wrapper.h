/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_S390_SYSCALL_WRAPPER_H
#define _ASM_S390_SYSCALL_WRAPPER_H

/* 64-bit programs enter through __s390x_sys_x, 31-bit ones through the others. */
#ifdef CONFIG_COMPAT
#define NATIVE_ENTRIES(m, sname, ...) \
	m(__s390x_sys##sname, ##__VA_ARGS__) \
	m(__s390_sys##sname, ##__VA_ARGS__)
#else
#define NATIVE_ENTRIES(m, sname, ...) m(__s390x_sys##sname, ##__VA_ARGS__)
#endif
#define COMPAT_ENTRIES(m, sname, ...) m(__s390_compat_sys##sname, ##__VA_ARGS__)
#include <linux/syscall_regs.h>

#endif
