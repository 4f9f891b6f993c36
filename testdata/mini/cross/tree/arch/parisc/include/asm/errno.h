/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_PARISC_ERRNO_H
#define _ASM_PARISC_ERRNO_H

#define ENOSYS	251

#endif
