/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_LOONGARCH_LINKAGE_H
#define _ASM_LOONGARCH_LINKAGE_H

#endif
