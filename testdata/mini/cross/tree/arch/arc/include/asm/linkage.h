/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ARC_LINKAGE_H
#define _ASM_ARC_LINKAGE_H

#endif
