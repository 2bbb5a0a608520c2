// SPDX-License-Identifier: Apache-2.0
/* pinned CPU FILE COMMAND...: writes the time (CLOCK_BOOTTIME, ns) to FILE and calls exec. */
#include "flood.h"

int main(int argc, char **argv)
{
	FILE *file;

	if (argc < 4)
		errx(2, "usage: %s CPU FILE COMMAND...", argv[0]);
	pin(argv[1]);
	file = fopen(argv[2], "w");
	if (!file)
		err(1, "%s", argv[2]);
	fprintf(file, "%llu\n", (unsigned long long)now(CLOCK_BOOTTIME));
	fclose(file);
	execvp(argv[3], argv + 3);
	err(127, "%s", argv[3]);
}
