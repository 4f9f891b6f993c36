/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_ALPHA_LINKAGE_H
#define _ASM_ALPHA_LINKAGE_H

/* .set means something else to this assembler. */
#define SET_ALIAS(name, target) #name " = " #target "\n"

#endif
