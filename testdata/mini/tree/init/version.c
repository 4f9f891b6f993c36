// SPDX-License-Identifier: Apache-2.0
extern const char linux_banner[];
const char linux_banner[] =
	"Linux version " UTS_RELEASE " (nobody@example.org) (gcc, GNU ld) "
	"#1 SMP PREEMPT_DYNAMIC Thu Jan  1 00:00:00 UTC 1970\n";
