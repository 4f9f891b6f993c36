// SPDX-License-Identifier: Apache-2.0
/* A program: it calls the kernel by number. */
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	unsigned long how[3] = { 0 };

	return syscall(__NR_openat2, -100, "/dev/null", how, sizeof(how)) < 0;
}
