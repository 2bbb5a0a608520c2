/* SPDX-License-Identifier: Apache-2.0 */
/* What libbpf.c defines and calls itself, and names.c defines again: that one counts. */
#pragma weak bpf_core_add_cands
