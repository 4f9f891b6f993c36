/* SPDX-License-Identifier: Apache-2.0 */
/*
 * On x86 an entry point takes the caller's registers. Each site makes one for
 * every convention that this kernel serves:
 *
 *	__x64_sys_x		64-bit programs
 *	__ia32_sys_x		32-bit programs
 *	__ia32_compat_sys_x	32-bit programs, where they need a site of their own
 *	__x64_compat_sys_x	the same for x32 programs
 */
#ifndef _ASM_X86_SYSCALL_WRAPPER_H
#define _ASM_X86_SYSCALL_WRAPPER_H

#include <asm/ptrace.h>

#define REGS64_1 regs->di
#define REGS64_2 REGS64_1, regs->si
#define REGS64_3 REGS64_2, regs->dx
#define REGS64_4 REGS64_3, regs->r10
#define REGS64_5 REGS64_4, regs->r8
#define REGS64_6 REGS64_5, regs->r9

#define REGS32_1 (unsigned int)regs->bx
#define REGS32_2 REGS32_1, (unsigned int)regs->cx
#define REGS32_3 REGS32_2, (unsigned int)regs->dx
#define REGS32_4 REGS32_3, (unsigned int)regs->si
#define REGS32_5 REGS32_4, (unsigned int)regs->di
#define REGS32_6 REGS32_5, (unsigned int)regs->bp

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

/* Drop what this kernel does not serve. */
#ifdef CONFIG_X86_64
#define IF_X64(...) __VA_ARGS__
#else
#define IF_X64(...)
#endif
#if defined(CONFIG_X86_32) || defined(CONFIG_IA32_EMULATION)
#define IF_IA32(...) __VA_ARGS__
#else
#define IF_IA32(...)
#endif
#ifdef CONFIG_X86_X32_ABI
#define IF_X32(...) __VA_ARGS__
#else
#define IF_X32(...)
#endif

#define SE_LINKAGE static

#define ENTRY_POINTS(n, sname, ...)						\
	IF_X64(ENTRY_POINT(__x64_sys##sname, __se_sys##sname, REGS64_##n))	\
	IF_IA32(ENTRY_POINT(__ia32_sys##sname, __se_sys##sname, REGS32_##n))

#define SYSCALL_DEFINE0(name)							\
	SYSCALL_METADATA(0, _##name)						\
	static long __do_sys_##name(const struct pt_regs *unused);		\
	IF_X64(ENTRY_ALIAS(__x64_sys_##name, __do_sys_##name))			\
	IF_IA32(ENTRY_ALIAS(__ia32_sys_##name, __do_sys_##name))		\
	static long __do_sys_##name(const struct pt_regs *unused)

#define COND_SYSCALL(name)							\
	IF_X64(ENTRY_WEAK(__x64_sys_##name))					\
	IF_IA32(ENTRY_WEAK(__ia32_sys_##name))

#define SYS_NI(name)								\
	IF_X64(ENTRY_ALIAS(__x64_sys_##name, sys_ni_posix_timers))		\
	IF_IA32(ENTRY_ALIAS(__ia32_sys_##name, sys_ni_posix_timers))

#define COMPAT_ENTRY_POINTS(n, sname, ...)					\
	IF_IA32(ENTRY_POINT(__ia32_compat_sys##sname, __se_compat_sys##sname, REGS32_##n)) \
	IF_X32(ENTRY_POINT(__x64_compat_sys##sname, __se_compat_sys##sname, REGS64_##n))

#define COND_SYSCALL_COMPAT(name)						\
	IF_IA32(ENTRY_WEAK(__ia32_compat_sys_##name))				\
	IF_X32(ENTRY_WEAK(__x64_compat_sys_##name))

#define COMPAT_SYS_NI(name)							\
	IF_IA32(ENTRY_ALIAS(__ia32_compat_sys_##name, sys_ni_posix_timers))	\
	IF_X32(ENTRY_ALIAS(__x64_compat_sys_##name, sys_ni_posix_timers))

#endif
