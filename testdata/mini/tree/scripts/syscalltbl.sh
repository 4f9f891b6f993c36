#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: syscalltbl.sh ABI,ABI... TABLE
# Prints __SYSCALL(number, entry), or __SYSCALL_WITH_COMPAT(number, entry,
# compat), for each row of these ABIs, and sys_ni_syscall for each hole.
awk -v abis=",$1," '
!/^[0-9]/ || !index(abis, "," $2 ",") { next }
{
	while (next_number < $1 + 0)
		printf "__SYSCALL(%d, sys_ni_syscall)\n", next_number++
	next_number = $1 + 1
	if ($4 == "")
		printf "__SYSCALL(%d, sys_ni_syscall)\n", $1
	else if ($5 == "" || $5 == "-")
		printf "__SYSCALL(%d, %s)\n", $1, $4
	else
		printf "__SYSCALL_WITH_COMPAT(%d, %s, %s)\n", $1, $4, $5
}' "$2"
