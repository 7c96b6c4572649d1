/* Handshakes that somebody has published whole, made here again: the same keys, random numbers and salts in, the same records
 * out, byte for byte. Facts stand in a file of tests/vectors: `trace NAME`, then NAME HEX a line.
 *   SIDE.record        what goes over the wire, in that order
 *   SIDE.given.LABEL   what the party does not make (struct given_value)
 *   SIDE.data          what it sends, if not as the RFC does
 *   printed.NAME, secret.NAME   a value that both parties come to
 * All others are drawn; the random number of a hello and its session id stand in its record. */
#ifndef SLOWSHAKE_TESTS_PUBLISHED_H
#define SLOWSHAKE_TESTS_PUBLISHED_H

#include "unit.h"

#include "duel.h"
#include "unit_values.h"
#include "vectors.h"
#include "x509/certificate.h"

struct fact {
	char name[64];
	struct buf value;
};
struct facts {
	struct fact v[160];
	size_t n;
	const char *const (*drawn)[3];             /* purpose, the client's fact, the server's; ends with NULL */
};

static inline void facts_read(struct facts *f, const char *file, const char *trace)
{
	FILE *in = vector_open(file);
	char *line = NULL, current[64] = "";
	size_t cap = 0;

	*f = (struct facts){ .n = 0 };
	while (getline(&line, &cap, in) > 0) {
		char *blank = strchr(line, ' ');

		if (!blank || line[0] == '#')
			continue;
		*blank++ = '\0';
		blank[strcspn(blank, "\n")] = '\0';
		if (strcmp(line, "trace") == 0) {
			snprintf(current, sizeof(current), "%s", blank);
		} else if (strcmp(current, trace) == 0 && strspn(blank, "0123456789abcdef") == strlen(blank)) {
			assert_true(f->n < ARRAY_LEN(f->v));
			snprintf(f->v[f->n].name, sizeof(f->v->name), "%s", line);
			assert_int_equal(text_unhex(blank, &f->v[f->n++].value), ST_OK);
		}
	}
	free(line);
	fclose(in);
}

static inline void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++)
		buf_free(&f->v[i].value);
}

/* The nth of that name, the first is 0; empty: there is none. */
static inline struct bytes fact_nth(const struct facts *f, const char *name, size_t nth)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->v[i].name, name) == 0 && nth-- == 0)
			return buf_bytes(&f->v[i].value);
	return BYTES_NONE;
}

static inline struct bytes fact(const struct facts *f, const char *name)
{
	return fact_nth(f, name, 0);
}

/* ---- what a party is told ---- */

static inline bool fact_drawn(const struct facts *f, bool server, const char *purpose, struct bytes *out)
{
	for (size_t i = 0; f->drawn[i][0]; i++)
		if (strcmp(f->drawn[i][0], purpose) == 0 && f->drawn[i][1 + server]) {
			*out = fact(f, f->drawn[i][1 + server]);
			return true;
		}
	return false;
}

/* Of the server's hello: not of a HelloRetryRequest, behind which a cookie came. */
static inline void fact_draw(void *ctx, const char *role, const char *purpose, uint8_t *out, size_t n)
{
	const struct facts *f = ctx;
	const bool server = strcmp(role, "server") == 0;
	struct bytes hello = fact_nth(f, server ? "server.record" : "client.record", server && fact(f, "server.cookie").n), b = BYTES_NONE;

	if (!fact_drawn(f, server, purpose, &b)) {
		if (strcmp(purpose, "legacy_session_id") == 0)
			b = bytes_slice(hello, 44, hello.p[43]);
		else if (strcmp(purpose, server ? "server_random" : "client_random") == 0)
			b = bytes_slice(hello, 11, 32);
	}
	CHECK_THAT(b.n == n, "the %s draws %zu bytes for %s, and %zu are known", role, n, purpose, b.n);
	memcpy(out, b.p, n);
}

struct given_list {
	struct given_value v[32];
	size_t n;
};

static inline void facts_given(const struct facts *f, const char *side, struct given_list *out)
{
	char prefix[32];

	out->n = 0;
	snprintf(prefix, sizeof(prefix), "%s.given.", side);
	for (size_t i = 0; i < f->n; i++)
		if (strncmp(f->v[i].name, prefix, strlen(prefix)) == 0)
			out->v[out->n++] = (struct given_value){ f->v[i].name + strlen(prefix), buf_bytes(&f->v[i].value) };
}

/* A certificate without its private key: the signature is given, and of the key only its kind is asked. */
struct shown {
	struct bytes chain;
	struct x509 x;
	struct private_key key;
	struct credential own;
};

static inline void shown_init(struct shown *s, struct bytes certificate)
{
	struct public_key k;

	*s = (struct shown){ .chain = certificate, .own = { &s->chain, 1, &s->key } };
	assert_int_equal(x509_parse(certificate, &s->x), ST_OK);
	k = s->x.key;
	s->key = (struct private_key){ .kind = k.kind == PUBLIC_EC ? KEY_EC : KEY_RSA, .curve = k.curve };
	if (k.kind == PUBLIC_RSA)
		assert_int_equal(crypto_rsa_new(k.n, k.e, BYTES_NONE, BYTES_NONE, BYTES_NONE, &s->key.rsa), ST_OK);
}

static inline void shown_free(struct shown *s)
{
	crypto_rsa_free(s->key.rsa);
}

/* ---- playing ---- */

enum { CLOSE_NOTIFY = 24 };   /* bytes of a record with a protected alert, where a tag has 16 */

/* The side whose record is due sends data, or closes, if it has nothing else to say. */
static inline void published_speak(struct endpoint *ep, struct bytes wanted, struct bytes data)
{
	uint8_t counted[50];

	for (size_t k = 0; k < sizeof(counted); k++)
		counted[k] = (uint8_t)k;
	duel_settle(ep);
	if (endpoint_output(ep).n)
		return;
	if (wanted.n == CLOSE_NOTIFY)
		endpoint_close(ep);
	else
		endpoint_write(ep, data.n ? data : bytes_of(counted, sizeof(counted)));
	duel_settle(ep);
}

static inline size_t bytes_differ_at(struct bytes a, struct bytes b)
{
	size_t i = 0;

	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	return i;
}

static inline void published_record(struct duel *d, bool server, struct bytes wanted, struct bytes data, const char *where, size_t i)
{
	struct endpoint *ep = d->side[server].ep;
	struct buf b;

	published_speak(ep, wanted, data);
	b = duel_take_record(ep);
	CHECK_THAT(bytes_equal(buf_bytes(&b), wanted), "%s: fact %zu: a record of %zu bytes, published are %zu, and from byte %zu on it is another", where, i,
		   b.n, wanted.n, bytes_differ_at(buf_bytes(&b), wanted));
	endpoint_feed(d->side[!server].ep, buf_bytes(&b));
	buf_free(&b);
}

static inline bool has_value(const struct trace *t, struct bytes b)
{
	for (value_id v = 1; v < trace_n_values(t); v++)
		if (bytes_equal(trace_bytes(t, v), b))
			return true;
	return false;
}

static inline bool is_printed(const struct fact *f)
{
	return strncmp(f->name, "printed.", 8) == 0 || strncmp(f->name, "secret.", 7) == 0;
}

/* Returns how many values were looked for; all must be there on both sides. */
static inline size_t published_values(const struct duel *d, const struct facts *f, const char *where)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		if (!is_printed(&f->v[i]))
			continue;
		n++;
		for (int side = 0; side < 2; side++)
			CHECK_THAT(has_value(d->side[side].t, buf_bytes(&f->v[i].value)), "%s: the %s has no value %s", where,
				   side ? "server" : "client", f->v[i].name);
	}
	return n;
}

/* Both are configured: all records go over, and nothing is left behind them. */
static inline void published_play(struct duel *d, const struct facts *f, const char *where)
{
	duel_begin(d);
	for (size_t i = 0; i < f->n; i++) {
		const bool server = strcmp(f->v[i].name, "server.record") == 0;

		if (server || strcmp(f->v[i].name, "client.record") == 0)
			published_record(d, server, buf_bytes(&f->v[i].value), fact(f, server ? "server.data" : "client.data"), where, i);
	}
	for (int i = 0; i < 2; i++) {
		duel_settle(d->side[i].ep);
		CHECK_THAT(!endpoint_output(d->side[i].ep).n, "%s: the %s says more than was published", where, i ? "server" : "client");
		check_trace(d->side[i].t, where);
		unit_write_values(d->side[i].t);
	}
}

#endif
