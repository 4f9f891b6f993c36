// SPDX-License-Identifier: Apache-2.0
/* The configuration that this kernel was built with, compressed. */
asm("	.section .rodata, \"a\"\n"
    "	.ascii \"IKCFG_ST\"\n"
    "	.globl kernel_config_data\n"
    "kernel_config_data:\n"
    "	.incbin \"kernel/config_data.gz\"\n"
    "	.globl kernel_config_data_end\n"
    "kernel_config_data_end:\n"
    "	.ascii \"IKCFG_ED\"\n"
    "	.previous\n");
