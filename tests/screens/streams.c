#include "streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "out/pcapng.h"
#include "source/sim/sim.h"

enum { BLOCK_PACKET = 6, BLOCK_SECRETS = 10, FRAME = 28, IP = FRAME + 14, TCP = IP + 20 };
enum secrets { OPEN, WITHOUT, DAMAGED };

static const struct conversation {
	const char *scenario, *fault;
	enum secrets secrets;
	uint8_t client, server;     /* last part of their addresses */
	int packets;                /* no more than these; 0: all */
	bool only_client;
	const char *plain[2];       /* said instead, in the client's and the server's first packet with data */
} conversations[] = {
	{ .scenario = "default", .client = 1, .server = 2 },
	{ .scenario = "aes128-gcm", .client = 17, .server = 2 },
	{ .scenario = "client-rsa", .secrets = WITHOUT, .client = 5, .server = 3 },
	{ .fault = "expired", .client = 5, .server = 3 },
	{ .scenario = "no-name", .client = 140, .server = 2 },
	{ .scenario = "default", .client = 9, .server = 80, .packets = 5,
	  .plain = { "GET / HTTP/1.1\r\nHost: www.example\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" } },
	{ .fault = "tampered-finished", .client = 9, .server = 2 },
	{ .scenario = "aes256-gcm", .client = 17, .server = 3, .packets = 6 },
	{ .scenario = "encrypt-then-mac", .secrets = DAMAGED, .client = 33, .server = 2 },
	{ .scenario = "default", .client = 34, .server = 3, .only_client = true },
};

static void export(const struct conversation *c, size_t number, struct buf *out)
{
	struct sim_options o = { .scenario = c->scenario ? sim_find_scenario(c->scenario) : NULL, .fault = c->fault ? sim_find_fault(c->fault) : NULL };
	struct feed *feed;
	struct error err;
	char seed[8];

	snprintf(seed, sizeof(seed), "%zu", number);
	o.seed = seed;
	if ((!o.scenario && !o.fault) || sim_open(&o, &feed, &err) != ST_OK)
		abort();
	while (feed->pump(feed, 0) != FEED_DONE)
		continue;
	pcapng_write(feed->trace, out);
	feed->free(feed);
}

static uint32_t get_le(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put_le(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

/* Later by 1.5 s a conversation. */
static void move_time(uint8_t *block, size_t number)
{
	uint64_t us = ((uint64_t)get_le(block + 12) << 32 | get_le(block + 16)) + number * 1500000;

	put_le(block + 12, (uint32_t)(us >> 32));
	put_le(block + 16, (uint32_t)us);
}

static void say_plain(uint8_t *data, size_t n, const char *text)
{
	memset(data, ' ', n);
	memcpy(data, text, strlen(text) < n ? strlen(text) : n);
}

/* Moves a packet to the conversation's addresses; whether it stays. */
static bool change_packet(const struct conversation *c, size_t number, uint8_t *block, int packet)
{
	uint8_t *tcp = block + TCP, *from = block + IP + 15, *to = block + IP + 19;
	size_t n = get_le(block + 20) - 14 - 20 - 20;
	bool client = (tcp[0] << 8 | tcp[1]) != 443;

	if ((c->packets && packet >= c->packets) || (c->only_client && !client))
		return false;
	*(client ? from : to) = c->client;
	*(client ? to : from) = c->server;
	tcp[client ? 1 : 3] = (uint8_t)number;
	move_time(block, number);
	if (n && c->plain[!client])
		say_plain(tcp + 20, n, c->plain[!client]);
	return true;
}

static void add_conversation(size_t i, struct buf *out)
{
	const struct conversation *c = &conversations[i];
	struct buf one = { 0 };
	int packet = 0;

	export(c, i, &one);
	for (size_t at = 0, n; at + 12 <= one.n; at += n) {
		uint8_t *block = one.p + at;
		uint32_t type = get_le(block);
		bool stays = true;

		n = get_le(block + 4);
		if (type == BLOCK_PACKET)
			stays = change_packet(c, i, block, packet++);
		else if (type == BLOCK_SECRETS)
			stays = c->secrets != WITHOUT;
		if (type == BLOCK_SECRETS && c->secrets == DAMAGED)
			block[n - 12] ^= 1;      /* a digit of the secret: still one */
		if (stays)
			buf_add(out, bytes_of(block, n));
	}
	buf_free(&one);
}

void streams_capture(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(conversations); i++)
		add_conversation(i, out);
}

void streams_plain_capture(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(conversations); i++)
		if (conversations[i].plain[0])
			add_conversation(i, out);
}
