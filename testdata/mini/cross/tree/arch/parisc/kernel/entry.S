/* SPDX-License-Identifier: Apache-2.0 */
	.text

	.globl	sys_fork_wrapper
	.type	sys_fork_wrapper, @function
sys_fork_wrapper:
	nop
	nop
	nop
	nop
	.size	sys_fork_wrapper, . - sys_fork_wrapper

	.globl	sys_clone_wrapper
	.type	sys_clone_wrapper, @function
sys_clone_wrapper:
	nop
	nop
	nop
	nop
	.size	sys_clone_wrapper, . - sys_clone_wrapper
