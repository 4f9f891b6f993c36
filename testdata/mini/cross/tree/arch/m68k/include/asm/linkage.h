/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_M68K_LINKAGE_H
#define _ASM_M68K_LINKAGE_H

#endif
