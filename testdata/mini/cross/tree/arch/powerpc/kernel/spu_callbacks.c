// SPDX-License-Identifier: Apache-2.0
#define __SYSCALL_WITH_COMPAT(nr, native, compat) __SYSCALL(nr, native)
#define __SYSCALL(nr, entry) long entry(void);
#include <asm/syscall_table_spu.h>

#undef __SYSCALL
#define __SYSCALL(nr, entry) (void *)entry,
void *spu_syscall_table[] = {
#include <asm/syscall_table_spu.h>
};
