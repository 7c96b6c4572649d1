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
};

struct said {
	enum actor sender;
	uint16_t message;
};

enum { MAX_SAID = 16 };

/* RFC 5246 7.3, figure 1, read from the top to the bottom:
 *
 *   ClientHello                  -------->
 *                                                   ServerHello
 *                                                  Certificate*
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
static size_t legal_sequence(struct terms o, struct said *out)
{
	size_t n = 0;

	out[n++] = (struct said){ ACTOR_CLIENT, CT_HANDSHAKE << 8 | 1 };
	out[n++] = (struct said){ ACTOR_SERVER, CT_HANDSHAKE << 8 | 2 };
	out[n++] = (struct said){ ACTOR_SERVER, CT_HANDSHAKE << 8 | 11 };
	if (o.auth)
		out[n++] = (struct said){ ACTOR_SERVER, CT_HANDSHAKE << 8 | 13 };
	out[n++] = (struct said){ ACTOR_SERVER, CT_HANDSHAKE << 8 | 14 };
	if (o.auth)
		out[n++] = (struct said){ ACTOR_CLIENT, CT_HANDSHAKE << 8 | 11 };
	out[n++] = (struct said){ ACTOR_CLIENT, CT_HANDSHAKE << 8 | 16 };
	if (o.auth && o.certificate)
		out[n++] = (struct said){ ACTOR_CLIENT, CT_HANDSHAKE << 8 | 15 };
	out[n++] = (struct said){ ACTOR_CLIENT, CT_CHANGE_CIPHER_SPEC << 8 };
	out[n++] = (struct said){ ACTOR_CLIENT, CT_HANDSHAKE << 8 | 20 };
	if (o.ticket)
		out[n++] = (struct said){ ACTOR_SERVER, CT_HANDSHAKE << 8 | 4 };
	out[n++] = (struct said){ ACTOR_SERVER, CT_CHANGE_CIPHER_SPEC << 8 };
	out[n++] = (struct said){ ACTOR_SERVER, CT_HANDSHAKE << 8 | 20 };
	return n;
}

/* Until CertificateRequest or ServerHelloDone has come the client cannot know
 * whether it will be asked: both may come. */
static bool undecided(enum actor role, const struct said *sequence, size_t i, struct said other)
{
	uint16_t request = CT_HANDSHAKE << 8 | 13, done = CT_HANDSHAKE << 8 | 14;

	return role == ACTOR_CLIENT && other.sender == ACTOR_SERVER && i == 3 && sequence[i - 1].message == (CT_HANDSHAKE << 8 | 11) &&
	       (other.message == request || other.message == done);
}

/* What the messages bring with them, without the messages. */
static void learn(struct endpoint *ep, struct said s, struct terms o)
{
	if (s.message == (CT_HANDSHAKE << 8 | 2))
		ep->c.s.ticket_expected = o.ticket;
	else if (s.message == (CT_HANDSHAKE << 8 | 13))
		ep->c.s.certificate_requested = true;
	else if (s.message == (CT_HANDSHAKE << 8 | 11) && s.sender == ACTOR_CLIENT)
		ep->c.s.client_certificate_sent = o.certificate;
	else if (s.message == (CT_HANDSHAKE << 8 | 4))
		ep->c.s.ticket_expected = false;
}

static void only_this_may_come(const struct endpoint *ep, const struct said *sequence, size_t i, size_t n, const char *where)
{
	for (unsigned ct = CT_CHANGE_CIPHER_SPEC; ct <= CT_HEARTBEAT; ct++)
		for (unsigned hs = 0; hs < (ct == CT_HANDSHAKE ? 256 : 1); hs++)
			for (enum actor who = ACTOR_CLIENT; who <= ACTOR_SERVER; who++) {
				struct said s = { who, (uint16_t)(ct << 8 | hs) };
				bool legal = i < n && s.sender == sequence[i].sender && s.message == sequence[i].message;
				const struct flow_row *row = flow_find(&ep->c, s.sender, s.message);

				if (undecided(ep->c.actor, sequence, i, s))
					continue;
				CHECK_THAT(!legal || row, "%s: message %zu (%u, %u of the %s) is not allowed", where, i, ct, hs, actor_name(who));
				CHECK_THAT(legal || !row, "%s: before message %zu the %s may also send %s", where, i, actor_name(who),
					   row ? row->title : "");
			}
}

static void walk(enum actor role, struct terms o)
{
	static const struct private_key key;
	const struct bytes chain = { 0 };
	struct tls_config cfg = {
		.client_auth = o.auth ? CLIENT_AUTH_REQUEST : CLIENT_AUTH_NONE, .own = { &chain, 1, &key },
	};
	struct trace *t = trace_new();
	struct endpoint *ep = endpoint_new(t, role, &cfg);
	struct said sequence[MAX_SAID];
	size_t n = legal_sequence(o, sequence);
	char where[80];

	snprintf(where, sizeof(where), "%s, auth %d, certificate %d, ticket %d", actor_name(role), o.auth, o.certificate, o.ticket);
	for (size_t i = 0; i < n; i++) {
		const struct flow_row *row = flow_find(&ep->c, sequence[i].sender, sequence[i].message), *turn = flow_turn(&ep->c);

		only_this_may_come(ep, sequence, i, n, where);
		CHECK_THAT(row, "%s: message %zu cannot come", where, i);
		/* who is to send knows it, and sends just this; NewSessionTicket we only ever read */
		if (sequence[i].sender == role && row->make)
			CHECK_THAT(turn == row, "%s: at message %zu the turn is %s", where, i, turn ? turn->title : "nobody's");
		else
			CHECK_THAT(!turn, "%s: at message %zu it would send %s", where, i, turn->title);
		learn(ep, sequence[i], o);
		ep->c.at = row->next;
	}
	CHECK_THAT(ep->c.at == AT_DATA, "%s: it ends %s", where, flow_state_name(ep->c.at));
	endpoint_free(ep);
	trace_free(t);
}

static void the_table_allows_the_legal_sequences_and_nothing_else(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 8; bits++) {
		struct terms o = { bits & 1, bits & 2, bits & 4 };

		walk(ACTOR_CLIENT, o);
		/* this server gives no tickets */
		if (!o.ticket)
			walk(ACTOR_SERVER, o);
	}
}

/* Which of the two the client gets, it can go on with. */
static void the_client_takes_a_request_or_none(void **state)
{
	struct tls_config cfg = { 0 };
	struct trace *t = trace_new();
	struct endpoint *ep = endpoint_new(t, ACTOR_CLIENT, &cfg);
	const struct flow_row *row;

	(void)state;
	ep->c.at = AT_CERTIFICATE_REQUEST;
	row = flow_find(&ep->c, ACTOR_SERVER, MSG_HANDSHAKE(HS_SERVER_HELLO_DONE));
	assert_non_null(row);
	assert_int_equal(row->next, AT_CLIENT_CERTIFICATE);
	row = flow_find(&ep->c, ACTOR_SERVER, MSG_HANDSHAKE(HS_CERTIFICATE_REQUEST));
	assert_non_null(row);
	assert_int_equal(row->next, AT_SERVER_HELLO_DONE);
	endpoint_free(ep);
	trace_free(t);
}

/* RFC 5246 7.4.1.1, 7.4.1.2: after the handshake either may ask for another. */
static void after_the_handshake_there_is_data(void **state)
{
	static const struct said may[] = {
		{ ACTOR_CLIENT, CT_APPLICATION_DATA << 8 }, { ACTOR_SERVER, CT_APPLICATION_DATA << 8 },
		{ ACTOR_SERVER, CT_HANDSHAKE << 8 | 0 },    { ACTOR_CLIENT, CT_HANDSHAKE << 8 | 1 },
	};
	struct tls_config cfg = { 0 };
	struct trace *t = trace_new();
	struct endpoint *ep = endpoint_new(t, ACTOR_CLIENT, &cfg);
	size_t n = 0;

	(void)state;
	ep->c.at = AT_DATA;
	for (size_t i = 0; i < ARRAY_LEN(may); i++) {
		const struct flow_row *row = flow_find(&ep->c, may[i].sender, may[i].message);

		assert_non_null(row);
		assert_int_equal(row->next, AT_DATA);
	}
	for (size_t i = 0; i < n_flow; i++)
		n += flow[i].at == AT_DATA;
	assert_int_equal(n, ARRAY_LEN(may));
	endpoint_free(ep);
	trace_free(t);
}

static void what_may_come_is_said(void **state)
{
	static const struct {
		enum flow_state at;
		bool requested;
		enum actor sender;
		const char *words;
	} cases[] = {
		{ AT_SERVER_HELLO, false, ACTOR_SERVER, "ServerHello" },
		{ AT_CERTIFICATE_REQUEST, false, ACTOR_SERVER, "CertificateRequest or ServerHelloDone" },
		{ AT_CLIENT_CERTIFICATE, true, ACTOR_CLIENT, "Certificate" },
		{ AT_CLIENT_CERTIFICATE, false, ACTOR_CLIENT, "ClientKeyExchange" },
		{ AT_CERTIFICATE_VERIFY, false, ACTOR_CLIENT, "ChangeCipherSpec" },
		{ AT_CERTIFICATE_VERIFY, false, ACTOR_SERVER, "nothing, because it has to speak itself" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct tls_config cfg = { 0 };
		struct trace *t = trace_new();
		struct endpoint *ep = endpoint_new(t, actor_peer(cases[i].sender), &cfg);
		struct buf b = { 0 };

		ep->c.at = cases[i].at;
		ep->c.s.certificate_requested = cases[i].requested;
		flow_describe(&ep->c, cases[i].sender, &b);
		assert_string_equal(buf_str(&b), cases[i].words);
		buf_free(&b);
		endpoint_free(ep);
		trace_free(t);
	}
}

/* No two rows of a state may both hold for one message, and every state has a name and a way out. */
static void the_table_is_whole(void **state)
{
	(void)state;
	for (enum flow_state at = 0; at < AT_N; at++) {
		size_t rows = 0;

		for (size_t i = 0; i < n_flow; i++)
			rows += flow[i].at == at;
		assert_non_null(flow_state_name(at));
		assert_true(rows > 0);
	}
	for (size_t i = 0; i < n_flow; i++) {
		assert_true(flow[i].take && flow[i].title && flow[i].next < AT_N);
		for (size_t k = 0; k < i; k++)
			assert_false(flow[i].at == flow[k].at && flow[i].sender == flow[k].sender && flow[i].message == flow[k].message);
	}
}

UNIT_GROUP(flow)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_allows_the_legal_sequences_and_nothing_else),
		cmocka_unit_test(the_client_takes_a_request_or_none),
		cmocka_unit_test(after_the_handshake_there_is_data),
		cmocka_unit_test(what_may_come_is_said),
		cmocka_unit_test(the_table_is_whole),
	};
	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
