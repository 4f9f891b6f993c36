/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _ASM_HEXAGON_LINKAGE_H
#define _ASM_HEXAGON_LINKAGE_H

#endif
