// SPDX-License-Identifier: Apache-2.0
/*
 * Attaches and detaches several programs at a time: for most hooks the kernel waits for an RCU
 * grace period each (fentry on 6.1: some 130 ms), and these waits may overlap.
 */
#include <errno.h>
#include "bpf.h"
#include "libbpf.h"
#include "sonde.h"
#include "threads.h"

#define THREADS 16

struct work {
	void (*each)(struct work *work, uint32_t i);
	uint32_t count;
	uint32_t next;
	const void *const *programs;
	const int *perf_fds;
	void **links;
	int *errors;
};

static void *worker(void *arg)
{
	struct work *work = arg;
	uint32_t i;

	while ((i = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED)) < work->count)
		work->each(work, i);
	return NULL;
}

/* The calling thread takes part, so it works without others too. */
static void run(struct work *work)
{
	pthread_t threads[THREADS];
	uint32_t n = 0;

	while (n < THREADS && n + 1 < work->count &&
	       !pthread_create(&threads[n], NULL, worker, work))
		n++;
	worker(work);
	while (n)
		pthread_join(threads[--n], NULL);
}

static void attach_one(struct work *work, uint32_t i)
{
	const void *program = work->programs[i];

	if (work->perf_fds[i] < 0)
		work->links[i] = bpf_program__attach(program);
	else
		work->links[i] = bpf_program__attach_perf_event(program, work->perf_fds[i]);
	work->errors[i] = work->links[i] ? 0 : errno;
}

/*
 * perf_fds: of sonde_perf_tracepoint(), closed with the link; -1 for programs that are attached by
 * their section's name. links: NULL where errors has an errno.
 */
void sonde_attach_all(const void *const programs[], const int perf_fds[], uint32_t count,
		      void *links[], int errors[])
{
	struct work work = {
		.each = attach_one,
		.count = count,
		.programs = programs,
		.perf_fds = perf_fds,
		.links = links,
		.errors = errors,
	};

	run(&work);
}

/* Times that the kernel left out a kprobe since another one ran on that CPU; 0 before 6.7, which does not say. */
int64_t sonde_kprobe_missed(const void *link)
{
	struct bpf_link_info info = { 0 };
	uint32_t size = sizeof(info);
	int err = bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size);

	if (err)
		return err;
	return info.type == BPF_LINK_TYPE_PERF_EVENT ? (int64_t)info.perf_event.kprobe.missed
						     : -EINVAL;
}

static void detach_one(struct work *work, uint32_t i)
{
	bpf_link__destroy(work->links[i]);
}

void sonde_detach_all(void *links[], uint32_t count)
{
	struct work work = { .each = detach_one, .count = count, .links = links };

	run(&work);
}
