#include "check.h"

#include <stdio.h>
#include <string.h>

#include "source/capture/paste.h"
#include "tls/endpoint_state.h"
#include "spec/events.h"

struct finding {
	const char *what;
	bool asked, holds;
};

static bool is_text(const struct trace *t, value_id v, const char *text)
{
	return v && text && bytes_equal(trace_bytes(t, v), bytes_str(text));
}

static bool tell(const struct finding *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (f[i].asked && !f[i].holds) {
			fprintf(stderr, "%s: not as expected\n", f[i].what);
			return false;
		}
	return true;
}

static bool check_names(const struct bogo_options *o, const struct connection *c)
{
	const struct trace *t = c->w.t;
	const char *alpn = o->server ? o->select_alpn : o->expect_alpn;
	const bool no_alpn = !alpn || !*alpn || o->decline_alpn;
	const struct finding f[] = {
		{ "ALPN", true, no_alpn ? !c->s.alpn : is_text(t, c->s.alpn, alpn) },
		{ "server_name", o->expect_server_name != NULL, c->s.server_name && o->expect_server_name && strcmp(c->s.server_name, o->expect_server_name) == 0 },
		{ "no server_name", o->expect_no_server_name, !c->s.server_name },
	};

	return tell(f, ARRAY_LEN(f));
}

/* Up to TLS 1.2 such a handshake exchanges no key. */
static bool is_resumed12(const struct connection *c)
{
	return c->s.resumed && c->s.version < VERSION_TLS13;
}

static bool check_agreed(const struct bogo_options *o, const struct connection *c)
{
	const struct finding f[] = {
		{ "version", o->expect_version, c->s.version == o->expect_version },
		{ "cipher suite", o->expect_cipher, c->s.suite->code.value == (uint32_t)o->expect_cipher },
		{ "group", o->expect_curve && !is_resumed12(c), c->s.group && c->s.group->code.value == (uint32_t)o->expect_curve },
		{ "extended_master_secret", o->expect_ems, c->s.extended_master_secret || c->s.version >= VERSION_TLS13 },
		{ "HelloRetryRequest", o->expect_hrr, c->s.retried },
		{ "no HelloRetryRequest", o->expect_no_hrr, !c->s.retried },
		{ "renegotiation_info", o->expect_secure_renegotiation, c->renegotiation.secure || c->s.version >= VERSION_TLS13 },
		{ "no renegotiation_info", o->expect_no_secure_renegotiation, !c->renegotiation.secure },
	};

	return tell(f, ARRAY_LEN(f));
}

static bool is_resumed(const struct connection *c)
{
	return c->s.resumed || (c->s.psk.used && !c->s.psk.external);
}

static bool check_resumed(const struct bogo_options *o, const struct connection *c, bool resumes)
{
	const bool early = c->s.early.offered && c->s.early.accepted;
	const struct finding f[] = {
		{ "resumption", true, is_resumed(c) == (resumes && !o->expect_session_miss) },
		{ "early data taken", o->expect_accept_early && resumes, early },
		{ "early data not taken", o->expect_reject_early && resumes, !early },
		{ "early data not offered", o->expect_no_offer_early && resumes, !c->s.early.offered },
	};

	return tell(f, ARRAY_LEN(f));
}

/* A session that goes on shows no certificate, and what its first connection saw beside it is not kept. */
static bool check_staple(const struct bogo_options *o, const struct connection *c)
{
	const struct trace *t = c->w.t;
	struct buf wanted = { 0 };
	bool came = false;
	struct finding f;

	if (!o->expect_ocsp_response || is_resumed(c))
		return true;
	if (paste_base64(bytes_str(o->expect_ocsp_response), &wanted))
		for (value_id v = 1; v < trace_n_values(t) && !came; v++)
			came = strcmp(trace_value(t, v)->label, "OCSP response") == 0 && bytes_equal(trace_bytes(t, v), buf_bytes(&wanted));
	buf_free(&wanted);
	f = (struct finding){ "the OCSP response", true, came };
	return tell(&f, 1);
}

bool bogo_check(const struct bogo_options *o, const struct endpoint *ep, bool resumes)
{
	const struct finding done = { "the end of the handshake", o->handshake_never_done, false };

	return tell(&done, 1) && check_names(o, &ep->c) && check_agreed(o, &ep->c) && check_staple(o, &ep->c) && check_resumed(o, &ep->c, resumes);
}

/* That comes behind what the runner wants to be told. */
static bool is_own_close(const struct unit *u, struct bytes b, bool sent)
{
	return sent && u->content_type == CT_ALERT && b.n == 2 && b.p[1] == ALERT_CLOSE_NOTIFY;
}

/* What went over the wire, as the runner writes it down: a line each, without data. The ChangeCipherSpec that means nothing is
 * told when it is sent alone. */
static void messages_tell(const struct endpoint *ep, struct buf *out)
{
	const struct trace *t = ep->c.w.t;

	for (unit_id i = 1; i < trace_n_units(t); i++) {
		const struct unit *u = trace_unit(t, i);
		const struct bytes b = trace_bytes(t, u->value);
		const bool sent = u->sender == ep->c.actor;

		if (u->kind != UNIT_MESSAGE || u->content_type == CT_APPLICATION_DATA || is_own_close(u, b, sent))
			continue;
		if (u->content_type == CT_HANDSHAKE)
			buf_printf(out, "%s hs %u\n", sent ? "write" : "read", u->handshake_type);
		else if (u->content_type == CT_ALERT && b.n == 2)
			buf_printf(out, "%s alert %u %u\n", sent ? "write" : "read", b.p[0], b.p[1]);
		else if (u->content_type == CT_CHANGE_CIPHER_SPEC && (sent || ep->c.s.version < VERSION_TLS13))
			buf_printf(out, "%s ccs\n", sent ? "write" : "read");
	}
}

static bool check_messages(const struct bogo_options *o, const struct endpoint *ep)
{
	struct buf told = { 0 };
	bool same;

	if (!o->expect_messages)
		return true;
	messages_tell(ep, &told);
	same = strcmp(buf_str(&told), o->expect_messages) == 0;
	if (!same)
		fprintf(stderr, "messages: not as expected\n%s", buf_str(&told));
	buf_free(&told);
	return same;
}

bool bogo_check_end(const struct bogo_options *o, const struct endpoint *ep)
{
	const struct connection *c = &ep->c;
	const bool client13 = !o->server && c->s.version >= VERSION_TLS13 && !o->shim_shuts_down;
	const struct finding f[] = {
		{ "Unexpected SSL_shutdown result: -1 != 1; close_notify", o->check_close_notify, endpoint_peer_closed(ep) },
		{ "renegotiations", true, c->renegotiation.number == (unsigned)o->expect_renegotiations + 1 },
		{ "a new session", client13, (c->s.ticket != 0) != o->expect_no_session },
		{ "early data by the ticket", client13 && !o->expect_no_session, (c->s.ticket_early_data != 0) == o->expect_ticket_early },
	};

	return tell(f, ARRAY_LEN(f)) && check_messages(o, ep);
}

bool bogo_early_sent(const struct endpoint *ep)
{
	return ep->c.side == SIDE_CLIENT && ep->c.s.early.offered;
}

bool bogo_early_refused(const struct endpoint *ep)
{
	return bogo_early_sent(ep) && !ep->c.s.early.accepted;
}

bool bogo_speaks_early(const struct endpoint *ep)
{
	return ep->foreseen && ep->state == EP_HANDSHAKE;
}

void bogo_early_drop(struct endpoint *ep)
{
	buf_clear(&ep->to_send);
}
