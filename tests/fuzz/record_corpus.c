/* Lets two parties talk and writes what each of them received, as inputs for the
 * targets. usage: record_corpus OUT-FOLDER; make_corpus.py calls it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "party.h"
#include "spec/codes.h"
#include "tls/endpoint.h"

static const uint8_t configs[][PARTY_BYTES] = {
	{ 0x07, 0x0f, 0x03 },    /* as slowshake talks by default */
	{ 0x00, 0x00, 0x00 },    /* one suite each, nothing else */
	{ 0x01, 0x01, 0x02 }, { 0x02, 0x02, 0x02 }, { 0x03, 0x03, 0x03 }, { 0x04, 0x04, 0x00 }, { 0x05, 0x05, 0x00 },
	{ 0x06, 0x06, 0x00 }, { 0x07, 0x07, 0x00 }, { 0x07, 0x08, 0x00 },
	{ 0x2f, 0x6f, 0x03 },    /* client certificates: RSA, P-256, P-384, none though required */
	{ 0x03, 0xaf, 0x02 }, { 0x03, 0xef, 0x02 }, { 0x03, 0x2f, 0x02 },
	{ 0x43, 0x0f, 0x00 },    /* several messages in a record */
	{ 0x03, 0x0f, 0x08 },    /* messages over many records */
};

static const uint8_t configs13[][PARTY_BYTES] = {
	{ 0x03, 0x0f, 0x03 },    /* as slowshake talks by default */
	{ 0x00, 0x00, 0x00 }, { 0x02, 0x01, 0x02 }, { 0x0a, 0x02, 0x02 }, { 0x02, 0x03, 0x00 }, { 0x02, 0x04, 0x00 },
	{ 0x02, 0x0f, 0x22 },    /* HelloRetryRequest; with a cookie */
	{ 0x02, 0x0f, 0x62 },
	{ 0x06, 0x00, 0x02 },    /* a pre-shared key; alone */
	{ 0x06, 0x00, 0x12 },
	{ 0x22, 0x00, 0x02 },    /* it comes back, with early data; that is not taken after HelloRetryRequest */
	{ 0x22, 0x00, 0x22 },
	{ 0x02, 0x6f, 0x02 },    /* client certificates: RSA, P-256, none though required; asked for after the handshake */
	{ 0x02, 0xaf, 0x02 }, { 0x02, 0x2f, 0x02 }, { 0x02, 0xaf, 0x82 },
	{ 0x42, 0x0f, 0x00 },    /* several messages in a record; messages over many */
	{ 0x02, 0x0f, 0x08 },
};

#ifdef FUZZ_CLEAR
#define SUFFIX "_clear"
/* One after the other, beside the others. */
static const uint8_t more[][PARTY_MORE] = {
	{ 0, 0, 0 }, { 0x07, 0x40, 0 },    /* TLS 1.1, P-256; TLS 1.0; SSL 3.0 */
	{ 0x0b, 0xc0, 0 }, { 0x0f, 0x00, 0 },
	{ 0x00, 0x41, 0 }, { 0x20, 0xc2, 0 },    /* compressed certificates */
	{ 0xc0, 0xd4, 0 }, { 0x03, 0xc8, 0 }, { 0x00, 0x10, 0 },
};
#else
#define SUFFIX ""
#endif

/* A target's two parties. */
static const struct pair {
	const char *client, *server, *wire;
	void (*party)(struct fuzz_party *p, enum side_id side, const uint8_t bytes[PARTY_BYTES]);
	const uint8_t (*configs)[PARTY_BYTES];
	size_t n;
	bool returns, units;
} pairs[] = {
	{ "client" SUFFIX, "server" SUFFIX, "wire" SUFFIX, fuzz_party_new, configs, ARRAY_LEN(configs), false, true },
	{ "client13" SUFFIX, "server13" SUFFIX, "wire13" SUFFIX, fuzz_party13_new, configs13, ARRAY_LEN(configs13), true, false },
};

static void write_file(const char *folder, const char *kind, size_t i, const uint8_t *head, size_t n_head, struct bytes b)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s-%02zu", folder, kind, i);
	if (!(f = fopen(path, "wb")))
		fuzz_die("%s cannot be written", path);
	fwrite(head, 1, n_head, f);
	if (b.n)
		fwrite(b.p, 1, b.n, f);
	if (fclose(f))
		fuzz_die("%s cannot be written", path);
}

/* What both said, in order, as fuzz_wire.c reads it. */
static struct buf wire;

static bool pass_on(struct endpoint *from, struct endpoint *to, enum side_id side, struct buf *kept)
{
	struct bytes b = endpoint_output(from);

	if (!b.n)
		return false;
	buf_add(kept, b);
	buf_add_uint(&wire, 1, side == SIDE_SERVER);
	buf_add_uint(&wire, 2, b.n);
	buf_add(&wire, b);
	endpoint_feed(to, b);
	endpoint_drain(from, b.n);
	return true;
}

static void talk(struct endpoint *client, struct endpoint *server, struct buf *to_server, struct buf *to_client)
{
	struct endpoint *both[2] = { client, server };
	bool said[2] = { false, false };

	for (int i = 0; i < 2000; i++) {
		bool moved = false;

		for (int k = 0; k < 2; k++) {
			enum endpoint_did did = endpoint_step(both[k]);

			if (did == EP_IDLE && !said[k] && (k == 1 || endpoint_state(server) == EP_ESTABLISHED)) {
				endpoint_write(both[k], k ? BYTES_LIT("hello from the server") : BYTES_LIT("hello from the client"));
				if (k == 0)
					endpoint_close(both[k]);
				said[k] = moved = true;
			}
			moved |= did == EP_ACTED;
		}
		moved |= pass_on(client, server, SIDE_CLIENT, to_server);
		moved |= pass_on(server, client, SIDE_SERVER, to_client);
		if (!moved)
			return;
	}
}

/* The units of the run are the inputs of fuzz_record: first byte the layout. */
static void write_units(const struct trace *t, const char *folder, size_t run)
{
	char kind[32];

	for (unit_id i = 1; i < trace_n_units(t); i++) {
		const struct unit *u = trace_unit(t, i);
		static const uint8_t layouts[] = { [CT_CHANGE_CIPHER_SPEC] = 2, [CT_ALERT] = 3, [CT_HANDSHAKE] = 1, [CT_APPLICATION_DATA] = 4 };
		uint8_t head[2] = { 0, 0 };

		if (u->kind == UNIT_MESSAGE && u->content_type < sizeof(layouts))
			head[0] = layouts[u->content_type];
		else if (u->kind == UNIT_BLOCK)
			head[0] = trace_bytes(t, u->value).n > 1 && trace_bytes(t, u->value).p[1] == 1 ? 6 : 5;
		else if (u->kind != UNIT_RECORD)
			continue;
		snprintf(kind, sizeof(kind), "unit-%02zu", run);
		write_file(folder, kind, i, head, sizeof(head), trace_bytes(t, u->value));
	}
}

static void meet(const struct pair *p, size_t i, const char *folder)
{
	const uint8_t *config = p->configs[i];
	uint8_t head[PARTY_BYTES + 1 + PARTY_MORE] = { config[0], config[1], config[2], (uint8_t)(i % 2 ? i : 32 * i) };
	size_t n_head = PARTY_BYTES + 1;
	const uint8_t secrets = i % 4 == 3 ? 0xc0 : 0x80;
	struct fuzz_party client, server;

	p->party(&client, SIDE_CLIENT, config);
	p->party(&server, SIDE_SERVER, config);
#ifdef FUZZ_CLEAR
	memcpy(head + n_head, more[i % ARRAY_LEN(more)], PARTY_MORE);
	fuzz_party_more(&client, SIDE_CLIENT, head + n_head);
	fuzz_party_more(&server, SIDE_SERVER, head + n_head);
	n_head += PARTY_MORE;
#endif
	for (int before = p->returns && fuzz_party13_returns(config); before >= 0; before--) {
		struct trace *t = trace_new();
		struct buf to_server = { 0 }, to_client = { 0 };
		struct endpoint *c = endpoint_new(t, SIDE_CLIENT, &client.tls), *s = endpoint_new(t, SIDE_SERVER, &server.tls);

		wire.n = 0;
		talk(c, s, &to_server, &to_client);
		if (!before) {
			printf("%s %02zu: client %d, server %d\n", p->client, i, (int)endpoint_state(c), (int)endpoint_state(s));
			write_file(folder, p->server, i, head, n_head, buf_bytes(&to_server));
			write_file(folder, p->client, i, head, n_head, buf_bytes(&to_client));
			write_file(folder, p->wire, i, &secrets, 1, buf_bytes(&wire));
			if (p->units && n_head == PARTY_BYTES + 1)
				write_units(t, folder, i);
		}
		endpoint_free(c);
		endpoint_free(s);
		buf_free(&to_server);
		buf_free(&to_client);
		trace_free(t);
	}
	fuzz_party_free(&client);
	fuzz_party_free(&server);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		fuzz_die("usage: record_corpus OUT-FOLDER");
	for (size_t k = 0; k < ARRAY_LEN(pairs); k++)
		for (size_t i = 0; i < pairs[k].n; i++)
			meet(&pairs[k], i, argv[1]);
	return 0;
}
