/* SPDX-License-Identifier: Apache-2.0 */
	.text
/* A new process needs all registers saved, not only those of a call. */
	.globl	sys_clone_wrapper
	.type	sys_clone_wrapper, @function
sys_clone_wrapper:
	nop
	nop
	nop
	nop
	.size	sys_clone_wrapper, . - sys_clone_wrapper
