/* SPDX-License-Identifier: Apache-2.0 */
	.text

	.globl	alpha_fork
	.type	alpha_fork, @function
alpha_fork:
	nop
	nop
	nop
	nop
	.size	alpha_fork, . - alpha_fork

	.globl	alpha_clone
	.type	alpha_clone, @function
alpha_clone:
	nop
	nop
	nop
	nop
	.size	alpha_clone, . - alpha_clone
