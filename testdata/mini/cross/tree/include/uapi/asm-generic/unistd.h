/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of the architectures that have none of their own. The numbers are
 * those of Linux. Including it again with other macros makes another table of
 * it, so there is no guard.
 */
#include <asm/bitsperlong.h>

#ifndef __SYSCALL
#define __SYSCALL(nr, entry)
#endif

#if __BITS_PER_LONG == 32 || defined(__SYSCALL_COMPAT)
#define __SC_3264(nr, entry32, entry64) __SYSCALL(nr, entry32)
#else
#define __SC_3264(nr, entry32, entry64) __SYSCALL(nr, entry64)
#endif

#ifdef __SYSCALL_COMPAT
#define __SC_COMP(nr, entry, compat) __SYSCALL(nr, compat)
#define __SC_COMP_3264(nr, entry32, entry64, compat) __SYSCALL(nr, compat)
#else
#define __SC_COMP(nr, entry, compat) __SYSCALL(nr, entry)
#define __SC_COMP_3264(nr, entry32, entry64, compat) __SC_3264(nr, entry32, entry64)
#endif

#define __NR_ioctl 29
__SC_COMP(__NR_ioctl, sys_ioctl, compat_sys_ioctl)
#define __NR_umount2 39
__SYSCALL(__NR_umount2, sys_umount)
#define __NR3264_ftruncate 46
__SC_COMP_3264(__NR3264_ftruncate, sys_ftruncate64, sys_ftruncate, compat_sys_ftruncate64)
#define __NR_close 57
__SYSCALL(__NR_close, sys_close)
#define __NR_read 63
__SYSCALL(__NR_read, sys_read)
#define __NR_write 64
__SYSCALL(__NR_write, sys_write)
#define __NR_delete_module 106
__SYSCALL(__NR_delete_module, sys_delete_module)
#define __NR_timer_create 107
__SC_COMP(__NR_timer_create, sys_timer_create, compat_sys_timer_create)
#define __NR_timer_delete 111
__SYSCALL(__NR_timer_delete, sys_timer_delete)
#define __NR_getpid 172
__SYSCALL(__NR_getpid, sys_getpid)
#define __NR_socket 198
__SYSCALL(__NR_socket, sys_socket)
#define __NR_sendmsg 211
__SC_COMP(__NR_sendmsg, sys_sendmsg, compat_sys_sendmsg)
#define __NR_munmap 215
__SYSCALL(__NR_munmap, sys_munmap)
#define __NR_clone 220
__SYSCALL(__NR_clone, sys_clone)
#define __NR_execve 221
__SC_COMP(__NR_execve, sys_execve, compat_sys_execve)
#define __NR3264_mmap 222
__SC_3264(__NR3264_mmap, sys_mmap2, sys_mmap)
#define __NR_madvise 233
__SYSCALL(__NR_madvise, sys_madvise)
#define __NR_bpf 280
__SYSCALL(__NR_bpf, sys_bpf)
#define __NR_execveat 281
__SC_COMP(__NR_execveat, sys_execveat, compat_sys_execveat)
#define __NR_io_uring_setup 425
__SYSCALL(__NR_io_uring_setup, sys_io_uring_setup)
#define __NR_openat2 437
__SYSCALL(__NR_openat2, sys_openat2)

#undef __NR_syscalls
#define __NR_syscalls 438

#if __BITS_PER_LONG == 64 && !defined(__SYSCALL_COMPAT)
#define __NR_ftruncate __NR3264_ftruncate
#define __NR_mmap __NR3264_mmap
#else
#define __NR_ftruncate64 __NR3264_ftruncate
#define __NR_mmap2 __NR3264_mmap
#endif
