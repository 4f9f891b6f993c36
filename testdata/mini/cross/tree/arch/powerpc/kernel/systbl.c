// SPDX-License-Identifier: Apache-2.0
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#define __SYSCALL(nr, entry) long entry(void);
#ifdef CONFIG_PPC64
#include <asm/syscall_table_64.h>
#else
#include <asm/syscall_table_32.h>
#endif

#undef __SYSCALL
#define __SYSCALL(nr, entry) [nr] = (void *)entry,
const void *const sys_call_table[] = {
#ifdef CONFIG_PPC64
#include <asm/syscall_table_64.h>
#else
#include <asm/syscall_table_32.h>
#endif
};

#ifdef CONFIG_COMPAT
#undef __SYSCALL_WITH_COMPAT
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, compat)
#undef __SYSCALL
#define __SYSCALL(nr, entry) long entry(void);
#include <asm/syscall_table_32.h>

#undef __SYSCALL
#define __SYSCALL(nr, entry) [nr] = (void *)entry,
const void *const compat_sys_call_table[] = {
#include <asm/syscall_table_32.h>
};
#endif
