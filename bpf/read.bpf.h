/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* How kernel memory is read: by plain loads where the kernel allows them, else by its helpers. */
#ifndef SONDE_READ_BPF_H
#define SONDE_READ_BPF_H

/*
 * GET() reads a field. bpf_rdonly_cast: a35b9af4ec2c, 6.2. With it any address can be read by plain
 * loads, in global functions and programs of every kind too. And not as a pointer that the verifier
 * trusts: that would cost it a search through all of the kernel's BTF for each pointer that is loaded
 * (57539f5c0ac2, 6.3; 1 ms each on 6.18). It is a function of the kernel, which older ones refuse even
 * where it is not reached, and asking for it at run time leaves the verifier much dead code to take
 * out: the programs are compiled twice, and lib/hook/fitting-object.ts chooses.
 */
#ifdef RDONLY_CAST
#define CASTS true
extern void *bpf_rdonly_cast(const void *address, u32 type_id) __ksym;

#define CAST(ptr) ((typeof(ptr))bpf_rdonly_cast(ptr, bpf_core_type_id_kernel(typeof(*(ptr)))))
#define GET(typed, ptr, field) ((void)(typed), CAST(ptr)->field)
#define GET_BITFIELD(typed, ptr, field) ((void)(typed), BPF_CORE_READ_BITFIELD(CAST(ptr), field))
#define FOLLOW(typed, ptr, ...) ((void)(typed), BPF_CORE_READ(ptr, __VA_ARGS__))

/* libbpf's, by GET(). */
#undef BPF_CORE_READ
#define BPF_CORE_READ(ptr, ...) ___bpf_apply(READ_, ___bpf_narg(__VA_ARGS__))(ptr, __VA_ARGS__)
#define READ_1(ptr, field) GET(false, ptr, field)
#define READ_2(ptr, field, ...)                                                                    \
	({                                                                                         \
		typeof((ptr)->field) next_2_ = GET(false, ptr, field);                             \
		READ_1(next_2_, __VA_ARGS__);                                                      \
	})
#define READ_3(ptr, field, ...)                                                                    \
	({                                                                                         \
		typeof((ptr)->field) next_3_ = GET(false, ptr, field);                             \
		READ_2(next_3_, __VA_ARGS__);                                                      \
	})
#else
#define CASTS false
#define CAST(ptr) (ptr)
#define GET(typed, ptr, field)                                                                     \
	({                                                                                         \
		typeof((ptr)->field) value_;                                                       \
		if (typed)                                                                         \
			value_ = (ptr)->field;                                                     \
		else                                                                               \
			bpf_core_read(&value_, sizeof(value_), &(ptr)->field);                     \
		value_;                                                                            \
	})

#define GET_BITFIELD(typed, ptr, field)                                                            \
	((typed) ? BPF_CORE_READ_BITFIELD(ptr, field) : BPF_CORE_READ_BITFIELD_PROBED(ptr, field))

/* The same through several pointers, each of which is followed. */
#define FOLLOW(typed, ptr, ...)                                                                    \
	({                                                                                         \
		typeof(___arrow((ptr), __VA_ARGS__)) value_;                                       \
		if (typed)                                                                         \
			value_ = ___arrow((ptr), __VA_ARGS__);                                     \
		else                                                                               \
			value_ = BPF_CORE_READ(ptr, __VA_ARGS__);                                  \
		value_;                                                                            \
	})
#endif

/* Eight bytes at any address, and one. */
#ifdef RDONLY_CAST
#define NUMBER(address) CAST((struct timespec64 *)(address)) /* a struct that begins with one */
#define WORD(address) (NUMBER(address)->tv_sec)
#define BYTE(address) (*(const u8 *)NUMBER(address))
#endif

#include "copy.bpf.h"

/* Of the longest name, with its NUL: NAME_MAX is no limit to vfat, which counts characters. */
#define NAME_SPACE 1024
#define SHORT_NAME 40 /* as many bytes as any kernel's dentry has itself for its name */

/*
 * As bpf_probe_read_kernel_str() of `size` bytes, which goes by bytes: a short name by words where
 * they can be loaded. What is behind it, within the size, may become 0. A word of zeros may be one that
 * cannot be read.
 */
static __always_inline long read_kernel_name(char *to, u32 size, const char *name)
{
#ifdef RDONLY_CAST
	const u64 ones = 0x0101010101010101ULL;

	for (u32 i = 0; i < (size < SHORT_NAME ? size : SHORT_NAME) / 8; i++) {
		u64 word = WORD(name + 8 * i);
		u64 zeros = (word - ones) & ~word & ones << 7;
		u64 first = zeros & -zeros; /* the highest bit of the first byte that is 0 */

		if (!word)
			break;
		if (zeros) {
			*(volatile u64 *)(to + 8 * i) = word & (first - 1);
			return 8 * i + ((first >> 7) * 0x0001020304050607ULL >> 56) + 1;
		}
		*(volatile u64 *)(to + 8 * i) = word;
	}
#endif
	return copy_kernel_string(to, size, name);
}

/* A struct path as numbers, in its order unless RANDSTRUCT has another one. */
struct location {
	u64 mnt;
	u64 dentry;
};

static __always_inline void read_location(bool typed, struct location *to, struct path *path)
{
	if (!CASTS && !typed &&
	    bpf_core_field_offset(path->dentry) - bpf_core_field_offset(path->mnt) == sizeof(u64)) {
		bpf_core_read(to, sizeof(*to), &path->mnt);
		return;
	}
	to->mnt = (u64)GET(typed, path, mnt);
	to->dentry = (u64)GET(typed, path, dentry);
}

/* What a path is made of. */
struct step {
	struct dentry *parent;
	const char *name;
	u32 len;
};

/* By as few reads as there can be. */
static __always_inline void read_step(struct step *step, struct dentry *dentry)
{
#ifdef RDONLY_CAST
	dentry = CAST(dentry);
	step->parent = dentry->d_parent;
	step->name = (const char *)dentry->d_name.name;
	step->len = dentry->d_name.len;
#else
	struct {
		struct dentry *parent;
		struct qstr name;
	} both = {};

	/* RANDSTRUCT shuffles struct dentry. */
	if (bpf_core_field_offset(dentry->d_name) - bpf_core_field_offset(dentry->d_parent) ==
	    sizeof(both.parent)) {
		bpf_core_read(&both, sizeof(both), &dentry->d_parent);
	} else {
		bpf_core_read(&both.parent, sizeof(both.parent), &dentry->d_parent);
		bpf_core_read(&both.name, sizeof(both.name), &dentry->d_name);
	}
	step->parent = both.parent;
	step->name = (const char *)both.name.name;
	step->len = both.name.len;
#endif
}

/* Is this name in the struct itself? Then typed it can be read by plain loads. */
#define OWN_NAME 32 /* bytes that any kernel's has room for */

static __always_inline bool has_own_name(struct dentry *dentry, const char *name, u64 len)
{
	return bpf_core_field_exists(dentry->d_iname) && len < OWN_NAME &&
	       (u64)name == (u64)dentry + bpf_core_field_offset(dentry->d_iname);
}

/* That name, with its NUL at `end`: what is behind it stays. */
static __always_inline void read_own_name(char *begin, char *end, struct dentry *dentry, u64 len)
{
	u64 at = bpf_core_field_offset(dentry->d_iname);
	u64 behind = *(volatile u64 *)(end + 1);
	const u64 *name;

	barrier_var(at); /* a load of 8 bytes of it is not to be fitted to the field's size */
	name = (void *)dentry + at;
	for (u32 i = 0; i < OWN_NAME; i += 8) {
		*(volatile u64 *)(begin + i) = name[i / 8];
		if (len < i + 8)
			break;
	}
	*(volatile u64 *)(end + 1) = behind;
}

/*
 * A name of `len` bytes, and its NUL at `end`. A short one by words from its end: up to 7 bytes before it
 * are read too, of the struct that it lies in, and are of no value.
 */
static __always_inline void read_name(char *begin, char *end, const char *name, u64 len)
{
#ifdef RDONLY_CAST
	for (u32 i = 8; i <= SHORT_NAME; i += 8) {
		if (len >= SHORT_NAME)
			break;
		*(volatile u64 *)(end + 1 - i) = WORD(name + len + 1 - i);
		if (len < i)
			return;
	}
#endif
	copy_kernel(begin, NAME_SPACE, len + 1, name);
}

/* GET() for an array, in a struct that is pointed to, of a size that is a multiple of 8; typed it must be. */
#define GET_ARRAY(typed, to, ptr, field)                                                           \
	({                                                                                         \
		typeof(ptr) from_ = CAST(ptr);                                                     \
		if (CASTS || (typed))                                                              \
			_Pragma("unroll") for (u32 i_ = 0; i_ < sizeof((ptr)->field) / 8;          \
					       i_++)((u64 *)(to))[i_] = ((u64 *)from_->field)[i_]; \
		else                                                                               \
			bpf_core_read(to, sizeof((ptr)->field), &(ptr)->field);                    \
	})

#endif
