/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_MIPS_ERRNO_H
#define _ASM_MIPS_ERRNO_H

#define ENOSYS	89

#endif
