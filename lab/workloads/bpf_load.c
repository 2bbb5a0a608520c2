// SPDX-License-Identifier: Apache-2.0
/* bpf_load: a program that does nothing is loaded twice, and one that the kernel refuses; other uses of the call. */
#include "nolibc.h"

#define PROG_LOAD 5
#define OBJ_GET_INFO_BY_FD 15
#define SOCKET_FILTER 1

/* As much of union bpf_attr as is used; all pointers are 64-bit. */
struct prog_load {
	u32 type;
	u32 count;
	u64 insns;
	u64 license;
	u32 log_level;
	u32 log_size;
	u64 log;
	u32 version;
	u32 flags;
	char name[16];
	u32 ifindex;
	u32 attach_type;
};

struct info {
	u32 fd;
	u32 size;
	u64 address;
};

struct prog_info {
	u32 type;
	u32 id;
	u8 tag[8];
};

static const u64 nothing[] = { 0xb7, 0x95 }; /* r0 = 0; exit */
static const u64 endless[] = { 0x95 }; /* exit, without a result */

/* Static, so that the 32-bit entry of a 64-bit process can reach it. */
static struct prog_load attr;

static void prepare(const char *name, const u64 *insns, u32 count)
{
	memset(&attr, 0, sizeof(attr));
	attr.type = SOCKET_FILTER;
	attr.count = count;
	attr.insns = (u64)(unsigned long)insns;
	attr.license = (u64)(unsigned long)"none";
	memcpy(attr.name, name, length_of(name));
}

/* size: how much of attr was passed. */
static void tell(const char *how, unsigned long size, long ret)
{
	struct prog_info prog = { 0, 0, { 0 } };
	struct info info = { (u32)ret, sizeof(prog), (u64)(unsigned long)&prog };

	if (ret >= 0)
		must("info", sys(bpf, OBJ_GET_INFO_BY_FD, &info, sizeof(info), 0, 0));
	act("bpf_load");
	text("how", how);
	num("pid", getpid());
	num("type", attr.type);
	text("name", size > 48 ? attr.name : "");
	num("attach", attr.attach_type);
	if (ret >= 0)
		hex("tag", prog.tag, 8);
	else
		text("tag", "null");
	num("ret", ret);
	end();
}

static void load(const char *how, unsigned long size)
{
	tell(how, size, sys(bpf, PROG_LOAD, &attr, size, 0, 0));
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	prepare("workload", nothing, 2);
	load("named", sizeof(attr));
	load("short", 48);
	attr.attach_type = 1;
	load("attach-type", sizeof(attr));
	prepare("refused", endless, 1);
	load("refused", sizeof(attr));
	prepare("no_type", nothing, 2);
	attr.type = 9999;
	load("no-type", sizeof(attr));
#if defined(__x86_64__)
	prepare("int80", nothing, 2);
	tell("int80", sizeof(attr), int80(357, PROG_LOAD, (long)&attr, sizeof(attr)));
#endif
	return 0;
}
