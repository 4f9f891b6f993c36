/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls of 32-bit programs; the numbers are those of Linux. Including it
 * again with another macro makes another table of it, so there is no guard.
 */
#ifndef __SYSCALL
#define __SYSCALL(nr, entry)
#endif

#define __NR_fork 2
__SYSCALL(__NR_fork, sys_fork)
#define __NR_read 3
__SYSCALL(__NR_read, sys_read)
#define __NR_write 4
__SYSCALL(__NR_write, sys_write)
#define __NR_open 5
__SYSCALL(__NR_open, compat_sys_open)
#define __NR_close 6
__SYSCALL(__NR_close, sys_close)
#define __NR_execve 11
__SYSCALL(__NR_execve, compat_sys_execve)
#define __NR_getpid 20
__SYSCALL(__NR_getpid, sys_getpid)
#define __NR_umount2 52
__SYSCALL(__NR_umount2, sys_umount)
#define __NR_ioctl 54
__SYSCALL(__NR_ioctl, compat_sys_ioctl)
#define __NR_munmap 91
__SYSCALL(__NR_munmap, sys_munmap)
#define __NR_ftruncate 93
__SYSCALL(__NR_ftruncate, compat_sys_ftruncate)
#define __NR_clone 120
__SYSCALL(__NR_clone, sys_clone)
#define __NR_delete_module 129
__SYSCALL(__NR_delete_module, sys_delete_module)
#define __NR_madvise 220
__SYSCALL(__NR_madvise, sys_madvise)
#define __NR_timer_create 257
__SYSCALL(__NR_timer_create, compat_sys_timer_create)
#define __NR_timer_delete 261
__SYSCALL(__NR_timer_delete, sys_timer_delete)
#define __NR_socket 281
__SYSCALL(__NR_socket, sys_socket)
#define __NR_sendmsg 296
__SYSCALL(__NR_sendmsg, compat_sys_sendmsg)
#define __NR_bpf 386
__SYSCALL(__NR_bpf, sys_bpf)
#define __NR_execveat 387
__SYSCALL(__NR_execveat, compat_sys_execveat)
#define __NR_io_uring_setup 425
__SYSCALL(__NR_io_uring_setup, sys_io_uring_setup)
#define __NR_openat2 437
__SYSCALL(__NR_openat2, sys_openat2)

#define __NR_compat_syscalls 438
