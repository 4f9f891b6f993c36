#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: syscallhdr.sh ABI,ABI... PREFIX OFFSET TABLE
# Prints the __NR_ macros of these ABIs.
awk -v abis=",$1," -v prefix="$2" -v offset="$3" '
/^[0-9]/ && index(abis, "," $2 ",") {
	printf "#define __NR_%s%s %s\n", prefix, $3, offset == "" ? $1 : "(" offset " + " $1 ")"
	count = $1 + 1
}
END { printf "#ifdef __KERNEL__\n#define __NR_%ssyscalls %d\n#endif\n", prefix, count }' "$4"
