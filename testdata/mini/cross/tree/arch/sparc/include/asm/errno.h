/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_SPARC_ERRNO_H
#define _ASM_SPARC_ERRNO_H

#define ENOSYS	90

#endif
