// SPDX-License-Identifier: Apache-2.0
int bpf_jit_enable;
