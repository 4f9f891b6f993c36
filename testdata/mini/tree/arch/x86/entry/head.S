/* SPDX-License-Identifier: Apache-2.0 */
	.section .head.text, "ax"

#ifdef CONFIG_X86_64
	.globl	startup_64
	.type	startup_64, @function
startup_64:
	call	start_kernel
1:	hlt
	jmp	1b
	.size	startup_64, . - startup_64
#else
	.globl	startup_32
	.type	startup_32, @function
startup_32:
	call	start_kernel
1:	hlt
	jmp	1b
	.size	startup_32, . - startup_32
#endif

	.text
/* Every traced function begins with a call of this. */
	.globl	__fentry__
	.type	__fentry__, @function
__fentry__:
	ret
	.size	__fentry__, . - __fentry__
