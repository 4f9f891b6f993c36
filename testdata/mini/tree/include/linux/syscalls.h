/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <linux/errno.h>
#include <linux/linkage.h>
#include <linux/types.h>

struct open_how;
struct sigevent;
struct user_msghdr;
union bpf_attr;

/* EACHn(m, type1, name1, ..., typen, namen) is m(type1, name1), ... */
#define EACH0(m, ...)
#define EACH1(m, t, a)		m(t, a)
#define EACH2(m, t, a, ...)	m(t, a), EACH1(m, __VA_ARGS__)
#define EACH3(m, t, a, ...)	m(t, a), EACH2(m, __VA_ARGS__)
#define EACH4(m, t, a, ...)	m(t, a), EACH3(m, __VA_ARGS__)
#define EACH5(m, t, a, ...)	m(t, a), EACH4(m, __VA_ARGS__)
#define EACH6(m, t, a, ...)	m(t, a), EACH5(m, __VA_ARGS__)

#define AS_DECLARED(t, a)	t a
#define AS_REGISTER(t, a)	\
	__typeof__(__builtin_choose_expr(sizeof(t) > sizeof(long), 0LL, 0L)) a
#define FROM_REGISTER(t, a)	(t)a
#define TYPE_TEXT(t, a)		#t
#define NAME_TEXT(t, a)		#a

#ifdef CONFIG_FTRACE_SYSCALLS
struct list_head {
	struct list_head *next, *prev;
};

struct trace_event_call;

struct syscall_metadata {
	const char *name;
	int syscall_nr;
	int nb_args;
	const char **types;
	const char **args;
	struct list_head enter_fields;
	struct trace_event_call *enter_event;
	struct trace_event_call *exit_event;
};

#define SYSCALL_METADATA(n, sname, ...)						\
	static const char *types_##sname[] = { EACH##n(TYPE_TEXT, __VA_ARGS__) };	\
	static const char *args_##sname[] = { EACH##n(NAME_TEXT, __VA_ARGS__) };	\
	static struct syscall_metadata __used __syscall_meta_##sname = {	\
		.name = "sys" #sname,						\
		.syscall_nr = -1,						\
		.nb_args = n,							\
		.types = n ? types_##sname : NULL,				\
		.args = n ? args_##sname : NULL,				\
	};									\
	static struct syscall_metadata __used __section("__syscalls_metadata")	\
		*__p_syscall_meta_##sname = &__syscall_meta_##sname;
#else
#define SYSCALL_METADATA(n, sname, ...)
#endif

#ifdef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
#include <asm/syscall_wrapper.h>
#else
/* The entry point is sys_x itself and takes its arguments as C does. */
#define ENTRY_POINTS(n, sname, ...)						\
	asmlinkage long sys##sname(EACH##n(AS_DECLARED, __VA_ARGS__))		\
		__alias(__se_sys##sname);
#define SE_LINKAGE asmlinkage
#define SYSCALL_DEFINE0(name)							\
	SYSCALL_METADATA(0, _##name)						\
	asmlinkage long sys_##name(void)
#define COND_SYSCALL(name)	WEAK_ALIAS(sys_##name, sys_ni_syscall)
#define SYS_NI(name)		GLOBAL_ALIAS(sys_##name, sys_ni_posix_timers)
#endif

#define SYSCALL_DEFINE1(name, ...) SYSCALL_DEFINEx(1, _##name, __VA_ARGS__)
#define SYSCALL_DEFINE2(name, ...) SYSCALL_DEFINEx(2, _##name, __VA_ARGS__)
#define SYSCALL_DEFINE3(name, ...) SYSCALL_DEFINEx(3, _##name, __VA_ARGS__)
#define SYSCALL_DEFINE4(name, ...) SYSCALL_DEFINEx(4, _##name, __VA_ARGS__)
#define SYSCALL_DEFINE5(name, ...) SYSCALL_DEFINEx(5, _##name, __VA_ARGS__)
#define SYSCALL_DEFINE6(name, ...) SYSCALL_DEFINEx(6, _##name, __VA_ARGS__)

/*
 * What follows the macro becomes the body of __do_sys_x, with typed
 * parameters; __se_sys_x takes them as registers hold them.
 */
#define SYSCALL_DEFINEx(n, sname, ...)						\
	SYSCALL_METADATA(n, sname, __VA_ARGS__)					\
	SE_LINKAGE long __se_sys##sname(EACH##n(AS_REGISTER, __VA_ARGS__));	\
	ENTRY_POINTS(n, sname, __VA_ARGS__)					\
	static inline long __do_sys##sname(EACH##n(AS_DECLARED, __VA_ARGS__));	\
	SE_LINKAGE long __se_sys##sname(EACH##n(AS_REGISTER, __VA_ARGS__))	\
	{									\
		return __do_sys##sname(EACH##n(FROM_REGISTER, __VA_ARGS__));	\
	}									\
	static inline long __do_sys##sname(EACH##n(AS_DECLARED, __VA_ARGS__))

/* What leads here does not exist. */
asmlinkage long sys_ni_syscall(void);

/* Work that a native and a compat call share. */
long do_sys_openat2(int dfd, const char __user *filename, const struct open_how *how);
long do_ftruncate(unsigned int fd, loff_t length);
long do_execveat(int fd, const char __user *filename, unsigned long argv, int flags);
long kernel_clone(unsigned long flags, unsigned long newsp);
long vm_mmap(unsigned long addr, unsigned long len, unsigned long pgoff);
long __sys_sendmsg(int fd, const void __user *msg, unsigned int flags);
long do_timer_create(clockid_t which_clock, const void *event, timer_t __user *id);

#ifndef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
/* fs/ */
asmlinkage long sys_read(unsigned int fd, char __user *buf, size_t count);
asmlinkage long sys_write(unsigned int fd, const char __user *buf,
			  size_t count);
asmlinkage long sys_open(const char __user *filename, int flags, umode_t mode);
asmlinkage long sys_openat2(int dfd, const char __user *filename,
			    struct open_how __user *how, size_t usize);
asmlinkage long sys_close(unsigned int fd);
asmlinkage long sys_ftruncate(unsigned int fd, unsigned long length);
asmlinkage long sys_ioctl(unsigned int fd, unsigned int cmd, unsigned long arg);
asmlinkage long sys_execve(const char __user *filename,
			   const char __user *const __user *argv,
			   const char __user *const __user *envp);
asmlinkage long sys_execveat(int fd, const char __user *filename,
			     const char __user *const __user *argv,
			     const char __user *const __user *envp, int flags);
asmlinkage long sys_umount(char __user *name, int flags);

/* kernel/ */
asmlinkage long sys_getpid(void);
asmlinkage long sys_fork(void);
#ifdef CONFIG_CLONE_BACKWARDS
asmlinkage long sys_clone(unsigned long flags, unsigned long newsp,
			  int __user *parent_tid, unsigned long tls,
			  int __user *child_tid);
#else
asmlinkage long sys_clone(unsigned long flags, unsigned long newsp,
			  int __user *parent_tid, int __user *child_tid,
			  unsigned long tls);
#endif
asmlinkage long sys_delete_module(const char __user *name_user,
				  unsigned int flags);
asmlinkage long sys_bpf(int cmd, union bpf_attr __user *uattr, unsigned int size);
asmlinkage long sys_timer_create(clockid_t which_clock,
				 struct sigevent __user *event,
				 timer_t __user *created_timer_id);
asmlinkage long sys_timer_delete(timer_t timer_id);
asmlinkage long sys_io_uring_setup(u32 entries, void __user *params);

/* mm/ */
asmlinkage long sys_munmap(unsigned long addr, size_t len);
asmlinkage long sys_madvise(unsigned long start, size_t len_in, int behavior);

/* net/ */
asmlinkage long sys_socket(int family, int type, int protocol);
asmlinkage long sys_sendmsg(int fd, struct user_msghdr __user *msg,
			    unsigned int flags);
#endif /* CONFIG_ARCH_HAS_SYSCALL_WRAPPER */

#endif
