// SPDX-License-Identifier: Apache-2.0
#include <linux/compat.h>

static timer_t last_timer;

long do_timer_create(clockid_t which_clock, const void *event, timer_t __user *id)
{
	if (which_clock < 0 || !id)
		return -EINVAL;
	*id = ++last_timer;
	return 0;
}

SYSCALL_DEFINE3(timer_create, const clockid_t, which_clock,
		struct sigevent __user *, timer_event_spec,
		timer_t __user *, created_timer_id)
{
	return do_timer_create(which_clock, timer_event_spec, created_timer_id);
}

#ifdef CONFIG_COMPAT
COMPAT_SYSCALL_DEFINE3(timer_create, clockid_t, which_clock,
		       struct compat_sigevent __user *, timer_event_spec,
		       timer_t __user *, created_timer_id)
{
	return do_timer_create(which_clock, timer_event_spec, created_timer_id);
}
#endif

SYSCALL_DEFINE1(timer_delete, timer_t, timer_id)
{
	return timer_id <= last_timer ? 0 : -EINVAL;
}
