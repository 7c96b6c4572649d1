#include "exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "exporter.h"
#include "tls/endpoint.h"
#include "trace/trace.h"

struct exchange {
	const struct bogo_options *o, *retry;
	struct trace *t;
	struct endpoint *ep;
	int fd;
	size_t answered;              /* bytes received that were answered */
	size_t in_record;             /* bytes of a record that are still to come */
	bool resumes, began, eof, refused, closing;
};

/* ---- the socket ---- */

/* By IPv6 unless the runner listens on IPv4 alone: it may not say which. */
static int connect_to(const struct bogo_options *o, bool ipv6)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)o->port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)o->port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);

	if (fd >= 0 && connect(fd, ipv6 ? (struct sockaddr *)&six : (struct sockaddr *)&four, ipv6 ? sizeof(six) : sizeof(four)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool send_all(int fd, struct bytes b)
{
	while (b.n) {
		ssize_t n = send(fd, b.p, b.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		b = bytes_slice(b, (size_t)n, b.n - (size_t)n);
	}
	return true;
}

/* The shim says which it is, in eight bytes, the lowest first, to a runner that gave it a number. */
static bool say_id(int fd, const struct bogo_options *o)
{
	const uint64_t number = strtoull(o->shim_id, NULL, 10);
	uint8_t id[8];

	for (unsigned i = 0; i < sizeof(id); i++)
		id[i] = (uint8_t)(number >> 8 * i);
	return send_all(fd, bytes_of(id, sizeof(id)));
}

static int open_socket(const struct bogo_options *o)
{
	int fd = connect_to(o, true);

	if (fd < 0 && !o->ipv6)
		fd = connect_to(o, false);
	if (fd < 0)
		fprintf(stderr, "port %d: %s\n", o->port, strerror(errno));
	else if (o->shim_id && !say_id(fd, o))
		fprintf(stderr, "port %d: closed at once\n", o->port);
	return fd;
}

/* What is to be sent goes out; a peer that takes no more is noticed when it is read from. */
static void flush(struct exchange *x)
{
	struct bytes out = endpoint_output(x->ep);

	send_all(x->fd, out);
	endpoint_drain(x->ep, out.n);
}

/* No more than a record, as BoringSSL reads: the engine takes all that is there before it answers, and how much that is would be a
 * matter of time. */
static void receive(struct exchange *x)
{
	enum { RECORD_HEAD = 5 };
	uint8_t room[1 << 16];
	ssize_t n;

	do
		n = recv(x->fd, room, x->in_record ? x->in_record : RECORD_HEAD, x->in_record ? 0 : MSG_WAITALL);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		if (x->in_record)
			x->in_record -= (size_t)n;
		else if (n == RECORD_HEAD)
			x->in_record = (size_t)room[3] << 8 | room[4];
		endpoint_feed(x->ep, bytes_of(room, (size_t)n));
		return;
	}
	x->eof = true;
	if (endpoint_state(x->ep) != EP_ESTABLISHED || x->o->check_close_notify)
		endpoint_feed_eof(x->ep);
}

/* ---- what is said ---- */

static void write_sizes(struct exchange *x)
{
	static const size_t sizes[] = { 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769 };
	uint8_t *p = malloc(32769);

	memset(p, 0x42, 32769);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		endpoint_write(x->ep, bytes_of(p, sizes[i]));
	free(p);
}

static void close_now(struct exchange *x)
{
	if (!x->closing)
		endpoint_close(x->ep);
	x->closing = true;
}

static void refuse_by(struct exchange *x, int alert, const char *text)
{
	x->refused = true;
	fprintf(stderr, "%s\n", text);
	endpoint_abort(x->ep, alert);
	flush(x);
}

static void export(struct exchange *x, const struct bogo_options *o)
{
	struct buf out = { 0 };

	bogo_export(o, x->ep, &out);
	if (out.n)
		endpoint_write(x->ep, buf_bytes(&out));
	buf_free(&out);
}

/* What holds: the flags of a connection, or of what follows early data that was not taken. */
static const struct bogo_options *options_now(const struct exchange *x)
{
	return bogo_early_refused(x->ep) ? x->retry : x->o;
}

/* The handshake is over. */
static void begin(struct exchange *x)
{
	const struct bogo_options *o = options_now(x);

	x->began = true;
	if (bogo_early_refused(x->ep))
		bogo_early_drop(x->ep);
	if (o->reverifies && o->verify_fail && x->resumes) {
		refuse_by(x, o->custom_verify ? ALERT_CERTIFICATE_UNKNOWN : ALERT_HANDSHAKE_FAILURE, ":CERTIFICATE_VERIFY_FAILED:");
		return;
	}
	/* BoringSSL's client is asked while its early data is on its way */
	if (o->export_material && bogo_early_sent(x->ep)) {
		refuse_by(x, ALERT_INTERNAL_ERROR, ":HANDSHAKE_NOT_COMPLETE:");
		return;
	}
	if (!bogo_check(o, x->ep, x->resumes)) {
		x->refused = true;
		return;
	}
	export(x, o);
	if (o->send_alert) {
		endpoint_abort(x->ep, BOGO_SENT_ALERT);
		return;
	}
	if (o->write_different_record_sizes)
		write_sizes(x);
	else if (o->shim_writes_first && !bogo_early_sent(x->ep))
		endpoint_write(x->ep, BYTES_LIT("hello"));
	if (o->shim_shuts_down || o->write_different_record_sizes)
		close_now(x);
	else if (o->key_update_before_read)
		endpoint_update_keys(x->ep, false);
}

/* What came is sent back, each byte turned over. */
static bool answer(struct exchange *x)
{
	const struct bytes came = endpoint_received(x->ep);
	const size_t n = came.n - x->answered;
	uint8_t *p;

	if (n && x->closing && x->o->check_close_notify && !x->refused) {
		x->refused = true;
		fputs(":APPLICATION_DATA_ON_SHUTDOWN:\n", stderr);
	}
	if (!n || x->closing)
		return false;
	p = malloc(n);
	for (size_t i = 0; i < n; i++)
		p[i] = came.p[x->answered + i] ^ 0xff;
	if (x->o->key_update && x->began)
		endpoint_update_keys(x->ep, false);
	endpoint_write(x->ep, bytes_of(p, n));
	free(p);
	x->answered = came.n;
	return true;
}

/* ---- what the runner wants refused, though nothing is wrong ---- */

struct refusal {
	bool wanted;
	uint8_t message;              /* as soon as this one came ... */
	unsigned times;               /* ... so often */
	int alert;
	const char *text;
};

static bool has_come(const struct exchange *x, uint8_t handshake_type, unsigned times)
{
	const enum actor peer = x->o->server ? ACTOR_CLIENT : ACTOR_SERVER;
	unsigned n = 0;

	for (unit_id i = 1; i < trace_n_units(x->t); i++) {
		const struct unit *u = trace_unit(x->t, i);

		n += u->kind == UNIT_MESSAGE && u->sender == peer && u->content_type == CT_HANDSHAKE && u->handshake_type == handshake_type;
	}
	return n >= times;
}

static void refuse(struct exchange *x)
{
	const struct bogo_options *o = options_now(x);
	const bool settled = x->began && trace_current(x->t)->version < VERSION_TLS13;
	const struct refusal refusals[] = {
		/* BoringSSL ends where RFC 5246 7.4.1.1 lets one go on with a warning */
		{ settled && !o->server && !o->renegotiates && !o->renegotiates_once && !o->ignores_requests, HS_HELLO_REQUEST, 1, ALERT_NO_RENEGOTIATION,
		  ":NO_RENEGOTIATION: :UNEXPECTED_MESSAGE:" },
		{ settled && x->closing, HS_HELLO_REQUEST, 1, ALERT_NO_RENEGOTIATION, ":NO_RENEGOTIATION:" },
		{ settled && o->server, HS_CLIENT_HELLO, 2, ALERT_NO_RENEGOTIATION, ":NO_RENEGOTIATION:" },
		{ settled && o->renegotiates_once, HS_HELLO_REQUEST, 2, ALERT_NO_RENEGOTIATION, ":NO_RENEGOTIATION:" },
		{ o->selects_empty_alpn, HS_CLIENT_HELLO, 1, ALERT_INTERNAL_ERROR, ":INVALID_ALPN_PROTOCOL:" },
		{ o->fail_early, HS_CLIENT_HELLO, 1, ALERT_HANDSHAKE_FAILURE, ":CONNECTION_REJECTED:" },
		{ o->fail_ocsp, o->server ? HS_CLIENT_HELLO : HS_CERTIFICATE, 1,
		  o->server ? ALERT_INTERNAL_ERROR : ALERT_BAD_CERTIFICATE_STATUS_RESPONSE, ":OCSP_CB_ERROR:" },
		{ o->fail_ddos, HS_CLIENT_HELLO, 1, ALERT_INTERNAL_ERROR, ":CONNECTION_REJECTED:" },
		{ o->fail_cert, o->server ? HS_CLIENT_HELLO : HS_CERTIFICATE_REQUEST, 1, ALERT_INTERNAL_ERROR, ":CERT_CB_ERROR:" },
		{ o->verify_fail && (o->verify_peer || o->require_any_client_certificate), HS_CERTIFICATE, 1,
		  o->custom_verify ? ALERT_CERTIFICATE_UNKNOWN : ALERT_HANDSHAKE_FAILURE, ":CERTIFICATE_VERIFY_FAILED:" },
	};

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]) && !x->refused; i++)
		if (refusals[i].wanted && has_come(x, refusals[i].message, refusals[i].times))
			refuse_by(x, refusals[i].alert, refusals[i].text);
}

/* ---- from the first byte to the last ---- */

/* True: there is something to do besides waiting. */
static bool act(struct exchange *x)
{
	const enum endpoint_did did = endpoint_step(x->ep);

	if (did == EP_ACTED && endpoint_state(x->ep) != EP_FAILED)
		refuse(x);
	flush(x);
	if (!x->began && (endpoint_state(x->ep) == EP_ESTABLISHED || bogo_speaks_early(x->ep)))
		begin(x);
	if (answer(x) || did == EP_ACTED)
		return true;
	if (did == EP_IDLE && !x->closing && (x->eof || endpoint_peer_closed(x->ep))) {
		close_now(x);
		return true;
	}
	return false;
}

static bool is_over(const struct exchange *x)
{
	const enum endpoint_state s = endpoint_state(x->ep);

	return x->refused || s == EP_CLOSED || s == EP_FAILED || (x->closing && (x->eof || !x->o->check_close_notify));
}

/* So that what was sent is not lost with what was not read. */
static void drain(int fd)
{
	uint8_t room[4096];

	shutdown(fd, SHUT_WR);
	while (recv(fd, room, sizeof(room), 0) > 0)
		;
	close(fd);
}

static int outcome(const struct exchange *x)
{
	if (x->refused)
		return 1;
	if (endpoint_state(x->ep) == EP_FAILED) {
		if (bogo_is_undone(x->t))
			return BOGO_UNDONE;
		bogo_say_failure(x->t);
		return x->o->send_alert && x->began ? 0 : 1;
	}
	return bogo_check_end(options_now(x), x->ep) ? 0 : 1;
}

int bogo_exchange(const struct bogo_options *o, const struct bogo_options *retry, struct bogo_party *party, bool resumes)
{
	struct exchange x = { .o = o, .retry = retry, .fd = open_socket(o), .t = trace_new(), .resumes = resumes };
	int code = 1;

	if (x.fd >= 0) {
		x.ep = endpoint_new(x.t, o->server ? SIDE_SERVER : SIDE_CLIENT, &party->p.tls);
		for (;;) {
			if (act(&x))
				continue;
			if (is_over(&x))
				break;
			receive(&x);
		}
		drain(x.fd);
		code = outcome(&x);
	}
	endpoint_free(x.ep);
	trace_free(x.t);
	return code;
}
