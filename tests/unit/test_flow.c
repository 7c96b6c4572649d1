/* The order of messages, written down a second time, from RFC 5246 figure 1, 7.4.6
 * to 7.4.8 and RFC 5077 3.3, and compared with the table: each message of a legal
 * sequence may come, and at no point may any other. */
#include "unit.h"
#include "check_trace.h"

#include <stdio.h>

#include "tls/endpoint_state.h"

/* What decides which messages there are. */
struct terms {
	bool auth;             /* the server asks for a client certificate ... */
	bool certificate;      /* ... the client has one to show */
	bool ticket;           /* the server said that it will give a ticket */
	bool resumed;          /* it goes on with an earlier session */
	bool status;           /* the server said that it will hand on an OCSP response */
};

struct said {
	enum side_id sender;
	uint16_t message;
};

enum { MAX_SAID = 16 };

static const char *const side_names[] = { "client", "server" };

/* RFC 5246 7.3, figure 1, read from the top to the bottom:
 *
 *   ClientHello                  -------->
 *                                                   ServerHello
 *                                                  Certificate*
 *                                            CertificateStatus*    (RFC 6066 8: if its ServerHello says so)
 *                                            ServerKeyExchange*    (not with RSA, 7.4.3)
 *                                           CertificateRequest*
 *                                <--------      ServerHelloDone
 *   Certificate*                                                   (MUST, if asked for: 7.4.6)
 *   ClientKeyExchange
 *   CertificateVerify*                                             (if it can sign: 7.4.8)
 *   [ChangeCipherSpec]
 *   Finished                     -------->
 *                                             NewSessionTicket*    (RFC 5077 3.3)
 *                                            [ChangeCipherSpec]
 *                                <--------             Finished
 */
static size_t full_sequence(struct terms o, struct said *out)
{
	size_t n = 0;

	out[n++] = (struct said){ SIDE_CLIENT, CT_HANDSHAKE << 8 | 1 };
	out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 2 };
	out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 11 };
	if (o.status)
		out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 22 };
	if (o.auth)
		out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 13 };
	out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 14 };
	if (o.auth)
		out[n++] = (struct said){ SIDE_CLIENT, CT_HANDSHAKE << 8 | 11 };
	out[n++] = (struct said){ SIDE_CLIENT, CT_HANDSHAKE << 8 | 16 };
	if (o.auth && o.certificate)
		out[n++] = (struct said){ SIDE_CLIENT, CT_HANDSHAKE << 8 | 15 };
	out[n++] = (struct said){ SIDE_CLIENT, CT_CHANGE_CIPHER_SPEC << 8 };
	out[n++] = (struct said){ SIDE_CLIENT, CT_HANDSHAKE << 8 | 20 };
	if (o.ticket)
		out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 4 };
	out[n++] = (struct said){ SIDE_SERVER, CT_CHANGE_CIPHER_SPEC << 8 };
	out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 20 };
	return n;
}

/* RFC 5246 7.3, figure 2:
 *
 *   ClientHello                  -------->
 *                                                   ServerHello
 *                                             NewSessionTicket*    (RFC 5077 3.3)
 *                                            [ChangeCipherSpec]
 *                                <--------             Finished
 *   [ChangeCipherSpec]
 *   Finished                     -------->
 */
static size_t resumed_sequence(struct terms o, struct said *out)
{
	size_t n = 0;

	out[n++] = (struct said){ SIDE_CLIENT, CT_HANDSHAKE << 8 | 1 };
	out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 2 };
	if (o.ticket)
		out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 4 };
	out[n++] = (struct said){ SIDE_SERVER, CT_CHANGE_CIPHER_SPEC << 8 };
	out[n++] = (struct said){ SIDE_SERVER, CT_HANDSHAKE << 8 | 20 };
	out[n++] = (struct said){ SIDE_CLIENT, CT_CHANGE_CIPHER_SPEC << 8 };
	out[n++] = (struct said){ SIDE_CLIENT, CT_HANDSHAKE << 8 | 20 };
	return n;
}

static size_t legal_sequence(struct terms o, struct said *out)
{
	return o.resumed ? resumed_sequence(o, out) : full_sequence(o, out);
}

/* RFC 6066 8: the server may leave out a status that it has promised. Until CertificateRequest or ServerHelloDone has come the client cannot know
 * whether it will be asked: both may come. */
static bool undecided(enum side_id own, const struct said *sequence, size_t i, struct said other)
{
	const uint16_t certificate = CT_HANDSHAKE << 8 | 11, request = CT_HANDSHAKE << 8 | 13, done = CT_HANDSHAKE << 8 | 14;
	const uint16_t status = CT_HANDSHAKE << 8 | 22, before = i ? sequence[i - 1].message : 0;

	return own == SIDE_CLIENT && other.sender == SIDE_SERVER && (i == 3 || i == 4) && (before == certificate || before == status) &&
	       (other.message == request || other.message == done);
}

/* What the messages bring with them, without the messages. */
static void learn(struct endpoint *ep, struct said s, struct terms o)
{
	if (s.message == (CT_HANDSHAKE << 8 | 2)) {
		ep->c.s.ticket_expected = o.ticket;
		ep->c.s.resumed = o.resumed;
		ep->c.s.status_promised = o.status;
	}
	if (s.message == (CT_HANDSHAKE << 8 | 13))
		ep->c.s.certificate_requested = true;
	else if (s.message == (CT_HANDSHAKE << 8 | 11) && s.sender == SIDE_CLIENT)
		ep->c.s.client_certificate_sent = o.certificate;
	else if (s.message == (CT_HANDSHAKE << 8 | 4))
		ep->c.s.ticket_expected = false;
}

static void only_this_may_come(const struct endpoint *ep, const struct said *sequence, size_t i, size_t n, const char *where)
{
	for (unsigned ct = CT_CHANGE_CIPHER_SPEC; ct <= CT_HEARTBEAT; ct++)
		for (unsigned hs = 0; hs < (ct == CT_HANDSHAKE ? 256 : 1); hs++)
			for (enum side_id who = SIDE_CLIENT; who <= SIDE_SERVER; who++) {
				struct said s = { who, (uint16_t)(ct << 8 | hs) };
				bool legal = i < n && s.sender == sequence[i].sender && s.message == sequence[i].message;
				const struct flow_row *row = flow_find(&ep->c, s.sender, s.message);

				if (undecided(ep->c.side, sequence, i, s))
					continue;
				CHECK_THAT(!legal || row, "%s: message %zu (%u, %u of the %s) is not allowed", where, i, ct, hs, side_names[who]);
				CHECK_THAT(legal || !row, "%s: before message %zu the %s may also send %s", where, i, side_names[who],
					   row ? flow_row_title(row) : "");
			}
}

static void walk(enum side_id own, struct terms o)
{
	static const struct private_key key;
	const struct bytes chain = { 0 };
	const struct credential shown = { &chain, 1, &key, BYTES_LIT("staple") };
	struct tls_config cfg = {
		.client_auth = o.auth ? CLIENT_AUTH_REQUEST : CLIENT_AUTH_NONE, .own = &shown, .n_own = 1,
	};
	struct trace *t = trace_new();
	struct endpoint *ep = endpoint_new(t, own, &cfg);
	struct said sequence[MAX_SAID];
	size_t n = legal_sequence(o, sequence);
	char where[100];

	ep->c.s.suite = suite_find(0x002f);
	ep->c.offer.asks_ocsp = o.status;
	ep->own = own == SIDE_SERVER ? &shown : NULL;
	snprintf(where, sizeof(where), "%s, auth %d, certificate %d, ticket %d, resumed %d, status %d", side_names[own], o.auth, o.certificate, o.ticket,
		 o.resumed, o.status);
	for (size_t i = 0; i < n; i++) {
		const struct flow_row *row = flow_find(&ep->c, sequence[i].sender, sequence[i].message), *turn = flow_turn(&ep->c);

		only_this_may_come(ep, sequence, i, n, where);
		CHECK_THAT(row, "%s: message %zu cannot come", where, i);
		/* who is to send knows it, and sends just this */
		if (sequence[i].sender == own)
			CHECK_THAT(turn == row, "%s: at message %zu the turn is %s", where, i, turn ? flow_row_title(turn) : "nobody's");
		else
			CHECK_THAT(!turn, "%s: at message %zu it would send %s", where, i, flow_row_title(turn));
		learn(ep, sequence[i], o);
		CHECK_THAT(flow_advance(&ep->c, row) == (sequence[i].message >> 8 == CT_HANDSHAKE), "%s: message %zu and the transcript", where, i);
	}
	CHECK_THAT(flow_is_over(&ep->c), "%s: it is not over", where);
	endpoint_free(ep);
	trace_free(t);
}

static void the_table_allows_the_legal_sequences_and_nothing_else(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 32; bits++) {
		struct terms o = { bits & 1, bits & 2, bits & 4, bits & 8, bits & 16 };

		walk(SIDE_CLIENT, o);
		walk(SIDE_SERVER, o);
	}
}

/* Goes through the messages, which must be allowed. */
static void pass(struct endpoint *ep, const struct said *said, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct flow_row *row = flow_find(&ep->c, said[i].sender, said[i].message);

		assert_non_null(row);
		flow_advance(&ep->c, row);
	}
}

/* Which of the two the client gets, it can go on with. */
static void the_client_takes_a_request_or_none(void **state)
{
	static const struct {
		uint16_t came, next;
	} cases[] = {
		{ MSG_HANDSHAKE(HS_SERVER_HELLO_DONE), MSG_HANDSHAKE(HS_CLIENT_KEY_EXCHANGE) },
		{ MSG_HANDSHAKE(HS_CERTIFICATE_REQUEST), MSG_HANDSHAKE(HS_SERVER_HELLO_DONE) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct tls_config cfg = { 0 };
		struct trace *t = trace_new();
		struct endpoint *ep = endpoint_new(t, SIDE_CLIENT, &cfg);
		struct said said[MAX_SAID];

		legal_sequence((struct terms){ 0 }, said);
		said[3] = (struct said){ SIDE_SERVER, cases[i].came };
		pass(ep, said, 4);
		assert_non_null(flow_find(&ep->c, cases[i].next == MSG_HANDSHAKE(HS_SERVER_HELLO_DONE) ? SIDE_SERVER : SIDE_CLIENT, cases[i].next));
		assert_int_equal(flow_last(&ep->c)->message, cases[i].came);
		endpoint_free(ep);
		trace_free(t);
	}
}

/* RFC 6101 5.6.6: in SSL 3.0 one of two messages, and by who made it no other; and what comes then. */
static void who_has_no_certificate_says_so_by_a_warning(void **state)
{
	static const uint16_t shown = MSG_HANDSHAKE(HS_CERTIFICATE), none = MSG_ALERT(41), exchange = MSG_HANDSHAKE(HS_CLIENT_KEY_EXCHANGE);
	static const struct {
		enum side_id own;
		uint16_t version;
		bool requested;
		uint16_t may[3];               /* of the client, behind ServerHelloDone */
		uint16_t came;
		uint16_t next;
	} cases[] = {
		{ SIDE_SERVER, VERSION_SSL30, true, { shown, none }, none, exchange },
		{ SIDE_SERVER, VERSION_SSL30, true, { shown, none }, shown, exchange },
		{ SIDE_SERVER, VERSION_SSL30, false, { exchange }, exchange, MSG_CCS },
		{ SIDE_SERVER, VERSION_TLS10, true, { shown }, shown, exchange },
		{ SIDE_CLIENT, VERSION_SSL30, true, { none }, none, exchange },
		{ SIDE_CLIENT, VERSION_TLS10, true, { shown }, shown, exchange },
	};
	static const uint16_t all[] = { shown, none, exchange, MSG_HANDSHAKE(HS_CERTIFICATE_VERIFY), MSG_ALERT(40), MSG_CCS };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct tls_config cfg = { 0 };
		struct trace *t = trace_new();
		struct endpoint *ep = endpoint_new(t, cases[i].own, &cfg);
		struct said said[MAX_SAID];

		ep->c.s.suite = suite_find(0x002f);
		ep->c.s.version = cases[i].version;
		legal_sequence((struct terms){ 0 }, said);
		pass(ep, said, 4);
		ep->c.s.certificate_requested = cases[i].requested;
		for (size_t k = 0; k < ARRAY_LEN(all); k++) {
			const struct code_list may = { cases[i].may, ARRAY_LEN(cases[i].may) };

			CHECK_THAT(code_listed(&may, all[k]) == (flow_find(&ep->c, SIDE_CLIENT, all[k]) != NULL), "case %zu, message %04x", i, all[k]);
		}
		ep->c.s.client_certificate_sent = cases[i].came == shown;
		CHECK_THAT(flow_advance(&ep->c, flow_find(&ep->c, SIDE_CLIENT, cases[i].came)) == (cases[i].came != none), "case %zu: the transcript", i);
		CHECK_THAT(flow_find(&ep->c, SIDE_CLIENT, cases[i].next) && !flow_find(&ep->c, SIDE_CLIENT, none), "case %zu: what comes then", i);
		endpoint_free(ep);
		trace_free(t);
	}
}

/* RFC 5246 7.4.1.1, 7.4.1.2: after the handshake either may ask for another. */
static void after_the_handshake_there_is_data(void **state)
{
	static const struct said may[] = {
		{ SIDE_CLIENT, CT_APPLICATION_DATA << 8 }, { SIDE_SERVER, CT_APPLICATION_DATA << 8 },
		{ SIDE_SERVER, CT_HANDSHAKE << 8 | 0 },    { SIDE_CLIENT, CT_HANDSHAKE << 8 | 1 },
	};
	struct tls_config cfg = { 0 };
	struct trace *t = trace_new();
	struct endpoint *ep = endpoint_new(t, SIDE_CLIENT, &cfg);
	struct said said[MAX_SAID];
	size_t n = 0;

	(void)state;
	pass(ep, said, 0);
	for (size_t i = 0; i < ARRAY_LEN(may); i++)
		assert_true(i == 3 ? flow_find(&ep->c, may[i].sender, may[i].message) != NULL : !flow_find(&ep->c, may[i].sender, may[i].message));
	pass(ep, said, legal_sequence((struct terms){ 0 }, said));
	assert_true(flow_is_over(&ep->c));
	/* who may send data is a side's, not the place's */
	assert_null(flow_find(&ep->c, may[0].sender, may[0].message));
	ep->c.sides[SIDE_CLIENT].sends_data = ep->c.sides[SIDE_SERVER].sends_data = true;
	for (size_t i = 0; i < ARRAY_LEN(may); i++) {
		const struct flow_row *row = flow_find(&ep->c, may[i].sender, may[i].message);

		assert_non_null(row);
		assert_false(flow_advance(&ep->c, row));
		assert_true(flow_is_over(&ep->c));
	}
	for (size_t i = 0; i < flow_beside.n; i++)
		n += flow_find(&ep->c, flow_beside.rows[i].sender, flow_beside.rows[i].message) != NULL;
	assert_int_equal(n, ARRAY_LEN(may));
	endpoint_free(ep);
	trace_free(t);
}

static void what_may_come_is_said(void **state)
{
	static const struct {
		size_t passed;         /* messages of a handshake in which the client is asked for a certificate, or not */
		bool auth;
		enum side_id sender;
		const char *words;
	} cases[] = {
		{ 1, false, SIDE_SERVER, "ServerHello" },
		{ 3, false, SIDE_SERVER, "CertificateRequest or ServerHelloDone" },
		{ 5, true, SIDE_CLIENT, "Certificate" },
		{ 4, false, SIDE_CLIENT, "ClientKeyExchange" },
		{ 5, false, SIDE_CLIENT, "ChangeCipherSpec" },
		{ 5, false, SIDE_SERVER, "nothing, because it has to speak itself" },
		{ 9, false, SIDE_SERVER, "application data or HelloRequest" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct tls_config cfg = { .client_auth = cases[i].auth ? CLIENT_AUTH_REQUEST : CLIENT_AUTH_NONE };
		struct trace *t = trace_new();
		struct endpoint *ep = endpoint_new(t, side_other(cases[i].sender), &cfg);
		struct buf b = { 0 };
		struct said said[MAX_SAID];

		legal_sequence((struct terms){ .auth = cases[i].auth }, said);
		pass(ep, said, cases[i].passed);
		ep->c.s.suite = suite_find(0x002f);
		ep->c.s.certificate_requested = cases[i].auth;
		ep->c.sides[SIDE_SERVER].sends_data = flow_is_over(&ep->c);
		flow_describe(&ep->c, cases[i].sender, &b);
		assert_string_equal(buf_str(&b), cases[i].words);
		buf_free(&b);
		endpoint_free(ep);
		trace_free(t);
	}
}

/* Every row has a name and is taken by somebody, every rule is told in words, and every sequence is found in the list. */
static void the_table_is_whole(void **state)
{
	size_t listed = 0;

	(void)state;
	for (size_t f = 0; f < flow_all_n; f++) {
		assert_true(flow_all[f]->n > 0 && flow_all[f]->name && flow_all[f]->title);
		for (const struct flow_row *r = flow_all[f]->rows; r < flow_all[f]->rows + flow_all[f]->n; r++) {
			assert_non_null(flow_row_title(r));
			assert_true(!r->rule || (r->rule->of && r->rule->words));
		}
		for (const struct flow *const *next = flow_all[f]->next; next && *next; next++)
			for (size_t k = 0; k < flow_all_n; k++)
				listed += flow_all[k] == *next;
	}
	assert_true(listed > 0);
}

/* The drawing is made from the rows: each message stands in it, on its sender's side. */
static void the_drawing_shows_every_row(void **state)
{
	struct buf b = { 0 };

	(void)state;
	flow_draw(&flow_tls12_full, &b);
	assert_non_null(strstr(buf_str(&b), "\n                      <-- CertificateRequest   if the server asks who it is\n"));
	assert_non_null(strstr(buf_str(&b), "\n  ClientKeyExchange   -->\n"));
	assert_non_null(strstr(buf_str(&b), "RFC 5246 7.3"));
	buf_free(&b);
	flow_draw(&flow_hello, &b);
	assert_non_null(strstr(buf_str(&b), "  then tls12_full\n"));
	buf_free(&b);
}

/* Where a message belongs, which an observer asks: f a full handshake of TLS 1.2 alone, b no sequence. */
static void messages_have_their_place(void **state)
{
	static const struct {
		enum side_id sender;
		uint8_t type;
		char place;
	} all[] = {
		{ SIDE_SERVER, 0, 'b' }, { SIDE_CLIENT, 1, 0 },   { SIDE_SERVER, 2, 0 },   { SIDE_SERVER, 4, 0 },
		{ SIDE_SERVER, 11, 'f' }, { SIDE_CLIENT, 11, 'f' }, { SIDE_SERVER, 12, 'f' }, { SIDE_SERVER, 13, 'f' },
		{ SIDE_SERVER, 14, 'f' }, { SIDE_CLIENT, 15, 'f' }, { SIDE_CLIENT, 16, 'f' }, { SIDE_CLIENT, 20, 0 },
		{ SIDE_SERVER, 20, 0 },  { SIDE_SERVER, 22, 'f' }, { SIDE_CLIENT, 24, 'b' }, { SIDE_CLIENT, 99, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const uint16_t message = MSG_HANDSHAKE(all[i].type);

		assert_int_equal(flow_is_full_only(all[i].sender, message), all[i].place == 'f');
		assert_int_equal(flow_is_beside(all[i].sender, message), all[i].place == 'b');
	}
}

UNIT_GROUP(flow)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_allows_the_legal_sequences_and_nothing_else),
		cmocka_unit_test(the_client_takes_a_request_or_none),
		cmocka_unit_test(who_has_no_certificate_says_so_by_a_warning),
		cmocka_unit_test(after_the_handshake_there_is_data),
		cmocka_unit_test(what_may_come_is_said),
		cmocka_unit_test(the_table_is_whole),
		cmocka_unit_test(the_drawing_shows_every_row),
		cmocka_unit_test(messages_have_their_place),
	};
	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
