#include "out/pcapng.h"

#include <stdlib.h>
#include <string.h>

#include "out/addresses.h"
#include "out/keylog.h"
#include "out/packets.h"
#include "spec/codes.h"
#include "spec/events.h"

enum { BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 6, BLOCK_SECRETS = 10 };
enum { LINK_ETHERNET = 1, SECRETS_TLS = 0x544c534b, MSS = 1460, SERVER_PORT = 443, CLIENT_PORT = 49152 };
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_PSH = 8, TCP_ACK = 16 };
enum { STEP_US = 1000 };         /* between two packets */

/* Where there are none: addresses for documentation (RFC 5737). MAC addresses are locally administered. */
struct side {
	uint8_t mac[6], ip[16];
	uint16_t port;
	uint32_t seq;            /* of the next byte it sends */
	event_id arrived;        /* where its last record was taken in by the other side */
	struct buf held;         /* a ChangeCipherSpec that waits for the record after it */
};

struct capture {
	const struct trace *t;
	struct buf *out;
	connection_id connection;    /* that is written: one TCP stream each */
	event_id now;                /* what is sent is sent then */
	struct packets packets;      /* of the connections of a trace that is no capture's, until all are there */
	struct side side[2];     /* client, server */
	uint64_t time_us;
	uint16_t ip_id;
	bool v6, captured;       /* then the packets have the times of the capture */
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

static size_t ip_size(const struct capture *c)
{
	return c->v6 ? 16 : 4;
}

static void put_tcp(struct buf *b, const struct capture *c, const struct side *from, const struct side *to, unsigned flags,
		    struct bytes data)
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
	sum = sum16(0, bytes_of(from->ip, ip_size(c)));
	sum = sum16(sum, bytes_of(to->ip, ip_size(c)));
	sum += 6 + (uint32_t)(b->n - start);
	patch_uint16(b, start + 16, checksum(sum16(sum, bytes_slice(buf_bytes(b), start, b->n - start))));
}

static void put_ipv4(struct buf *b, const struct capture *c, const struct side *from, const struct side *to, size_t payload)
{
	size_t start = b->n;

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

static void put_ipv6(struct buf *b, const struct side *from, const struct side *to, size_t payload)
{
	buf_add_uint(b, 4, 0x60000000);
	buf_add_uint(b, 2, payload);
	buf_add_uint(b, 2, 0x0640);      /* TCP, hop limit 64 */
	buf_add(b, bytes_of(from->ip, 16));
	buf_add(b, bytes_of(to->ip, 16));
}

static void put_ethernet_ip(struct buf *b, const struct capture *c, const struct side *from, const struct side *to, size_t payload)
{
	buf_add(b, bytes_of(to->mac, 6));
	buf_add(b, bytes_of(from->mac, 6));
	buf_add_uint(b, 2, c->v6 ? 0x86dd : 0x0800);
	if (c->v6)
		put_ipv6(b, from, to, payload);
	else
		put_ipv4(b, c, from, to, payload);
}

/* At the time that it is. */
static void put_frame(struct capture *c, struct bytes frame)
{
	struct buf b = { 0 };

	put_le(&b, 4, 0);
	put_le(&b, 4, c->time_us >> 32);
	put_le(&b, 4, c->time_us & 0xffffffff);
	put_le(&b, 4, frame.n);
	put_le(&b, 4, frame.n);
	buf_add(&b, frame);
	put_block(c->out, BLOCK_PACKET, buf_bytes(&b));
	buf_free(&b);
}

/* What was put together out of its order. */
static void put_all(struct capture *c)
{
	packets_sort(&c->packets);
	for (size_t i = 0; i < c->packets.n; i++) {
		put_frame(c, buf_bytes(&c->packets.p[i].frame));
		c->time_us += STEP_US;
	}
	packets_free(&c->packets);
}

static void put_packet(struct capture *c, unsigned from, unsigned flags, struct bytes data)
{
	struct side *a = &c->side[from], *z = &c->side[!from];
	struct buf frame = { 0 };

	c->ip_id++;
	put_ethernet_ip(&frame, c, a, z, 20 + data.n);
	put_tcp(&frame, c, a, z, flags, data);
	a->seq += (uint32_t)data.n + (flags & (TCP_SYN | TCP_FIN) ? 1 : 0);
	if (!c->captured) {
		packets_add(&c->packets, c->now, frame);
		return;
	}
	put_frame(c, buf_bytes(&frame));
	buf_free(&frame);
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

/* The record of an event about one, 0 if it is about something else, or of another connection. */
static unit_id event_record(const struct capture *c, const struct event *e, enum event_type type)
{
	const struct trace *t = c->t;
	unit_id u = e->type == type && trace_event_connection(t, e) == c->connection ? e->unit : 0;

	if (u && trace_unit(t, u)->kind == UNIT_PLAINTEXT)
		u = trace_unit(t, u)->carrier;
	return u && trace_unit(t, u)->kind == UNIT_RECORD ? u : 0;
}

/* The next record that arrived from that sender; 0 if nothing did. */
static unit_id next_arrived(struct capture *c, enum actor sender)
{
	event_id *i = &c->side[trace_side(c->t, c->connection, sender)].arrived;

	while (*i + 1 < trace_n_events(c->t)) {
		const struct event *e = trace_event(c->t, ++*i);
		unit_id u = event_record(c, e, EV_RECORD_RECEIVED);

		if (u && e->actor == trace_peer(c->t, c->connection, sender))
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
	put_data(c, trace_side(c->t, c->connection, sender), trace_bytes(c->t, trace_unit(c->t, sent)->value));
}

/* Whether the records of that side come in the order in which they were sent, none twice and none left out in between. */
static bool keeps_order(struct capture *c, enum side_id side)
{
	const enum actor who = trace_connection(c->t, c->connection)->parties[side];
	const event_id begin = c->side[side].arrived;
	bool same = true;
	unit_id got = 1;

	for (event_id i = 1; same && got && i < trace_n_events(c->t); i++) {
		const struct event *e = trace_event(c->t, i);
		unit_id sent = e->actor == who ? event_record(c, e, EV_RECORD_SENT) : 0;

		if (sent)
			got = next_arrived(c, who);
		same = !sent || !got || got == sent || trace_unit(c->t, got)->altered;
	}
	same = same && (!got || !next_arrived(c, who));
	c->side[side].arrived = begin;
	return same;
}

/* Nobody stopped it, and nobody took it in: it lay there when all was over. */
static bool was_left(const struct capture *c, unit_id sent)
{
	for (event_id i = 1; i < trace_n_events(c->t); i++) {
		const struct event *e = trace_event(c->t, i);

		if ((e->type == EV_FAULT && e->unit == sent) || event_record(c, e, EV_RECORD_RECEIVED) == sent)
			return false;
	}
	return true;
}

static bool sends(const struct capture *c, enum actor a)
{
	for (event_id i = 1; i < trace_n_events(c->t); i++)
		if (trace_event(c->t, i)->actor == a && event_record(c, trace_event(c->t, i), EV_RECORD_SENT))
			return true;
	return false;
}

/* A record that somebody heard; or a hello of SSL 2.0, which comes in no record. */
static unit_id heard(const struct capture *c, const struct event *e)
{
	const struct trace *t = c->t;
	unit_id u = event_record(c, e, EV_RECORD_RECEIVED);

	if (!u && e->type == EV_MESSAGE_RECEIVED && e->unit && !trace_unit(t, e->unit)->carrier &&
	    trace_unit(t, e->unit)->handshake_type == HS_CLIENT_HELLO)
		u = e->unit;
	return u;
}

/* When that event's record was in the capture. A time before 1970 cannot be written. */
static void set_time(struct capture *c, event_id e)
{
	int64_t ns;

	if (trace_event_time(c->t, e, &ns))
		c->time_us = ns < 0 ? 0 : (uint64_t)ns / 1000;
}

/* Who only listens hears both. */
static void put_heard(struct capture *c)
{
	for (event_id i = 1; i < trace_n_events(c->t); i++) {
		const struct event *e = trace_event(c->t, i);
		unit_id u = e->actor == ACTOR_OBSERVER ? heard(c, e) : 0;

		if (!u)
			continue;
		set_time(c, i);
		put_data(c, trace_side(c->t, c->connection, trace_unit(c->t, u)->sender), trace_bytes(c->t, trace_unit(c->t, u)->value));
	}
}

/* What a live party said or heard in clear before TLS. */
static bool put_clear(struct capture *c, const struct event *e)
{
	const bool said = e->type == EV_STARTTLS_SAID;

	if ((!said && e->type != EV_STARTTLS_HEARD) || trace_event_connection(c->t, e) != c->connection)
		return false;
	put_data(c, trace_side(c->t, c->connection, said ? e->actor : trace_peer(c->t, c->connection, e->actor)),
		 trace_bytes(c->t, e->values[0]));
	return true;
}

static void put_records(struct capture *c)
{
	/* of a live peer there are only the records that came from it */
	const enum actor *parties = trace_connection(c->t, c->connection)->parties;
	bool seen[] = { sends(c, parties[SIDE_CLIENT]) && keeps_order(c, SIDE_CLIENT),
			sends(c, parties[SIDE_SERVER]) && keeps_order(c, SIDE_SERVER) };

	for (event_id i = 1; i < trace_n_events(c->t); i++) {
		const struct event *e = trace_event(c->t, i);
		unit_id u = event_record(c, e, EV_RECORD_SENT);
		enum side_id sender;

		if (trace_event_connection(c->t, e) == c->connection)
			c->now = i;
		if (put_clear(c, e))
			continue;
		if (u && (seen[trace_side(c->t, c->connection, e->actor)] || was_left(c, u)))
			put_sent(c, u, e->actor);
		if (u)
			continue;
		u = event_record(c, e, EV_RECORD_RECEIVED);
		sender = u ? trace_side(c->t, c->connection, trace_peer(c->t, c->connection, e->actor)) : SIDE_NONE;
		if (u && !seen[sender])
			put_data(c, sender, trace_bytes(c->t, trace_unit(c->t, u)->value));
	}
}

/* When it happened, where no capture tells. */
static uint64_t start_time(const struct trace *t)
{
	return t->began < 0 ? 0 : (uint64_t)t->began * 1000000;
}

/* Those that the trace tells. */
static void set_addresses(struct capture *c)
{
	struct address_pair pair;

	if (!addresses_read(c->t, c->connection, &pair))
		return;
	for (unsigned k = 0; k < 2; k++) {
		memcpy(c->side[k].ip, pair.end[k].ip, sizeof(pair.end[k].ip));
		c->side[k].port = pair.end[k].port;
	}
	c->v6 = pair.v6;
}

static event_id first_event(const struct trace *t, connection_id id)
{
	event_id e = 1;

	while (e < trace_n_events(t) && trace_event_connection(t, trace_event(t, e)) != id)
		e++;
	return e;
}

/* Its own card, whoever it says it is. */
static void set_card(struct side *s, enum actor who)
{
	s->mac[sizeof(s->mac) - 1] = (uint8_t)who;
}

/* One connection from SYN to FIN; each has a port of the client's own. Who stands in the middle has the server's
 * address to the client, and her own to the server. */
static void put_connection(struct capture *c, connection_id id)
{
	const struct side sides[2] = {
		{ { 2, 0, 0, 0, 0, 1 }, { 192, 0, 2, 1 }, (uint16_t)(CLIENT_PORT + id), 1000, 0, { 0 } },
		{ { 2, 0, 0, 0, 0, 2 }, { 192, 0, 2, 2 }, SERVER_PORT, 2000, 0, { 0 } },
	};

	const enum actor *parties = trace_connection(c->t, id)->parties;

	c->connection = id;
	c->now = first_event(c->t, id);
	memcpy(c->side, sides, sizeof(sides));
	c->v6 = false;
	for (size_t i = 0; i < 2; i++)
		if (parties[i] >= ACTOR_ADDED)
			set_card(&c->side[i], parties[i]);
	set_addresses(c);
	if (c->captured)
		set_time(c, 1);
	put_packet(c, 0, TCP_SYN, BYTES_NONE);
	put_packet(c, 1, TCP_SYN | TCP_ACK, BYTES_NONE);
	put_packet(c, 0, TCP_ACK, BYTES_NONE);
	if (c->captured)
		put_heard(c);
	else
		put_records(c);
	for (unsigned i = 0; i < 2; i++) {
		put_held(c, i);
		buf_free(&c->side[i].held);
	}
	put_packet(c, 0, TCP_FIN | TCP_ACK, BYTES_NONE);
	put_packet(c, 1, TCP_FIN | TCP_ACK, BYTES_NONE);
	put_packet(c, 0, TCP_ACK, BYTES_NONE);
}

void pcapng_write(const struct trace *t, struct buf *out)
{
	struct capture c = { .t = t, .out = out, .time_us = start_time(t), .captured = t->stream >= 0 };

	put_section(out);
	put_interface(out);
	put_secrets(t, out);
	for (size_t i = 0; i < t->connections.n; i++)
		if (!i || trace_was_opened(t, (connection_id)i))
			put_connection(&c, (connection_id)i);
	put_all(&c);
}
