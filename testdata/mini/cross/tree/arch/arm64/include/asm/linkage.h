/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ARM64_LINKAGE_H
#define _ASM_ARM64_LINKAGE_H

#endif
