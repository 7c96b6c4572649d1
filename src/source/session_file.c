#include "source/session_file.h"

#include <string.h>

#include "base/textfile.h"
#include "spec/codes.h"
#include "spec/suites.h"
#include "x509/der.h"
#include "x509/pem.h"

#define LABEL "SSL SESSION PARAMETERS"

/* What OpenSSL numbers so: [n] EXPLICIT, all of them optional. */
enum part { PART_TIME = 1, PART_TIMEOUT = 2, PART_VERIFY_RESULT = 5, PART_HOST_NAME = 6, PART_LIFETIME_HINT = 9, PART_TICKET = 10,
	    PART_FLAGS = 13, PART_AGE_ADD = 14, PART_EARLY_DATA = 15, PART_ALPN = 16, PART_N };
enum { FORMAT = 1, FLAG_EXTENDED_MASTER_SECRET = 1, VERIFY_FAILED = 1, SECRET_SIZE = 48, ID_MAX = 32 };

/* ---- writing ---- */

static void put_number(struct buf *out, uint64_t v)
{
	struct buf b = { 0 };

	buf_add_uint(&b, 8, v);
	der_put_unsigned(out, buf_bytes(&b));
	buf_free(&b);
}

static void put_part(struct buf *out, enum part part, const struct buf *inner)
{
	der_put(out, DER_CONTEXT | DER_CONSTRUCTED | (uint8_t)part, buf_bytes(inner));
}

static void put_number_part(struct buf *out, enum part part, uint64_t v)
{
	struct buf inner = { 0 };

	put_number(&inner, v);
	put_part(out, part, &inner);
	buf_free(&inner);
}

/* Nothing, if there are no bytes. */
static void put_bytes_part(struct buf *out, enum part part, struct bytes b)
{
	struct buf inner = { 0 };

	if (!b.n)
		return;
	der_put(&inner, DER_OCTET_STRING, b);
	put_part(out, part, &inner);
	buf_free(&inner);
}

/* With a ticket any id will do: OpenSSL sends it, and knows by the echo that the ticket was taken. */
static struct bytes id_of(const struct stored_session *s)
{
	struct bytes ticket = buf_bytes(&s->ticket.bytes);

	if (!ticket.n)
		return buf_bytes(&s->id.bytes);
	return ticket.n < ID_MAX ? ticket : bytes_slice(ticket, ticket.n - ID_MAX, ID_MAX);
}

static void put_session(const struct stored_session *s, struct buf *out)
{
	const uint8_t suite[2] = { (uint8_t)(s->s.suite >> 8), (uint8_t)s->s.suite };

	put_number(out, FORMAT);
	put_number(out, s->s.version);
	der_put(out, DER_OCTET_STRING, bytes_of(suite, 2));
	der_put(out, DER_OCTET_STRING, id_of(s));
	der_put(out, DER_OCTET_STRING, s->s.secret);
	put_number_part(out, PART_TIME, (uint64_t)s->s.since);
	put_number_part(out, PART_TIMEOUT, s->s.lifetime ? s->s.lifetime : SESSION_LIFETIME);
	if (!s->s.verified)
		put_number_part(out, PART_VERIFY_RESULT, VERIFY_FAILED);
	put_bytes_part(out, PART_HOST_NAME, s->s.server_name);
	if (s->s.lifetime)
		put_number_part(out, PART_LIFETIME_HINT, s->s.lifetime);
	put_bytes_part(out, PART_TICKET, buf_bytes(&s->ticket.bytes));
	if (s->s.ems)
		put_number_part(out, PART_FLAGS, FLAG_EXTENDED_MASTER_SECRET);
	if (s->s.version >= VERSION_TLS13) {
		put_number_part(out, PART_AGE_ADD, s->s.age_add);
		put_number_part(out, PART_EARLY_DATA, s->s.max_early_data);
	}
	put_bytes_part(out, PART_ALPN, s->s.alpn);
}

void session_file_write(const struct stored_session *s, struct buf *out)
{
	struct buf content = { 0 }, whole = { 0 };

	put_session(s, &content);
	der_put(&whole, DER_SEQUENCE, buf_bytes(&content));
	pem_put(out, LABEL, buf_bytes(&whole));
	buf_free(&content);
	buf_free(&whole);
}

/* ---- reading ---- */

static enum status number(struct bytes content, uint64_t *out)
{
	struct bytes magnitude;

	TRY(der_unsigned(content, &magnitude));
	if (magnitude.n > 7)
		return ST_DECODE;
	*out = bytes_uint(magnitude);
	return ST_OK;
}

static enum status next_number(struct bytes *in, uint64_t *out)
{
	struct der e;

	TRY(der_expect(in, DER_INTEGER, &e));
	return number(e.content, out);
}

static enum status next_octets(struct bytes *in, struct bytes *out)
{
	struct der e;

	TRY(der_expect(in, DER_OCTET_STRING, &e));
	*out = e.content;
	return ST_OK;
}

/* The parts that are looked at: numbers, and byte strings. */
struct parts {
	uint64_t numbers[PART_N];
	struct bytes octets[PART_N];
	bool came[PART_N];
};

static enum status part_read(struct bytes inner, unsigned part, struct parts *p)
{
	if (part >= PART_N)
		return ST_OK;
	p->came[part] = true;
	if (der_peek(inner, DER_INTEGER))
		return next_number(&inner, &p->numbers[part]);
	return der_peek(inner, DER_OCTET_STRING) ? next_octets(&inner, &p->octets[part]) : ST_OK;
}

static enum status parts_read(struct bytes in, struct parts *p)
{
	while (in.n) {
		struct der e;

		TRY(der_next(&in, &e));
		if ((e.tag & 0xe0) != (DER_CONTEXT | DER_CONSTRUCTED))
			return ST_DECODE;
		TRY(part_read(e.content, e.tag & 0x1f, p));
	}
	return ST_OK;
}

/* The parts of the session that are always there. */
struct fixed {
	uint64_t format, version;
	struct bytes suite, id, secret;
};

static enum status session_read(struct bytes der, struct fixed *f, struct parts *p)
{
	struct der whole;

	TRY(der_only(der, DER_SEQUENCE, &whole));
	TRY(next_number(&whole.content, &f->format));
	TRY(next_number(&whole.content, &f->version));
	TRY(next_octets(&whole.content, &f->suite));
	TRY(next_octets(&whole.content, &f->id));
	TRY(next_octets(&whole.content, &f->secret));
	TRY(parts_read(whole.content, p));
	return f->format == FORMAT && f->suite.n == 2 && f->id.n <= ID_MAX && p->octets[PART_TICKET].n <= 0xffff ? ST_OK : ST_DECODE;
}

static void session_add(struct session_store *store, const struct fixed *f, const struct parts *p, const char *server_name)
{
	const uint64_t lifetime = p->numbers[p->came[PART_LIFETIME_HINT] ? PART_LIFETIME_HINT : PART_TIMEOUT];
	struct saved_session s = {
		.version = (uint16_t)f->version, .suite = (uint16_t)bytes_uint(f->suite),
		.ems = p->numbers[PART_FLAGS] & FLAG_EXTENDED_MASTER_SECRET, .verified = p->numbers[PART_VERIFY_RESULT] == 0,
		.since = (utc_time)p->numbers[PART_TIME], .lifetime = lifetime > UINT32_MAX ? UINT32_MAX : (uint32_t)lifetime,
		.age_add = (uint32_t)p->numbers[PART_AGE_ADD], .max_early_data = (uint32_t)p->numbers[PART_EARLY_DATA],
		.secret = f->secret, .alpn = p->octets[PART_ALPN], .server_name = p->came[PART_HOST_NAME] ? p->octets[PART_HOST_NAME] : bytes_str(server_name),
	};
	struct stored_session *stored = session_store_add(store, &s);

	session_value_give(&stored->secret, f->secret);
	session_value_give(&stored->id, f->id);
	session_value_give(&stored->ticket, p->octets[PART_TICKET]);
}

/* In TLS 1.3 what is kept is the key that goes with a ticket, as long as the hash of a suite that is spoken (RFC 9846 4.7.1). */
static bool is_known(const struct fixed *f, const struct parts *p)
{
	const struct suite *s = suite_find((uint16_t)bytes_uint(f->suite));

	if (f->version >= VERSION_SSL30 && f->version <= VERSION_TLS12)
		return f->secret.n == SECRET_SIZE;
	return f->version == VERSION_TLS13 && s && s->from >= VERSION_TLS13 && p->octets[PART_TICKET].n && f->secret.n == hash_size(s->prf);
}

static enum status block_read(const struct pem_block *b, const char *where, struct fixed *f, struct parts *p, struct error *err)
{
	if (strcmp(b->label, LABEL) != 0)
		return error_set(err, ST_DECODE, "%s:%u: this is a %s, not a session (%s)", where, b->line, b->label, LABEL);
	if (session_read(buf_bytes(&b->der), f, p) != ST_OK)
		return error_set(err, ST_DECODE, "%s:%u: what is in this block is no session as OpenSSL writes one", where, b->line);
	if (!is_known(f, p))
		return error_set(err, ST_UNSUPPORTED, "%s:%u: the session is not one of SSL 3.0 to TLS 1.3, and no other is gone on with here", where, b->line);
	return ST_OK;
}

enum status session_file_read(struct bytes text, const char *where, const char *server_name, struct session_store *store, struct error *err)
{
	struct fixed f = { 0 };
	struct parts p = { .came = { false } };
	struct buf room = { 0 };
	struct pem_reader r = { .text = textfile_decode(text, &room) };
	struct pem_block b;
	enum status st = pem_next(&r, &b);

	if (st == ST_NOT_FOUND)
		st = error_set(err, ST_DECODE, "%s: holds no session: there is no line \"-----BEGIN " LABEL "-----\"", where);
	else if (st != ST_OK)
		st = error_set(err, ST_DECODE, "%s:%u: %s", where, b.fault_line, b.fault);
	else
		st = block_read(&b, where, &f, &p, err);
	if (st == ST_OK)
		session_add(store, &f, &p, server_name);
	pem_block_free(&b);
	buf_free(&room);
	return st;
}
