/* The order of messages in TLS 1.3, written down a second time, from RFC 9846 2 (figures 1 to 4) and Appendix A, and compared with
 * the table: each message of a legal sequence may come, and at no point may any other. */
#include "unit.h"
#include "check_trace.h"

#include <stdio.h>

#include "tls/endpoint_state.h"

/* What decides which messages there are. */
struct terms {
	bool retry, psk, early;    /* a HelloRetryRequest; a pre-shared key, and early data that is taken */
	bool auth, certificate;    /* the server asks for a client certificate, and the client has one */
	bool compressed;           /* each reads compressed certificates, and sends its own so (RFC 8879 4) */
};

struct said {
	enum side_id sender;
	uint16_t message;
};

enum {
	MAX_SAID = 16,
	CH = CT_HANDSHAKE << 8 | 1, SH = CT_HANDSHAKE << 8 | 2, NST = CT_HANDSHAKE << 8 | 4, EOED = CT_HANDSHAKE << 8 | 5, EE = CT_HANDSHAKE << 8 | 8,
	CT = CT_HANDSHAKE << 8 | 11, CR = CT_HANDSHAKE << 8 | 13, CV = CT_HANDSHAKE << 8 | 15, CC = CT_HANDSHAKE << 8 | 25, FIN = CT_HANDSHAKE << 8 | 20, KU = CT_HANDSHAKE << 8 | 24,
	HRR = MSG_HANDSHAKE(HS_HELLO_RETRY_REQUEST), CCS = CT_CHANGE_CIPHER_SPEC << 8,
};

static const char *const side_names[] = { "client", "server" };

static size_t legal_sequence(struct terms o, struct said *out)
{
	const struct { enum side_id sender; uint16_t message; bool comes; } all[] = {
		{ SIDE_CLIENT, CH, true },
		{ SIDE_SERVER, HRR, o.retry },
		{ SIDE_CLIENT, CH, o.retry },
		{ SIDE_SERVER, SH, true },
		{ SIDE_SERVER, EE, true },
		{ SIDE_SERVER, CR, o.auth && !o.psk },
		{ SIDE_SERVER, o.compressed ? CC : CT, !o.psk },
		{ SIDE_SERVER, CV, !o.psk },
		{ SIDE_SERVER, FIN, true },
		{ SIDE_CLIENT, EOED, o.early },
		{ SIDE_CLIENT, o.compressed ? CC : CT, o.auth && !o.psk },
		{ SIDE_CLIENT, CV, o.auth && !o.psk && o.certificate },
		{ SIDE_CLIENT, FIN, true },
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i].comes)
			out[n++] = (struct said){ all[i].sender, all[i].message };
	return n;
}

static bool is_certificate(uint16_t message, bool compressed)
{
	return message == CT || (compressed && message == CC);
}

/* What nobody can know before it comes: a client, whether it has to try again, whether it is asked for a certificate; both, whether
 * one that may be compressed is. */
static bool undecided(enum side_id own, const struct said *sequence, size_t i, struct said s, bool compressed)
{
	if (s.sender == own || i == 0 || sequence[i].sender != s.sender)
		return false;
	if (is_certificate(sequence[i].message, compressed) && is_certificate(s.message, compressed))
		return true;
	if (own != SIDE_CLIENT)
		return false;
	return (i == 1 && (s.message == HRR || s.message == SH)) ||
	       (sequence[i - 1].message == EE && sequence[i].message != FIN && (s.message == CR || is_certificate(s.message, compressed)));
}

/* Beside the sequence: RFC 9846 5, a ChangeCipherSpec of the peer until it has finished; 4.7, its tickets and new keys afterwards. */
static bool beside(const struct endpoint *ep, size_t i, size_t n, struct said s)
{
	if (s.message == CCS)
		return i < n;
	return i == n && s.sender != ep->c.side && (s.message == KU || (s.message == NST && s.sender == SIDE_SERVER));
}

/* What the messages bring with them, without the messages. */
static void learn(struct endpoint *ep, struct said s, struct terms o)
{
	struct connection *c = &ep->c;

	if (s.message == (c->side == SIDE_SERVER ? CH : SH)) {
		c->s.version = VERSION_TLS13;
		c->s.retries = o.retry && !c->s.retried;
		c->s.psk.used = o.psk;
		c->s.early.accepted = o.early;
	}
	if (s.message == HRR) {
		c->s.retried = true;
		c->s.retries = false;
	}
	if (s.message == CR)
		c->s.certificate_requested = true;
	if (is_certificate(s.message, true) && s.sender == SIDE_CLIENT)
		c->s.client_certificate_sent = o.certificate;
	if (s.message == CC && s.sender != c->side)
		c->s.compressed[s.sender] = true;
}

static void only_this_may_come(const struct endpoint *ep, const struct said *sequence, size_t i, size_t n, struct terms o, const char *where)
{
	for (unsigned ct = CT_CHANGE_CIPHER_SPEC; ct <= CT_HEARTBEAT; ct++)
		for (unsigned hs = 0; hs < (ct == CT_HANDSHAKE ? 256 : 1); hs++)
			for (enum side_id who = SIDE_CLIENT; who <= SIDE_SERVER; who++) {
				struct said s = { who, (uint16_t)(ct << 8 | hs) };
				bool next = i < n && s.sender == sequence[i].sender && s.message == sequence[i].message;
				bool legal = next || beside(ep, i, n, s) || (i < n && undecided(ep->c.side, sequence, i, s, o.compressed));

				if (s.message == CCS && (who == ep->c.side || i < 2))
					continue;
				CHECK_THAT(legal == (flow_find(&ep->c, who, s.message) != NULL), "%s: before message %zu the %s %s send %u, %u", where, i,
					   side_names[who], legal ? "may not" : "may also", ct, hs);
			}
}

/* A list of algorithms, as it stands in ClientHello or CertificateRequest. */
static field_id algorithms(struct connection *c)
{
	const struct build_item items[] = {
		{ "extension_type", conn_uint(c, OP_CONST, "extension_type", 2, EXT_COMPRESS_CERTIFICATE) },
		{ "CertificateCompressionAlgorithm", conn_uint(c, OP_CONST, "algorithm", 2, COMPRESSION_ZLIB) },
	};
	const struct parse_context facts = { .facts = { [SEL_VERSION] = VERSION_TLS13 } };
	const struct build_item type = { "msg_type", conn_uint(c, OP_CONST, "msg_type", 1, HS_CERTIFICATE_REQUEST) };
	const unit_id unit = build_unit(c->w.t, UNIT_MESSAGE, c->actor, "request", &layout_handshake, &facts,
					(const struct build_item[]){ type, items[0], items[1] }, 3);

	return trace_find_field(c->w.t, trace_unit(c->w.t, unit)->first_field, "algorithms", 0);
}

static void walk(enum side_id own, struct terms o)
{
	static const struct private_key key;
	static const uint16_t zlib[] = { COMPRESSION_ZLIB };
	const struct bytes chain = { 0 };
	const struct credential shown = { &chain, 1, &key };
	struct tls_config cfg = {
		.client_auth = o.auth ? CLIENT_AUTH_REQUEST : CLIENT_AUTH_NONE, .own = &shown, .n_own = 1, .min_version = VERSION_TLS13, .max_version = VERSION_TLS13,
	};
	struct trace *t = trace_new();
	struct endpoint *ep = endpoint_new(t, own, &cfg);
	struct said sequence[MAX_SAID];
	const size_t n = legal_sequence(o, sequence);
	char where[120];

	snprintf(where, sizeof(where), "%s, retry %d, psk %d, early %d, auth %d, certificate %d, compressed %d", side_names[own], o.retry, o.psk, o.early, o.auth,
		 o.certificate, o.compressed);
	if (o.compressed) {
		cfg.compressions = (struct code_list){ zlib, 1 };
		ep->c.offer.compressions = ep->c.s.request_compressions = algorithms(&ep->c);
		assert_true(ep->c.offer.compressions);
	}
	for (size_t i = 0; i < n; i++) {
		const struct flow_row *row = flow_find(&ep->c, sequence[i].sender, sequence[i].message), *turn = flow_turn(&ep->c);

		only_this_may_come(ep, sequence, i, n, o, where);
		CHECK_THAT(row, "%s: message %zu cannot come", where, i);
		CHECK_THAT(turn == (sequence[i].sender == own ? row : NULL), "%s: at message %zu the turn is %s", where, i, turn ? flow_row_title(turn) : "nobody's");
		learn(ep, sequence[i], o);
		CHECK_THAT(flow_advance(&ep->c, row), "%s: message %zu is not in the transcript", where, i);
	}
	CHECK_THAT(flow_is_over(&ep->c), "%s: it is not over", where);
	only_this_may_come(ep, sequence, n, n, o, where);
	endpoint_free(ep);
	trace_free(t);
}

static void the_table_allows_the_legal_sequences_and_nothing_else(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 64; bits++) {
		struct terms o = { bits & 1, bits & 2, bits & 4, bits & 8, bits & 16, bits & 32 };

		if (o.early && (o.retry || !o.psk))   /* RFC 9846 4.3.10 */
			continue;
		walk(SIDE_CLIENT, o);
		walk(SIDE_SERVER, o);
	}
}

UNIT_GROUP(flow13)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_allows_the_legal_sequences_and_nothing_else),
	};
	return cmocka_run_group_tests_name("flow13", tests, NULL, NULL);
}
