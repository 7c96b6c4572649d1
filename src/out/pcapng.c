#include "out/pcapng.h"

#include <string.h>

#include "out/keylog.h"

enum { BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 6, BLOCK_SECRETS = 10 };
enum { LINK_ETHERNET = 1, SECRETS_TLS = 0x544c534b, MSS = 1460, SERVER_PORT = 443, CLIENT_PORT = 49152 };
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_PSH = 8, TCP_ACK = 16 };
enum { STEP_US = 1000 };         /* between two packets */

/* Addresses for documentation (RFC 5737), MAC addresses that are locally administered. */
struct side {
	uint8_t mac[6], ip[4];
	uint16_t port;
	uint32_t seq;            /* of the next byte it sends */
	event_id arrived;        /* where its last record was taken in by the other side */
	struct buf held;         /* a ChangeCipherSpec that waits for the record after it */
};

struct capture {
	const struct trace *t;
	struct buf *out;
	struct side side[2];     /* client, server */
	uint64_t time_us;
	uint16_t ip_id;
};

static void put_le(struct buf *b, unsigned width, uint64_t v)
{
	for (unsigned i = 0; i < width; i++)
		buf_add_uint(b, 1, (v >> (8 * i)) & 0xff);
}

static void put_padding(struct buf *b, size_t n)
{
	buf_add_uint(b, (unsigned)(-n & 3), 0);
}

static void put_block(struct buf *out, uint32_t type, struct bytes body)
{
	uint32_t total = (uint32_t)(12 + ((body.n + 3) & ~(size_t)3));

	put_le(out, 4, type);
	put_le(out, 4, total);
	buf_add(out, body);
	put_padding(out, body.n);
	put_le(out, 4, total);
}

static void put_section(struct buf *out)
{
	static const char program[] = "slowshake";
	struct buf b = { 0 };

	put_le(&b, 4, 0x1a2b3c4d);
	put_le(&b, 2, 1);
	put_le(&b, 2, 0);
	put_le(&b, 8, UINT64_MAX);       /* length of the section: not given */
	put_le(&b, 2, 4);                /* shb_userappl */
	put_le(&b, 2, sizeof(program) - 1);
	buf_puts(&b, program);
	put_padding(&b, b.n);
	put_le(&b, 4, 0);                /* end of options */
	put_block(out, BLOCK_SECTION, buf_bytes(&b));
	buf_free(&b);
}

static void put_interface(struct buf *out)
{
	struct buf b = { 0 };

	put_le(&b, 2, LINK_ETHERNET);
	put_le(&b, 2, 0);
	put_le(&b, 4, 0);                /* no limit on a packet's length */
	put_block(out, BLOCK_INTERFACE, buf_bytes(&b));
	buf_free(&b);
}

static void put_secrets(const struct trace *t, struct buf *out)
{
	struct buf lines = { 0 }, b = { 0 };

	keylog_lines(t, &lines);
	if (lines.n) {
		put_le(&b, 4, SECRETS_TLS);
		put_le(&b, 4, lines.n);
		buf_add(&b, buf_bytes(&lines));
		put_block(out, BLOCK_SECRETS, buf_bytes(&b));
	}
	buf_free(&lines);
	buf_free(&b);
}

static uint32_t sum16(uint32_t sum, struct bytes b)
{
	for (size_t i = 0; i + 1 < b.n; i += 2)
		sum += (uint32_t)b.p[i] << 8 | b.p[i + 1];
	if (b.n % 2)
		sum += (uint32_t)b.p[b.n - 1] << 8;
	return sum;
}

static uint16_t checksum(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void patch_uint16(struct buf *b, size_t at, uint16_t v)
{
	b->p[at] = (uint8_t)(v >> 8);
	b->p[at + 1] = (uint8_t)v;
}

static void put_tcp(struct buf *b, const struct side *from, const struct side *to, unsigned flags, struct bytes data)
{
	size_t start = b->n;
	uint32_t sum;

	buf_add_uint(b, 2, from->port);
	buf_add_uint(b, 2, to->port);
	buf_add_uint(b, 4, from->seq);
	buf_add_uint(b, 4, flags & TCP_ACK ? to->seq : 0);
	buf_add_uint(b, 2, 5u << 12 | flags);
	buf_add_uint(b, 2, 65535);       /* window */
	buf_add_uint(b, 4, 0);           /* checksum, urgent pointer */
	buf_add(b, data);
	sum = sum16(0, bytes_of(from->ip, 4));
	sum = sum16(sum, bytes_of(to->ip, 4));
	sum += 6 + (uint32_t)(b->n - start);
	patch_uint16(b, start + 16, checksum(sum16(sum, bytes_slice(buf_bytes(b), start, b->n - start))));
}

static void put_ethernet_ip(struct buf *b, const struct capture *c, const struct side *from, const struct side *to, size_t payload)
{
	size_t start;

	buf_add(b, bytes_of(to->mac, 6));
	buf_add(b, bytes_of(from->mac, 6));
	buf_add_uint(b, 2, 0x0800);
	start = b->n;
	buf_add_uint(b, 2, 0x4500);
	buf_add_uint(b, 2, 20 + payload);
	buf_add_uint(b, 2, c->ip_id);
	buf_add_uint(b, 2, 0x4000);      /* do not fragment */
	buf_add_uint(b, 2, 0x4006);      /* time to live 64, TCP */
	buf_add_uint(b, 2, 0);
	buf_add(b, bytes_of(from->ip, 4));
	buf_add(b, bytes_of(to->ip, 4));
	patch_uint16(b, start + 10, checksum(sum16(0, bytes_slice(buf_bytes(b), start, 20))));
}

static void put_packet(struct capture *c, unsigned from, unsigned flags, struct bytes data)
{
	struct side *a = &c->side[from], *z = &c->side[!from];
	struct buf frame = { 0 }, b = { 0 };

	c->ip_id++;
	put_ethernet_ip(&frame, c, a, z, 20 + data.n);
	put_tcp(&frame, a, z, flags, data);
	a->seq += (uint32_t)data.n + (flags & (TCP_SYN | TCP_FIN) ? 1 : 0);
	put_le(&b, 4, 0);
	put_le(&b, 4, c->time_us >> 32);
	put_le(&b, 4, c->time_us & 0xffffffff);
	put_le(&b, 4, frame.n);
	put_le(&b, 4, frame.n);
	buf_add(&b, buf_bytes(&frame));
	put_block(c->out, BLOCK_PACKET, buf_bytes(&b));
	c->time_us += STEP_US;
	buf_free(&frame);
	buf_free(&b);
}

static void put_segments(struct capture *c, unsigned from, struct bytes data)
{
	for (size_t off = 0, n; off < data.n; off += n) {
		n = data.n - off < MSS ? data.n - off : MSS;
		put_packet(c, from, TCP_ACK | (off + n == data.n ? TCP_PSH : 0), bytes_slice(data, off, n));
	}
}

static void put_held(struct capture *c, unsigned from)
{
	put_segments(c, from, buf_bytes(&c->side[from].held));
	buf_clear(&c->side[from].held);
}

/* ChangeCipherSpec and Finished share a segment, as they do on real networks: newer
 * Wiresharks take all handshake records of later packets for encrypted, also those
 * that they have decrypted. */
static void put_data(struct capture *c, unsigned from, struct bytes record)
{
	put_held(c, !from);
	buf_add(&c->side[from].held, record);
	if (record.n == 0 || record.p[0] != CT_CHANGE_CIPHER_SPEC)
		put_held(c, from);
}

/* The record of an event about one, 0 if it is about something else. */
static unit_id event_record(const struct trace *t, const struct event *e, enum event_type type)
{
	unit_id u = e->type == type ? e->unit : 0;

	if (u && trace_unit(t, u)->kind == UNIT_PLAINTEXT)
		u = trace_unit(t, u)->carrier;
	return u && trace_unit(t, u)->kind == UNIT_RECORD ? u : 0;
}

/* The next record that arrived from that sender; 0 if nothing did. */
static unit_id next_arrived(struct capture *c, enum actor sender)
{
	event_id *i = &c->side[sender == ACTOR_SERVER].arrived;

	while (*i + 1 < trace_n_events(c->t)) {
		const struct event *e = trace_event(c->t, ++*i);
		unit_id u = event_record(c->t, e, EV_RECORD_RECEIVED);

		if (u && e->actor == actor_peer(sender))
			return u;
	}
	return 0;
}

/* As a capture beside the receiver would have it: what was altered on the way
 * stands in place of what was sent. */
static void put_sent(struct capture *c, unit_id sent, enum actor sender)
{
	unit_id got = next_arrived(c, sender);

	if (got && trace_unit(c->t, got)->altered)
		sent = got;
	put_data(c, sender == ACTOR_SERVER, trace_bytes(c->t, trace_unit(c->t, sent)->value));
}

static bool sends(const struct trace *t, enum actor a)
{
	for (event_id i = 1; i < trace_n_events(t); i++)
		if (trace_event(t, i)->actor == a && event_record(t, trace_event(t, i), EV_RECORD_SENT))
			return true;
	return false;
}

static void put_records(struct capture *c)
{
	/* of a live peer there are only the records that came from it */
	bool seen[] = { sends(c->t, ACTOR_CLIENT), sends(c->t, ACTOR_SERVER) };

	for (event_id i = 1; i < trace_n_events(c->t); i++) {
		const struct event *e = trace_event(c->t, i);
		unit_id u = event_record(c->t, e, EV_RECORD_SENT);
		enum actor sender = actor_peer(e->actor);

		if (u) {
			put_sent(c, u, e->actor);
			continue;
		}
		u = event_record(c->t, e, EV_RECORD_RECEIVED);
		if (u && !seen[sender == ACTOR_SERVER])
			put_data(c, sender == ACTOR_SERVER, trace_bytes(c->t, trace_unit(c->t, u)->value));
	}
}

/* When it happened: the clock that the certificates were held against. */
static uint64_t start_time(const struct trace *t)
{
	utc_time when = 1767225600;      /* 2026-01-01 */

	for (value_id i = 1; i < trace_n_values(t); i++) {
		const struct value *v = trace_value(t, i);
		char text[32] = { 0 };

		if (v->show != SHOW_TIME || (v->op != OP_CLOCK && v->op != OP_CONFIG) || v->bytes.n >= sizeof(text))
			continue;
		memcpy(text, v->bytes.p, v->bytes.n);
		if (time_parse_iso8601(text, &when) == ST_OK)
			break;
	}
	return when < 0 ? 0 : (uint64_t)when * 1000000;
}

void pcapng_write(const struct trace *t, struct buf *out)
{
	struct capture c = {
		.t = t,
		.out = out,
		.side = {
			{ { 2, 0, 0, 0, 0, 1 }, { 192, 0, 2, 1 }, CLIENT_PORT, 1000, 0, { 0 } },
			{ { 2, 0, 0, 0, 0, 2 }, { 192, 0, 2, 2 }, SERVER_PORT, 2000, 0, { 0 } },
		},
		.time_us = start_time(t),
	};

	put_section(out);
	put_interface(out);
	put_secrets(t, out);
	put_packet(&c, 0, TCP_SYN, BYTES_NONE);
	put_packet(&c, 1, TCP_SYN | TCP_ACK, BYTES_NONE);
	put_packet(&c, 0, TCP_ACK, BYTES_NONE);
	put_records(&c);
	for (unsigned i = 0; i < 2; i++) {
		put_held(&c, i);
		buf_free(&c.side[i].held);
	}
	put_packet(&c, 0, TCP_FIN | TCP_ACK, BYTES_NONE);
	put_packet(&c, 1, TCP_FIN | TCP_ACK, BYTES_NONE);
	put_packet(&c, 0, TCP_ACK, BYTES_NONE);
}
