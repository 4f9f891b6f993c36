#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: syscalltbl.sh ABI,ABI... TABLE
# Prints __SYSCALL(number, entry), or __SYSCALL_WITH_COMPAT(number, entry,
# compat), for each row of these ABIs, and sys_ni_syscall for each hole and for
# an entry that is "-".
awk -v abis=",$1," '
!/^[0-9]/ || !index(abis, "," $2 ",") { next }
{
	while (next_number < $1 + 0)
		printf "__SYSCALL(%d, sys_ni_syscall)\n", next_number++
	next_number = $1 + 1
	native = entry($4)
	if ($5 == "")
		printf "__SYSCALL(%d, %s)\n", $1, native
	else
		printf "__SYSCALL_WITH_COMPAT(%d, %s, %s)\n", $1, native, entry($5)
}
function entry(word) { return word == "" || word == "-" ? "sys_ni_syscall" : word }' "$2"
