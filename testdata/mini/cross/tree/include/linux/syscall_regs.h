/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For architectures whose entry points take the caller's registers. Their
 * asm/syscall_wrapper.h says what the entry points are called:
 *
 *	NATIVE_ENTRIES(m, sname, ...)	m(symbol, ...) for each of a native site
 *	COMPAT_ENTRIES(m, sname, ...)	the same for a compat site
 */
#ifndef _LINUX_SYSCALL_REGS_H
#define _LINUX_SYSCALL_REGS_H

struct pt_regs {
	unsigned long regs[6];
};

#define REGS_1 regs->regs[0]
#define REGS_2 REGS_1, regs->regs[1]
#define REGS_3 REGS_2, regs->regs[2]
#define REGS_4 REGS_3, regs->regs[3]
#define REGS_5 REGS_4, regs->regs[4]
#define REGS_6 REGS_5, regs->regs[5]

#define ENTRY_POINT(symbol, target, ...)					\
	long symbol(const struct pt_regs *regs);				\
	long symbol(const struct pt_regs *regs)					\
	{									\
		return target(__VA_ARGS__);					\
	}
#define ENTRY_ALIAS(symbol, target)						\
	long symbol(const struct pt_regs *regs) __alias(target);
#define ENTRY_WEAK(symbol)							\
	__weak long symbol(const struct pt_regs *regs);				\
	__weak long symbol(const struct pt_regs *regs)				\
	{									\
		return sys_ni_syscall();					\
	}

#define SE_LINKAGE static

#define ENTRY_POINTS(n, sname, ...)	NATIVE_ENTRIES(ENTRY_POINT, sname, __se_sys##sname, REGS_##n)
#define COND_SYSCALL(name)		NATIVE_ENTRIES(ENTRY_WEAK, _##name)
#define SYS_NI(name)			NATIVE_ENTRIES(ENTRY_ALIAS, _##name, sys_ni_posix_timers)
#define SYSCALL_DEFINE0(name)							\
	SYSCALL_METADATA(0, _##name)						\
	static long __do_sys_##name(const struct pt_regs *unused);		\
	NATIVE_ENTRIES(ENTRY_ALIAS, _##name, __do_sys_##name)			\
	static long __do_sys_##name(const struct pt_regs *unused)

#define COMPAT_ENTRY_POINTS(n, sname, ...)	\
	COMPAT_ENTRIES(ENTRY_POINT, sname, __se_compat_sys##sname, REGS_##n)
#define COND_SYSCALL_COMPAT(name)	COMPAT_ENTRIES(ENTRY_WEAK, _##name)
#define COMPAT_SYS_NI(name)		COMPAT_ENTRIES(ENTRY_ALIAS, _##name, sys_ni_posix_timers)

#endif
