/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_SPARC_LINKAGE_H
#define _ASM_SPARC_LINKAGE_H

#endif
