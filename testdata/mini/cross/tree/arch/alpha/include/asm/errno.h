/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ALPHA_ERRNO_H
#define _ASM_ALPHA_ERRNO_H

#define ENOSYS	78

#endif
