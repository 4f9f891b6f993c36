/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#define NULL ((void *)0)
#define __user

typedef __SIZE_TYPE__ size_t;
typedef long off_t;
typedef long long loff_t;
typedef int pid_t;
typedef int timer_t;
typedef int clockid_t;
typedef unsigned short umode_t;
typedef unsigned int u32;
typedef unsigned long long u64;

/* What 32-bit programs pass where a 64-bit kernel has wider types. */
typedef unsigned int compat_ulong_t;
typedef int compat_off_t;
typedef unsigned int compat_uptr_t;

#endif
