#include "source/capture/detect_int.h"
#include "spec/layout.h"

#include <string.h>

enum { RECORD_HEADER = 5, MAX_RECORD = 16384 + 2048, HELLO_HEADER = 11, SSL2_HEADER = 11, BACK = 16 };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2 };

/* ---- TLS by its bytes ---- */

static bool is_header(const uint8_t *p)
{
	size_t n = detect_get16(p + 3);

	return p[0] >= 20 && p[0] <= 24 && p[1] == 3 && p[2] <= 4 && n <= MAX_RECORD && (n > 0 || p[0] == 23);
}

bool detect_is_record(struct bytes b)
{
	size_t end;

	if (b.n < RECORD_HEADER)
		return b.n == 0 || (b.p[0] >= 20 && b.p[0] <= 24 && (b.n < 2 || b.p[1] == 3) && (b.n < 3 || b.p[2] <= 4));
	if (!is_header(b.p))
		return false;
	end = RECORD_HEADER + detect_get16(b.p + 3);
	return b.n < end + RECORD_HEADER || is_header(b.p + end);
}

/* RFC 5246 E.2 */
bool detect_is_ssl2_hello(struct bytes b)
{
	size_t n, ciphers, session, challenge;

	if (b.n < SSL2_HEADER || !(b.p[0] & 0x80) || b.p[2] != CLIENT_HELLO)
		return false;
	if (detect_get16(b.p + 3) != 2 && (b.p[3] != 3 || b.p[4] > 4))
		return false;
	n = detect_get16(b.p) & 0x7fff;
	ciphers = detect_get16(b.p + 5);
	session = detect_get16(b.p + 7);
	challenge = detect_get16(b.p + 9);
	return ciphers > 0 && ciphers % 3 == 0 && (session == 0 || session == 16 || session == 32) && challenge >= 16 &&
	       challenge <= 32 && n == 9 + ciphers + session + challenge;
}

/* A record with the beginning of a hello of this type: nothing else looks so. */
static bool is_hello(struct bytes b, unsigned type)
{
	const uint8_t *p = b.p;

	return b.n >= HELLO_HEADER && is_header(p) && p[0] == 22 && detect_get16(p + 3) >= 6 && p[5] == type && p[6] == 0 &&
	       p[9] == 3 && p[10] <= 4;
}

/* Where a hello of this type begins, at `from` or later; b.n if none does. */
static size_t find_hello(struct bytes b, size_t from, unsigned type)
{
	for (size_t i = from; i + HELLO_HEADER <= b.n; i++) {
		struct bytes rest = bytes_slice(b, i, b.n - i);

		if (b.p[i] == 22 ? is_hello(rest, type) : b.p[i] & 0x80 && type == CLIENT_HELLO && detect_is_ssl2_hello(rest))
			return i;
	}
	return b.n;
}

/* ---- the verdict ---- */

static struct detected tls_at(const struct detect_side side[2], unsigned speaks, size_t offset, int client)
{
	struct detected d = { .verdict = DETECT_TLS, .client = client };

	d.offset[speaks] = offset;
	d.ssl2_hello = side[speaks].bytes.p[offset] & 0x80;
	return d;
}

/* TLS from the very first byte of a direction. */
static bool begins_as_tls(const struct detect_side side[2], unsigned speaks, struct detected *d)
{
	struct bytes b = side[speaks].bytes;
	bool handshake;

	if (detect_is_ssl2_hello(b)) {
		*d = tls_at(side, speaks, 0, (int)speaks);
		return true;
	}
	if (b.n < RECORD_HEADER + 1 || !detect_is_record(b))
		return false;
	handshake = b.p[0] == 22;
	*d = tls_at(side, speaks, 0, !handshake || b.p[5] > SERVER_HELLO || b.p[5] == 0 ? -1 :
				     b.p[5] == CLIENT_HELLO ? (int)speaks : !speaks);
	d->no_start[speaks] = !side[speaks].from_start && d->client < 0;
	return true;
}

/* The other direction begins with whatever is there: or where its hello is. */
static void place_other(const struct detect_side side[2], unsigned speaks, struct detected *d)
{
	const struct detect_side *o = &side[!speaks];
	size_t hello;

	/* what answers a ClientHello, and is not there yet, is the answer's beginning */
	if (o->bytes.n == 0 && d->client == (int)speaks)
		return;
	if (o->bytes.n == 0 || detect_is_ssl2_hello(o->bytes) || (o->bytes.n && detect_is_record(o->bytes))) {
		d->no_start[!speaks] = !o->from_start && !is_hello(o->bytes, CLIENT_HELLO) && !is_hello(o->bytes, SERVER_HELLO);
		return;
	}
	hello = find_hello(o->bytes, 0, SERVER_HELLO);
	if (hello == o->bytes.n)
		hello = find_hello(o->bytes, 0, CLIENT_HELLO);
	d->offset[!speaks] = hello;
	/* all of a dialogue, and the next byte is the first of TLS; or the middle of something */
	d->no_start[!speaks] = hello == o->bytes.n && !o->from_start && d->no_start[speaks];
}

/* A hello anywhere in a direction: after a dialogue, or where the capture begins. */
static bool holds_hello(const struct detect_side side[2], unsigned speaks, struct detected *d)
{
	const struct detect_side *s = &side[speaks];
	size_t from = s->last > BACK ? s->last - BACK : 0, at;

	at = find_hello(s->bytes, from, CLIENT_HELLO);
	if (at < s->bytes.n) {
		*d = tls_at(side, speaks, at, (int)speaks);
		return true;
	}
	at = find_hello(s->bytes, from, SERVER_HELLO);
	if (at < s->bytes.n)
		*d = tls_at(side, speaks, at, !speaks);
	return at < s->bytes.n;
}

/* A record at the start of the last segment, where the beginning was not seen. */
static bool joins_tls(const struct detect_side side[2], unsigned speaks, struct detected *d)
{
	const struct detect_side *s = &side[speaks];
	struct bytes b;

	if (s->from_start || s->last >= s->bytes.n)
		return false;
	b = bytes_slice(s->bytes, s->last, s->bytes.n - s->last);
	if (b.n < RECORD_HEADER + 1 || !detect_is_record(b))
		return false;
	*d = tls_at(side, speaks, s->last, -1);
	d->no_start[speaks] = true;
	return true;
}

/* Whole records behind the middle of one, wherever the segments end: one with the next header behind it, or to the very
 * end. Looked for when no more can come, or enough has. */
static bool finds_records(const struct detect_side side[2], unsigned speaks, struct detected *d)
{
	const struct bytes b = side[speaks].bytes;

	for (size_t i = 0; !side[speaks].from_start && i + RECORD_HEADER <= b.n; i++) {
		const size_t end = is_header(b.p + i) ? i + RECORD_HEADER + detect_get16(b.p + i + 3) : b.n + 1;

		if (end > b.n || (end + RECORD_HEADER <= b.n ? !is_header(b.p + end) : end != b.n))
			continue;
		*d = tls_at(side, speaks, i, -1);
		d->no_start[speaks] = true;
		return true;
	}
	return false;
}

static bool find_tls(const struct detect_side side[2], const struct protocol *p, struct detected *d)
{
	for (unsigned s = 0; s < 2; s++)
		if ((!p && begins_as_tls(side, s, d)) || holds_hello(side, s, d) || (!p && joins_tls(side, s, d))) {
			place_other(side, s, d);
			return true;
		}
	return false;
}

static bool enough(const struct detect_side side[2], const struct protocol *p)
{
	size_t limit = p ? p->limit : side[0].from_start && side[1].from_start ? DETECT_MAX_UNKNOWN : DETECT_MAX;

	return side[0].bytes.n >= limit || side[1].bytes.n >= limit || (side[0].ended && side[1].ended);
}

struct detected detect_stream(const struct detect_side side[2])
{
	struct detected d = { .verdict = DETECT_OTHER, .client = -1 };
	const struct protocol *p;

	/* by far the most: no dialogue at all */
	for (unsigned s = 0; s < 2; s++)
		if (side[!s].bytes.n == 0 && begins_as_tls(side, s, &d)) {
			place_other(side, s, &d);
			return d;
		}
	p = detect_protocol(side);
	if ((!p || p->limit) && find_tls(side, p, &d)) {
		if (p && (d.offset[0] || d.offset[1]))
			d.via = p->via;
		else if ((d.offset[0] && side[0].from_start) || (d.offset[1] && side[1].from_start))
			d.via = "a plain dialogue";
		d.protocol = p ? p->name : NULL;
		return d;
	}
	if (!enough(side, p)) {
		d.verdict = DETECT_MORE;
	} else if (!p && (finds_records(side, 0, &d) || finds_records(side, 1, &d))) {
		place_other(side, d.no_start[0] ? 0 : 1, &d);
		return d;
	}
	d.protocol = p ? p->name : NULL;
	return d;
}

/* ---- datagrams ---- */

/* RFC 6347 4.1, RFC 9146: records that fill the datagram */
static bool is_dtls(struct bytes b)
{
	size_t at = 0, n = 0;

	while (b.n - at >= 13) {
		const uint8_t *p = b.p + at;

		if (p[0] < 20 || p[0] > 25 || !((p[1] == 0xfe && p[2] >= 0xfd) || (p[1] == 1 && p[2] == 0)))
			return false;
		if (p[0] == 25)
			return n > 0;            /* a connection ID of unknown length */
		at += 13 + detect_get16(p + 11);
		if (at > b.n)
			return false;
		n++;
	}
	return n > 0 && at == b.n;
}

/* RFC 9000 17.2, RFC 9369, and drafts and Google's versions before them */
static bool is_quic(struct bytes b)
{
	uint32_t version;
	size_t d, s;

	if (b.n < 20 || !(b.p[0] & 0x80))
		return false;
	version = (uint32_t)detect_get16(b.p + 1) << 16 | (uint32_t)detect_get16(b.p + 3);
	d = b.p[5];
	if (version != 0 && version != 1 && version != 0x6b3343cf && version >> 8 != 0xff0000 && version >> 4 != 0xfaceb00 &&
	    (version & 0x0f0f0f0f) != 0x0a0a0a0a && ((b.p[1] != 'Q' && b.p[1] != 'T') || b.p[2] < '0' || b.p[2] > '9'))
		return false;
	if (b.p[1] == 'Q')
		return true;                     /* its connection IDs are written otherwise */
	s = 6 + d < b.n ? b.p[6 + d] : 255;
	return (b.p[0] & 0x40 || version == 0) && d <= 20 && s <= 20 && 7 + d + s < b.n;
}

static bool is_stun(struct bytes b)
{
	return b.n >= 20 && b.p[0] < 0x40 && memcmp(b.p + 4, "\x21\x12\xa4\x42", 4) == 0 && detect_get16(b.p + 2) + 20 == b.n;
}

/* DTLS as it is, on a TURN channel (RFC 8656 12.4), or under a CAPWAP DTLS header (RFC 5415 4.2). */
static bool carries_dtls(struct bytes b)
{
	if (b.n > 4 && (b.p[0] & 0xc0) == 0x40 && (size_t)detect_get16(b.p + 2) + 4 <= b.n)
		return is_dtls(bytes_slice(b, 4, detect_get16(b.p + 2)));
	if (b.n > 4 && b.p[0] == 1 && !b.p[1] && !b.p[2] && !b.p[3])
		return is_dtls(bytes_slice(b, 4, b.n - 4));
	return is_dtls(b);
}

/* RFC 2865 3: a code, a length that is the datagram's, attributes that fill it. With EAP in it (RFC 3579 3.1) the type of EAP. */
static const char *radius_of(struct bytes b)
{
	const char *found = NULL;
	size_t at = 20;

	if (b.n < 20 || (b.p[0] > 5 && b.p[0] != 11) || !b.p[0] || detect_get16(b.p + 2) != b.n)
		return NULL;
	while (at + 2 <= b.n && b.p[at + 1] >= 2 && at + b.p[at + 1] <= b.n) {
		if (b.p[at] == 79 && !found)
			found = b.p[at + 1] >= 7 && b.p[at + 2] <= 2 && b.p[at + 6] == 13 ? "RADIUS with EAP-TLS" : "RADIUS with EAP";
		at += b.p[at + 1];
	}
	return at == b.n ? found ? found : "RADIUS" : NULL;
}

const char *detect_datagram(struct bytes b)
{
	return carries_dtls(b) ? "DTLS" : is_quic(b) ? "QUIC" : is_stun(b) ? "STUN" : radius_of(b);
}
