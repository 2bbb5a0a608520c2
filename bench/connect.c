// SPDX-License-Identifier: Apache-2.0
/* A datagram socket that gets a new peer each time: the system call alone, no packets. */
#include "flood.h"
#include <arpa/inet.h>
#include <sys/socket.h>

static int fd;
static const struct sockaddr_in to = {
	.sin_family = AF_INET,
	.sin_port = 0x0900, /* discard, in network order */
	.sin_addr.s_addr = 0x0100007f,
};

static void once(void)
{
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)))
		err(1, "connect");
}

int main(int argc, char **argv)
{
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		err(1, "socket");
	return flood(argc, argv, once);
}
