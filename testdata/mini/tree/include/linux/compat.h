/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_COMPAT_H
#define _LINUX_COMPAT_H

#include <linux/syscalls.h>

struct compat_sigevent;
struct compat_msghdr;

#ifdef CONFIG_COMPAT

#ifndef COMPAT_ENTRY_POINTS
#define COMPAT_ENTRY_POINTS(n, sname, ...)					\
	asmlinkage long compat_sys##sname(EACH##n(AS_DECLARED, __VA_ARGS__))	\
		__alias(__se_compat_sys##sname);
#define COND_SYSCALL_COMPAT(name)	WEAK_ALIAS(compat_sys_##name, sys_ni_syscall)
#define COMPAT_SYS_NI(name)		GLOBAL_ALIAS(compat_sys_##name, sys_ni_posix_timers)
#endif

#define COMPAT_SYSCALL_DEFINE1(name, ...) COMPAT_SYSCALL_DEFINEx(1, _##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE2(name, ...) COMPAT_SYSCALL_DEFINEx(2, _##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE3(name, ...) COMPAT_SYSCALL_DEFINEx(3, _##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE4(name, ...) COMPAT_SYSCALL_DEFINEx(4, _##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE5(name, ...) COMPAT_SYSCALL_DEFINEx(5, _##name, __VA_ARGS__)
#define COMPAT_SYSCALL_DEFINE6(name, ...) COMPAT_SYSCALL_DEFINEx(6, _##name, __VA_ARGS__)

#define COMPAT_SYSCALL_DEFINEx(n, sname, ...)					\
	SE_LINKAGE long __se_compat_sys##sname(EACH##n(AS_REGISTER, __VA_ARGS__)); \
	COMPAT_ENTRY_POINTS(n, sname, __VA_ARGS__)				\
	static inline long __do_compat_sys##sname(EACH##n(AS_DECLARED, __VA_ARGS__)); \
	SE_LINKAGE long __se_compat_sys##sname(EACH##n(AS_REGISTER, __VA_ARGS__)) \
	{									\
		return __do_compat_sys##sname(EACH##n(FROM_REGISTER, __VA_ARGS__)); \
	}									\
	static inline long __do_compat_sys##sname(EACH##n(AS_DECLARED, __VA_ARGS__))

#ifndef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
asmlinkage long compat_sys_open(const char __user *filename, int flags,
				umode_t mode);
asmlinkage long compat_sys_ftruncate(unsigned int fd, compat_ulong_t length);
asmlinkage long compat_sys_ioctl(unsigned int fd, unsigned int cmd,
				 compat_ulong_t arg32);
asmlinkage long compat_sys_execve(const char __user *filename,
				  const compat_uptr_t __user *argv,
				  const compat_uptr_t __user *envp);
asmlinkage long compat_sys_execveat(int fd, const char __user *filename,
				    const compat_uptr_t __user *argv,
				    const compat_uptr_t __user *envp, int flags);
asmlinkage long compat_sys_timer_create(clockid_t which_clock,
					struct compat_sigevent __user *event,
					timer_t __user *created_timer_id);
asmlinkage long compat_sys_sendmsg(int fd, struct compat_msghdr __user *msg,
				   unsigned int flags);
#endif

#else /* !CONFIG_COMPAT */
#define COND_SYSCALL_COMPAT(name)
#define COMPAT_SYS_NI(name)
#endif /* CONFIG_COMPAT */

#endif
