/* SPDX-License-Identifier: Apache-2.0 */
	.text

	.globl	sys_fork
	.type	sys_fork, %function
sys_fork:
	nop
	nop
	nop
	nop
	.size	sys_fork, . - sys_fork

	.globl	sys_clone
	.type	sys_clone, %function
sys_clone:
	nop
	nop
	nop
	nop
	.size	sys_clone, . - sys_clone

#ifdef CONFIG_64BIT

	.globl	sys64_execve
	.type	sys64_execve, %function
sys64_execve:
	nop
	nop
	nop
	nop
	.size	sys64_execve, . - sys64_execve

	.globl	sys64_execveat
	.type	sys64_execveat, %function
sys64_execveat:
	nop
	nop
	nop
	nop
	.size	sys64_execveat, . - sys64_execveat

	.globl	sys32_execve
	.type	sys32_execve, %function
sys32_execve:
	nop
	nop
	nop
	nop
	.size	sys32_execve, . - sys32_execve

	.globl	sys32_execveat
	.type	sys32_execveat, %function
sys32_execveat:
	nop
	nop
	nop
	nop
	.size	sys32_execveat, . - sys32_execveat

	.globl	sys32_mmap2
	.type	sys32_mmap2, %function
sys32_mmap2:
	nop
	nop
	nop
	nop
	.size	sys32_mmap2, . - sys32_mmap2

#endif
