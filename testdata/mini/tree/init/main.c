// SPDX-License-Identifier: Apache-2.0
#include <linux/linkage.h>

extern const char linux_banner[];
const char *boot_message;

asmlinkage void start_kernel(void);
asmlinkage void start_kernel(void)
{
	boot_message = linux_banner;
}
