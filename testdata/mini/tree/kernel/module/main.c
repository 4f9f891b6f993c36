// SPDX-License-Identifier: Apache-2.0
#include <linux/syscalls.h>

int modules_loaded;

#ifdef CONFIG_MODULE_UNLOAD
SYSCALL_DEFINE2(delete_module, const char __user *, name_user,
		unsigned int, flags)
{
	if (!modules_loaded)
		return -EINVAL;
	modules_loaded--;
	return 0;
}
#endif /* CONFIG_MODULE_UNLOAD */
