/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_ERRNO_H
#define _LINUX_ERRNO_H

/* Where an architecture has numbers of its own, it says so. */
#if __has_include(<asm/errno.h>)
#include <asm/errno.h>
#endif

#define EBADF	9
#define ENOMEM	12
#define EFAULT	14
#define EINVAL	22
#ifndef ENOSYS
#define ENOSYS	38
#endif

#endif
