/* SPDX-License-Identifier: Apache-2.0 */
#ifdef CONFIG_64BIT
#define __BITS_PER_LONG 64
#else
#define __BITS_PER_LONG 32
#endif
