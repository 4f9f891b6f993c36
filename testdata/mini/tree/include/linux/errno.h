/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_ERRNO_H
#define _LINUX_ERRNO_H

#define EBADF	9
#define ENOMEM	12
#define EFAULT	14
#define EINVAL	22
#define ENOSYS	38

#endif
