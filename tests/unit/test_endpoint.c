/* A peer that does what it must not, against one endpoint: each line of a table is
 * what comes, and how the endpoint answers. Nothing makes it crash, hang or go on. */
#include "../peer.h"
#include "unit.h"
#include "duel.h"
#include "script.h"

enum { GOES_ON = -2 };       /* instead of an alert: the handshake is not disturbed */

#define SEL_ANY REASON_N

struct attack {
	const char *name;
	enum actor victim;
	enum duel_place at;      /* where the handshake stands when the bytes come */
	const char *bytes;
	int alert;
	const char *check;
	enum reason reason;
};

#define HELLO "message.expected", REASON_NOT_LEGAL_NOW
#define HEADER "record.header"
#define DECODED "message.decoded"

#define C ACTOR_CLIENT
#define S ACTOR_SERVER
#define UNEXPECTED ALERT_UNEXPECTED_MESSAGE, HELLO
#define R32 " 32*11 "

static const struct attack attacks[] = {
	/* records (RFC 5246 6.2.1, E.1) */
	{ "unknown record type", S, AT_CLIENT_HELLO, "63 0301 [2 00 ]", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_UNKNOWN_TYPE },
	{ "heartbeat", S, AT_CLIENT_HELLO, "18 0303 [2 010001 61 ]", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_UNKNOWN_TYPE },
	{ "version 2.0", S, AT_CLIENT_HELLO, "16 0200 [2 01 ]", ALERT_PROTOCOL_VERSION, HEADER, REASON_RECORD_VERSION },
	{ "HTTP", S, AT_CLIENT_HELLO, "\"GET / HTTP/1.1\" 0d0a0d0a", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_NOT_TLS },
	{ "HTTP answer", C, AT_SERVER_HELLO, "\"HTTP/1.1 400 Bad Request\" 0d0a", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_NOT_TLS },
	{ "SSH", C, AT_SERVER_HELLO, "\"SSH-2.0-x\" 0d0a", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_NOT_TLS },
	{ "SSL 2.0 hello", S, AT_CLIENT_HELLO, "802e 01 0002 0015 0000 0010 21*07 16*aa", ALERT_PROTOCOL_VERSION, HEADER, REASON_V2_HELLO },
	{ "SSL 2.0 hello that offers TLS 1.2", S, AT_CLIENT_HELLO, "802e 01 0303 0015 0000 0010 21*07 16*aa", ALERT_PROTOCOL_VERSION, HEADER,
	  REASON_V2_HELLO },
	{ "2^14 + 1 bytes in the clear", S, AT_CLIENT_HELLO, "16 0301 4001", ALERT_RECORD_OVERFLOW, HEADER, REASON_RECORD_TOO_LONG },
	{ "2^14 + 1 bytes to the client", C, AT_SERVER_HELLO, "16 0303 4001", ALERT_RECORD_OVERFLOW, HEADER, REASON_RECORD_TOO_LONG },
	{ "2^16 - 1 bytes", S, AT_CLIENT_HELLO, "16 0301 ffff", ALERT_RECORD_OVERFLOW, HEADER, REASON_RECORD_TOO_LONG },
	{ "empty handshake fragment", S, AT_CLIENT_HELLO, "16 0301 0000", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_EMPTY_FRAGMENT },
	{ "empty alert", S, AT_CLIENT_HELLO, "15 0301 0000", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_EMPTY_FRAGMENT },
	{ "empty ChangeCipherSpec", S, AT_CLIENT_HELLO, "14 0301 0000", ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_EMPTY_FRAGMENT },
	{ "record of another version than was agreed", C, AT_SERVER_CERTIFICATE, "16 0301 [2 0b [3 [3 ] ] ]", ALERT_PROTOCOL_VERSION, HEADER,
	  REASON_RECORD_VERSION_OTHER },
	{ "record of another version after ServerHelloDone", S, AT_CLIENT_CERTIFICATE, "16 0302 [2 10 [3 [2 aa ] ] ]", ALERT_PROTOCOL_VERSION,
	  HEADER, REASON_RECORD_VERSION_OTHER },
	{ "alert of another version", S, AT_CLIENT_CERTIFICATE, "15 0301 [2 0228 ]", ALERT_HANDSHAKE_FAILURE, NULL, REASON_NONE },

	/* messages over records */
	{ "message split by ChangeCipherSpec", S, AT_CLIENT_CERTIFICATE, "16 0303 [2 10 000042 ] 14 0303 [2 01 ]", ALERT_UNEXPECTED_MESSAGE,
	  "message.expected", REASON_SPLIT_BY_CCS },
	{ "message split by data", S, AT_CLIENT_CERTIFICATE, "16 0303 [2 10 ] 17 0303 [2 61 ]", ALERT_UNEXPECTED_MESSAGE, "message.expected",
	  REASON_SPLIT_BY_CCS },
	{ "ClientKeyExchange begun behind ClientHello", S, AT_CLIENT_HELLO, "16 0301 [2 01 [3 0303" R32 "00 [2 003c ] [1 00 ] ] 10 ]",
	  ALERT_UNEXPECTED_MESSAGE, "message.expected", REASON_BEGUN_TOO_EARLY },
	{ "a ticket begun behind ServerHelloDone", C, AT_CERTIFICATE_REQUEST, "16 0303 [2 0e [3 ] 04 ]", ALERT_UNEXPECTED_MESSAGE, "message.expected",
	  REASON_BEGUN_TOO_EARLY },
	{ "2^24 - 1 bytes announced", S, AT_CLIENT_HELLO, "16 0301 [2 01 ffffff ]", ALERT_DECODE_ERROR, DECODED, REASON_MESSAGE_TOO_LONG },
	{ "2^24 - 1 bytes of certificates", C, AT_SERVER_CERTIFICATE, "16 0303 [2 0b ffffff ffffff ]", ALERT_DECODE_ERROR, DECODED,
	  REASON_MESSAGE_TOO_LONG },

	/* the order (RFC 5246 7.3) */
	{ "ServerHello to the server", S, AT_CLIENT_HELLO, "16 0301 [2 02 [3 0303" R32 "00 003c 00 ] ]", UNEXPECTED },
	{ "Finished first", S, AT_CLIENT_HELLO, "16 0301 [2 14 [3 12*00 ] ]", UNEXPECTED },
	{ "ChangeCipherSpec first", S, AT_CLIENT_HELLO, "14 0301 [2 01 ]", UNEXPECTED },
	{ "data first", S, AT_CLIENT_HELLO, "17 0301 [2 61 ]", UNEXPECTED },
	{ "empty data first", S, AT_CLIENT_HELLO, "17 0301 [2 ]", UNEXPECTED },
	{ "HelloRequest to the server", S, AT_CLIENT_HELLO, "16 0301 [2 00 [3 ] ]", UNEXPECTED },
	{ "a message that does not exist", S, AT_CLIENT_HELLO, "16 0301 [2 63 [3 00 ] ]", UNEXPECTED },
	{ "a second ClientHello", S, AT_CLIENT_CERTIFICATE, "16 0303 [2 01 [3 0303" R32 "00 [2 003c] [1 00] ] ]", UNEXPECTED },
	{ "Certificate that nobody asked for", S, AT_CLIENT_CERTIFICATE, "16 0303 [2 0b [3 [3 ] ] ]", UNEXPECTED },
	{ "CertificateVerify without a certificate", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0401 [2 00 ] ] ]", UNEXPECTED },
	{ "Finished without ChangeCipherSpec", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 14 [3 12*00 ] ]", UNEXPECTED },
	{ "ChangeCipherSpec before the key exchange", S, AT_CLIENT_CERTIFICATE, "14 0303 [2 01 ]", UNEXPECTED },
	{ "Certificate before ServerHello", C, AT_SERVER_HELLO, "16 0303 [2 0b [3 [3 ] ] ]", UNEXPECTED },
	{ "ServerHelloDone before Certificate", C, AT_SERVER_CERTIFICATE, "16 0303 [2 0e [3 ] ]", UNEXPECTED },
	{ "ServerKeyExchange with RSA", C, AT_CERTIFICATE_REQUEST, "16 0303 [2 0c [3 00 ] ]", UNEXPECTED },
	{ "CertificateStatus that nobody asked for", C, AT_CERTIFICATE_REQUEST, "16 0303 [2 16 [3 01 [3 00 ] ] ]", UNEXPECTED },
	{ "NewSessionTicket that was not announced", C, AT_TICKET, "16 0303 [2 04 [3 00000000 [2 00 ] ] ]", UNEXPECTED },
	{ "ClientHello to the client", C, AT_SERVER_HELLO, "16 0303 [2 01 [3 0303" R32 "00 [2 003c] [1 00] ] ]", UNEXPECTED },
	{ "ChangeCipherSpec of the server first", C, AT_SERVER_HELLO, "14 0303 [2 01 ]", UNEXPECTED },

	/* what a message says */
	{ "ChangeCipherSpec 2", S, AT_CERTIFICATE_VERIFY, "14 0303 [2 02 ]", ALERT_UNEXPECTED_MESSAGE, DECODED, REASON_VALUE_UNKNOWN },
	{ "ChangeCipherSpec of two bytes", S, AT_CERTIFICATE_VERIFY, "14 0303 [2 0101 ]", ALERT_UNEXPECTED_MESSAGE, DECODED, REASON_TRAILING },
	{ "ServerHelloDone with content", C, AT_CERTIFICATE_REQUEST, "16 0303 [2 0e [3 00 ] ]", ALERT_DECODE_ERROR, DECODED, REASON_TRAILING },
	{ "HelloRequest with content", C, AT_CERTIFICATE_REQUEST, "16 0303 [2 00 [3 00 ] ]", ALERT_DECODE_ERROR, DECODED, REASON_TRAILING },
	{ "no certificate of the server", C, AT_SERVER_CERTIFICATE, "16 0303 [2 0b [3 [3 ] ] ]", ALERT_DECODE_ERROR, DECODED,
	  REASON_NO_SERVER_CERTIFICATE },
	{ "a certificate that is none", C, AT_SERVER_CERTIFICATE, "16 0303 [2 0b [3 [3 [3 3000 ] ] ] ]", ALERT_BAD_CERTIFICATE,
	  "certificate.parsed", SEL_ANY },
	{ "ClientKeyExchange without its length", S, AT_CLIENT_CERTIFICATE, "16 0303 [2 10 [3 256*aa ] ]", ALERT_DECODE_ERROR, DECODED,
	  REASON_TOO_SHORT },

	/* alerts (RFC 5246 7.2) */
	{ "fatal alert", S, AT_CLIENT_CERTIFICATE, "15 0303 [2 022a ]", ALERT_BAD_CERTIFICATE, NULL, REASON_NONE },
	{ "alert of a level that does not exist", S, AT_CLIENT_CERTIFICATE, "15 0303 [2 0328 ]", ALERT_ILLEGAL_PARAMETER, DECODED,
	  REASON_VALUE_UNKNOWN },
	{ "alert of one byte", S, AT_CLIENT_CERTIFICATE, "15 0303 [2 02 ]", ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT },
	{ "alert of four bytes", S, AT_CLIENT_CERTIFICATE, "15 0303 [2 01640164 ]", ALERT_DECODE_ERROR, DECODED, REASON_TRAILING },
	{ "close_notify in the middle", S, AT_CLIENT_CERTIFICATE, "15 0303 [2 0100 ]", ALERT_CLOSE_NOTIFY, NULL, REASON_NONE },
	{ "fatal close_notify in the middle", C, AT_SERVER_CERTIFICATE, "15 0303 [2 0200 ]", ALERT_CLOSE_NOTIFY, NULL, REASON_NONE },

	/* what is allowed */
	{ "warning", S, AT_CLIENT_CERTIFICATE, "15 0303 [2 0170 ]", GOES_ON, NULL, REASON_NONE },
	{ "warning in the middle of a message", C, AT_SERVER_HELLO, "15 0303 [2 0170 ]", GOES_ON, NULL, REASON_NONE },
	{ "HelloRequest in the handshake", C, AT_SERVER_CERTIFICATE, "16 0303 [2 00 [3 ] ]", GOES_ON, NULL, REASON_NONE },
	{ "two HelloRequests before the last flight", C, AT_TICKET, "16 0303 [2 00 [3 ] 00 [3 ] ]", GOES_ON, NULL, REASON_NONE },
};

static bool contains(struct bytes b, uint8_t level, uint8_t description)
{
	for (size_t i = 0; i + 7 <= b.n; i++)
		if (b.p[i] == CT_ALERT && b.p[i + 4] == 2 && b.p[i + 5] == level && b.p[i + 6] == description)
			return true;
	return false;
}

/* It has given up with that alert, found by that check, and says so once. */
static void gave_up(struct endpoint *ep, const char *name, int alert, const char *check, enum reason reason)
{
	const struct trace_outcome *o = &trace_current(ep->c.w.t)->outcome;
	const char *want = code_name(&codes_alert, (uint32_t)alert);
	const struct event *e = fatal_event(ep->c.w.t);

	CHECK_THAT(ep->state == EP_FAILED, "%s: it goes on", name);
	CHECK_THAT(endpoint_step(ep) == EP_OVER, "%s: it is not over", name);
	CHECK_THAT(o->outcome && strcmp(o->outcome, "failed") == 0, "%s: outcome %s", name, o->outcome);
	CHECK_THAT(o->alert && strcmp(o->alert, want) == 0, "%s: alert %s, not %s", name, o->alert ? o->alert : "none", want);
	CHECK_THAT(!o->failed_check == !check && (!check || strcmp(o->failed_check, check) == 0), "%s: found by %s", name,
		   o->failed_check ? o->failed_check : "nothing");
	CHECK_THAT(!check || reason == SEL_ANY || (e && e->reason == reason), "%s: because: %s", name, e ? reason_name(e->reason) : "no event");
	if (check && own_side(&ep->c)->protection.kind == PROTECT_NONE)
		CHECK_THAT(contains(endpoint_output(ep), ALERT_FATAL, (uint8_t)alert), "%s: the alert is not on the wire", name);
	check_trace(ep->c.w.t, name);
}

static void attack(const struct attack *a)
{
	struct buf b = { 0 };
	struct duel d;

	duel_init(&d);
	duel_begin(&d);
	duel_until(&d, a->victim, a->at);
	script(&b, a->bytes);
	endpoint_feed(duel_ep(&d, a->victim), buf_bytes(&b));
	duel_settle(duel_ep(&d, a->victim));
	if (a->alert == GOES_ON) {
		duel_play(&d);
		CHECK_THAT(d.side[0].ep->state == EP_ESTABLISHED && d.side[1].ep->state == EP_ESTABLISHED, "%s: it ends there", a->name);
		check_trace(duel_ep(&d, a->victim)->c.w.t, a->name);
	} else {
		gave_up(duel_ep(&d, a->victim), a->name, a->alert, a->check, a->reason);
	}
	buf_free(&b);
	duel_free(&d);
}

static void what_must_not_come_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++)
		attack(&attacks[i]);
}

/* A client's data in one piece with what it has sent before: right behind its Finished it may come (RFC 7918), and waits. */
static void data_behind_the_finished_waits(void **state)
{
	static const struct {
		enum duel_place at;
		bool taken;
	} cases[] = { { AT_TICKET, true }, { AT_SERVER_HELLO, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct endpoint *client, *server;
		struct duel d;

		duel_init(&d);
		duel_begin(&d);
		client = duel_ep(&d, C);
		server = duel_ep(&d, S);
		duel_until(&d, C, cases[i].at);
		duel_send(client, CT_APPLICATION_DATA, bytes_str("early"));
		while (duel_carry(client, server))
			continue;
		duel_play(&d);
		CHECK_THAT((server->state == EP_ESTABLISHED) == cases[i].taken, "case %zu: state %d", i, server->state);
		CHECK_THAT(bytes_equal(endpoint_received(server), bytes_str(cases[i].taken ? "early" : "")), "case %zu: data", i);
		duel_free(&d);
	}
}

/* ---- hellos ---- */

#define EXT(type, content) " " type " [2 " content " ]"
#define CH(version, suites, methods, extensions) \
	"16 0301 [2 01 [3 " version R32 "00 [2 " suites " ] [1 " methods " ] " extensions " ] ]"
#define WITH(...) "[2 " __VA_ARGS__ " ]"

struct hello {
	const char *name, *bytes;
	int alert;               /* GOES_ON: the server answers */
	const char *check;
	enum reason reason;
	const char *suite;       /* that it chooses */
	int answered;            /* an extension that is in the answer; -1: none at all */
};

#define FINE GOES_ON, NULL, REASON_NONE
#define AES128 "TLS_RSA_WITH_AES_128_CBC_SHA256"
#define EXTENSION "extension.read"

static const struct hello client_hellos[] = {
	{ "without extensions", CH("0303", "003c", "00", ""), FINE, AES128, -1 },
	{ "with an empty list of extensions", CH("0303", "003c", "00", WITH("")), FINE, AES128, -1 },
	{ "client_version 0x0304", CH("0304", "003c", "00", ""), FINE, AES128, -1 },
	{ "client_version 0x03ff", CH("03ff", "003c", "00", ""), FINE, AES128, -1 },
	{ "client_version 0x0402", CH("0402", "003c", "00", ""), FINE, AES128, -1 },
	{ "client_version 0x0302", CH("0302", "003c", "00", ""), ALERT_PROTOCOL_VERSION, "negotiate.version", REASON_VERSION_TOO_LOW, NULL, 0 },
	{ "client_version 0x0300", CH("0300", "003c", "00", ""), ALERT_PROTOCOL_VERSION, "negotiate.version", REASON_VERSION_TOO_LOW, NULL, 0 },
	{ "client_version 0", CH("0000", "003c", "00", ""), ALERT_PROTOCOL_VERSION, "negotiate.version", REASON_VERSION_TOO_LOW, NULL, 0 },
	{ "supported_versions: what stands in it and is spoken", CH("0303", "1301 003c", "00", WITH(EXT("002b", "[1 0304 0303]"))), FINE, AES128, -1 },
	{ "supported_versions: GREASE and what comes behind", CH("0303", "003c", "00", WITH(EXT("002b", "[1 7a7a 0301 0303]"))), FINE, AES128, -1 },
	{ "supported_versions decides, and not client_version", CH("0301", "003c", "00", WITH(EXT("002b", "[1 0303]"))), FINE, AES128, -1 },
	{ "supported_versions: TLS 1.3 alone", CH("0303", "1301 003c", "00", WITH(EXT("002b", "[1 0304]"))), ALERT_PROTOCOL_VERSION, "negotiate.version",
	  REASON_VERSION_NOT_LISTED, NULL, 0 },
	{ "supported_versions: TLS 1.1 alone", CH("0303", "003c", "00", WITH(EXT("002b", "[1 0302]"))), ALERT_PROTOCOL_VERSION, "negotiate.version",
	  REASON_VERSION_NOT_LISTED, NULL, 0 },
	{ "the server's order decides", CH("0303", "0035 003c", "00", ""), FINE, AES128, -1 },
	{ "unknown suites and GREASE", CH("0303", "0a0a fafa c02f 1301 ffff 0035", "00", ""), FINE, "TLS_RSA_WITH_AES_256_CBC_SHA", -1 },
	{ "GREASE only", CH("0303", "0a0a 1a1a", "00", ""), ALERT_HANDSHAKE_FAILURE, "negotiate.cipher_suite", REASON_NO_COMMON_SUITE, NULL, 0 },
	{ "signals only", CH("0303", "00ff 5600", "00", ""), ALERT_HANDSHAKE_FAILURE, "negotiate.cipher_suite", REASON_NO_COMMON_SUITE, NULL, 0 },
	{ "NULL cipher, which the server does not accept", CH("0303", "003b 0002", "00", ""), ALERT_HANDSHAKE_FAILURE, "negotiate.cipher_suite",
	  REASON_NO_COMMON_SUITE, NULL, 0 },
	{ "DEFLATE and null", CH("0303", "003c", "0100", ""), FINE, AES128, -1 },
	{ "DEFLATE only", CH("0303", "003c", "01", ""), ALERT_ILLEGAL_PARAMETER, "negotiate.compression_method", REASON_NO_NULL_COMPRESSION, NULL, 0 },
	{ "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", CH("0303", "003c 00ff", "00", ""), FINE, AES128, EXT_RENEGOTIATION_INFO },
	{ "renegotiation_info", CH("0303", "003c", "00", WITH(EXT("ff01", "[1 ]"))), FINE, AES128, EXT_RENEGOTIATION_INFO },
	{ "renegotiation_info that is not empty", CH("0303", "003c", "00", WITH(EXT("ff01", "[1 12*00 ]"))), ALERT_HANDSHAKE_FAILURE, EXTENSION,
	  REASON_RENEGOTIATION_NOT_EMPTY, NULL, 0 },
	{ "TLS_FALLBACK_SCSV with TLS 1.2", CH("0303", "003c 5600", "00", ""), FINE, AES128, -1 },
	{ "TLS_FALLBACK_SCSV with TLS 1.1", CH("0302", "003c 5600", "00", ""), ALERT_PROTOCOL_VERSION, "negotiate.version", REASON_VERSION_TOO_LOW,
	  NULL, 0 },
	{ "extended_master_secret", CH("0303", "003c", "00", WITH(EXT("0017", ""))), FINE, AES128, EXT_EXTENDED_MASTER_SECRET },
	{ "encrypt_then_mac, which this server does not use", CH("0303", "003c", "00", WITH(EXT("0016", ""))), FINE, AES128, -1 },
	{ "session_ticket: none is given here", CH("0303", "003c", "00", WITH(EXT("0023", "100*00"))), FINE, AES128, -1 },
	{ "a session id that nobody knows", "16 0301 [2 01 [3 0303" R32 "[1 32*22 ] [2 003c ] [1 00 ] ] ]", FINE, AES128, -1 },
	{ "server_name", CH("0303", "003c", "00", WITH(EXT("0000", "[2 00 [2 \"server.example\" ] ]"))), FINE, AES128, EXT_SERVER_NAME },
	{ "server_name with a zero byte", CH("0303", "003c", "00", WITH(EXT("0000", "[2 00 [2 \"a\" 00 \"b\" ] ]"))), ALERT_ILLEGAL_PARAMETER, EXTENSION,
	  REASON_NAME_FORM, NULL, 0 },
	{ "server_name of 300 bytes", CH("0303", "003c", "00", WITH(EXT("0000", "[2 00 [2 300*61 ] ]"))), ALERT_ILLEGAL_PARAMETER, EXTENSION,
	  REASON_NAME_FORM, NULL, 0 },
	{ "server_name of an unknown type", CH("0303", "003c", "00", WITH(EXT("0000", "[2 07 [2 00ff ] ]"))), FINE, AES128, -1 },
	{ "server_name with two host names", CH("0303", "003c", "00", WITH(EXT("0000", "[2 00 [2 \"server.example\" ] 00 [2 \"other.example\" ] ]"))),
	  ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_NAME_TWICE, NULL, 0 },
	{ "server_name with the same host name twice", CH("0303", "003c", "00", WITH(EXT("0000", "[2 00 [2 \"a.example\" ] 00 [2 \"a.example\" ] ]"))),
	  ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_NAME_TWICE, NULL, 0 },
	{ "server_name with two of an unknown type", CH("0303", "003c", "00", WITH(EXT("0000", "[2 00 [2 \"a.example\" ] 07 [2 01 ] 07 [2 02 ] ]"))),
	  ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_NAME_TWICE, NULL, 0 },
	{ "server_name behind one of an unknown type", CH("0303", "003c", "00", WITH(EXT("0000", "[2 07 [2 00ff ] 00 [2 \"server.example\" ] ]"))),
	  FINE, AES128, EXT_SERVER_NAME },
	{ "server_name: an empty list", CH("0303", "003c", "00", WITH(EXT("0000", "[2 ]"))), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE, NULL, 0 },
	{ "server_name: an empty name", CH("0303", "003c", "00", WITH(EXT("0000", "[2 00 [2 ] ]"))), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE,
	  NULL, 0 },
	{ "ALPN: an empty list", CH("0303", "003c", "00", WITH(EXT("0010", "[2 ]"))), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE, NULL, 0 },
	{ "ALPN: an empty name", CH("0303", "003c", "00", WITH(EXT("0010", "[2 [1 ] ]"))), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE, NULL, 0 },
	{ "supported_groups: an empty list", CH("0303", "003c", "00", WITH(EXT("000a", "[2 ]"))), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE,
	  NULL, 0 },
	{ "signature_algorithms: an empty list", CH("0303", "003c", "00", WITH(EXT("000d", "[2 ]"))), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE,
	  NULL, 0 },
	{ "ec_point_formats: an empty list", CH("0303", "003c", "00", WITH(EXT("000b", "[1 ]"))), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE,
	  NULL, 0 },
	{ "ec_point_formats: uncompressed behind another", CH("0303", "003c", "00", WITH(EXT("000a", "[2 001d ]") EXT("000b", "[1 01 00 ]"))), FINE, AES128, -1 },
	{ "ec_point_formats: another alone, and a curve", CH("0303", "003c", "00", WITH(EXT("000b", "[1 01 02 ]") EXT("000a", "[2 0100 001d ]"))),
	  ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_FORMATS_LACK_UNCOMPRESSED, NULL, 0 },
	{ "ec_point_formats: another alone, and no curve", CH("0303", "003c", "00", WITH(EXT("000b", "[1 01 ]") EXT("000a", "[2 0100 ]"))), FINE, AES128, -1 },
	{ "ALPN, which this server does not use", CH("0303", "003c", "00", WITH(EXT("0010", "[2 [1 \"h2\" ] ]"))), FINE, AES128, -1 },
	{ "GREASE extensions", CH("0303", "003c", "00", WITH(EXT("0a0a", "") EXT("fafa", "00"))), FINE, AES128, -1 },
	{ "unknown extensions", CH("0303", "003c", "00", WITH(EXT("fefe", "010203") EXT("1234", ""))), FINE, AES128, -1 },
	{ "truncated_hmac, which no server should take (RFC 9325 4.6)", CH("0303", "003c", "00", WITH(EXT("0004", ""))), FINE, AES128, -1 },
	{ "padding", CH("0303", "003c", "00", WITH(EXT("0015", "200*00"))), FINE, AES128, -1 },
	{ "padding without any", CH("0303", "003c", "00", WITH(EXT("0015", ""))), FINE, AES128, -1 },
	{ "status_request, and this server has no response", CH("0303", "003c", "00", WITH(EXT("0005", "01 [2 ] [2 ]"))), FINE, AES128, -1 },
	{ "status_request of another kind", CH("0303", "003c", "00", WITH(EXT("0005", "02 [2 ] [2 ]"))), FINE, AES128, -1 },
	{ "status_request that ends early", CH("0303", "003c", "00", WITH(EXT("0005", "01 [2 ]"))), ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT, NULL, 0 },
	{ "a list of extensions that is longer than the message", CH("0303", "003c", "00", "0040 0017 0000"), ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT, NULL, 0 },
	{ "an extension that is longer than their list", CH("0303", "003c", "00", "[2 0017 0001 ]"), ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT, NULL, 0 },
	{ "an extension that is cut in its type", CH("0303", "003c", "00", "[2 0017 0000 00 ]"), ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT, NULL, 0 },
	{ "an unknown extension that is longer than their list", CH("0303", "003c", "00", "[2 fefe 0003 0102 ]"), ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT, NULL, 0 },
	{ "an extension twice", CH("0303", "003c", "00", WITH(EXT("0017", "") EXT("0017", ""))), ALERT_ILLEGAL_PARAMETER, EXTENSION,
	  REASON_EXTENSION_TWICE, NULL, 0 },
	{ "an unknown extension twice", CH("0303", "003c", "00", WITH(EXT("fefe", "") EXT("0017", "") EXT("fefe", ""))), ALERT_ILLEGAL_PARAMETER,
	  EXTENSION, REASON_EXTENSION_TWICE, NULL, 0 },
	{ "max_fragment_length: 2^9", CH("0303", "003c", "00", WITH(EXT("0001", "01"))), FINE, AES128, EXT_MAX_FRAGMENT_LENGTH },
	{ "max_fragment_length: 2^12", CH("0303", "003c", "00", WITH(EXT("0001", "04"))), FINE, AES128, EXT_MAX_FRAGMENT_LENGTH },
	{ "max_fragment_length: 0", CH("0303", "003c", "00", WITH(EXT("0001", "00"))), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_VALUE_UNKNOWN, NULL, 0 },
	{ "max_fragment_length: 5", CH("0303", "003c", "00", WITH(EXT("0001", "05"))), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_VALUE_UNKNOWN, NULL, 0 },
	{ "record_size_limit: 64", CH("0303", "003c", "00", WITH(EXT("001c", "0040"))), FINE, AES128, EXT_RECORD_SIZE_LIMIT },
	{ "record_size_limit: 2^14 + 1, as for TLS 1.3", CH("0303", "003c", "00", WITH(EXT("001c", "4001"))), FINE, AES128, EXT_RECORD_SIZE_LIMIT },
	{ "record_size_limit: 63", CH("0303", "003c", "00", WITH(EXT("001c", "003f"))), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_SIZE_LIMIT_SMALL, NULL, 0 },
	{ "record_size_limit: 0", CH("0303", "003c", "00", WITH(EXT("001c", "0000"))), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_SIZE_LIMIT_SMALL, NULL, 0 },
	{ "record_size_limit: a byte", CH("0303", "003c", "00", WITH(EXT("001c", "40"))), ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT, NULL, 0 },
	{ "both: record_size_limit holds", CH("0303", "003c", "00", WITH(EXT("0001", "01") EXT("001c", "0100"))), FINE, AES128, EXT_RECORD_SIZE_LIMIT },
	{ "both: max_fragment_length is passed over, even if it means nothing", CH("0303", "003c", "00", WITH(EXT("0001", "07") EXT("001c", "0100"))), FINE,
	  AES128, EXT_RECORD_SIZE_LIMIT },
	{ "no suites", CH("0303", "", "00", ""), ALERT_DECODE_ERROR, DECODED, REASON_LENGTH_RANGE, NULL, 0 },
	{ "bytes after the extensions", CH("0303", "003c", "00", "[2 ] 00"), ALERT_DECODE_ERROR, DECODED, REASON_TRAILING, NULL, 0 },
};

#define SH(version, suite, method, extensions) "16 0303 [2 02 [3 " version R32 "00 " suite " " method " " extensions " ] ]"
#define SHE(...) SH("0303", "003c", "00", WITH(__VA_ARGS__))

static const struct hello server_hellos[] = {
	{ "without extensions", SH("0303", "003c", "00", ""), FINE, AES128, 0 },
	{ "with a session id of its own", "16 0303 [2 02 [3 0303" R32 "[1 32*22 ] 003c 00 ] ]", FINE, AES128, 0 },
	{ "GCM", SH("0303", "009c", "00", ""), FINE, "TLS_RSA_WITH_AES_128_GCM_SHA256", 0 },
	{ "TLS 1.1", SH("0302", "003c", "00", ""), ALERT_PROTOCOL_VERSION, "server_hello.version", REASON_VERSION_NOT_OFFERED, NULL, 0 },
	{ "TLS 1.3", SH("0304", "003c", "00", ""), ALERT_PROTOCOL_VERSION, "server_hello.version", REASON_VERSION_NOT_OFFERED, NULL, 0 },
	{ "a suite that was not offered", SH("0303", "000a", "00", ""), ALERT_ILLEGAL_PARAMETER, "server_hello.cipher_suite", REASON_SUITE_NOT_OFFERED,
	  NULL, 0 },
	{ "a suite that nobody knows", SH("0303", "c02f", "00", ""), ALERT_ILLEGAL_PARAMETER, "server_hello.cipher_suite", REASON_SUITE_NOT_OFFERED,
	  NULL, 0 },
	{ "the GREASE value that was offered", SH("0303", "1a1a", "00", ""), ALERT_ILLEGAL_PARAMETER, "server_hello.cipher_suite",
	  REASON_SUITE_NOT_OFFERED, NULL, 0 },
	{ "DEFLATE", SH("0303", "003c", "01", ""), ALERT_ILLEGAL_PARAMETER, "server_hello.compression_method", REASON_COMPRESSION_NOT_OFFERED, NULL, 0 },
	{ "extended_master_secret", SHE(EXT("0017", "")), FINE, AES128, 0 },
	{ "renegotiation_info", SHE(EXT("ff01", "[1 ]")), FINE, AES128, 0 },
	{ "renegotiation_info that is not empty", SHE(EXT("ff01", "[1 24*00 ]")), ALERT_HANDSHAKE_FAILURE, EXTENSION, REASON_RENEGOTIATION_NOT_EMPTY,
	  NULL, 0 },
	{ "session_ticket that was not offered", SHE(EXT("0023", "")), ALERT_UNSUPPORTED_EXTENSION, EXTENSION, REASON_EXTENSION_NOT_OFFERED, NULL, 0 },
	{ "status_request that was not offered", SHE(EXT("0005", "")), ALERT_UNSUPPORTED_EXTENSION, EXTENSION, REASON_EXTENSION_NOT_OFFERED, NULL, 0 },
	{ "truncated_hmac that was not offered", SHE(EXT("0004", "")), ALERT_UNSUPPORTED_EXTENSION, EXTENSION, REASON_EXTENSION_NOT_OFFERED, NULL, 0 },
	{ "padding that was not offered", SHE(EXT("0015", "")), ALERT_UNSUPPORTED_EXTENSION, EXTENSION, REASON_EXTENSION_NOT_OFFERED, NULL, 0 },
	{ "an extension that is cut off", SH("0303", "003c", "00", "[2 0017 00 ]"), ALERT_DECODE_ERROR, DECODED, REASON_TOO_SHORT, NULL, 0 },
	{ "signature_algorithms, which only a client sends", SHE(EXT("000d", "[2 0401 ]")), ALERT_UNSUPPORTED_EXTENSION, EXTENSION,
	  REASON_EXTENSION_NOT_OFFERED, NULL, 0 },
	{ "supported_groups, which some servers send", SHE(EXT("000a", "[2 0017 ]")), FINE, AES128, 0 },
	{ "ec_point_formats", SHE(EXT("000b", "[1 00 ]")), FINE, AES128, 0 },
	{ "ec_point_formats: uncompressed behind another", SHE(EXT("000b", "[1 01 00 ]")), FINE, AES128, 0 },
	{ "ec_point_formats: others alone", SHE(EXT("000b", "[1 01 02 ]")), ALERT_ILLEGAL_PARAMETER, EXTENSION,
	  REASON_FORMATS_ANSWER_LACKS_UNCOMPRESSED, NULL, 0 },
	{ "the GREASE extension that was offered", SHE(EXT("1a1a", "")), ALERT_UNSUPPORTED_EXTENSION, EXTENSION, REASON_EXTENSION_NOT_OFFERED, NULL, 0 },
	{ "an unknown extension", SHE(EXT("fefe", "")), ALERT_UNSUPPORTED_EXTENSION, EXTENSION, REASON_EXTENSION_NOT_OFFERED, NULL, 0 },
	{ "an extension twice", SHE(EXT("0017", "") EXT("0017", "")), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_EXTENSION_TWICE, NULL, 0 },
	{ "ALPN: one that was offered", SHE(EXT("0010", "[2 [1 \"h2\" ] ]")), FINE, AES128, 0 },
	{ "ALPN: one that was not", SHE(EXT("0010", "[2 [1 \"h3\" ] ]")), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_PROTOCOL_NOT_OFFERED, NULL, 0 },
	{ "ALPN: two", SHE(EXT("0010", "[2 [1 \"h2\" ] [1 \"http/1.1\" ] ]")), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_PROTOCOL_COUNT, NULL, 0 },
	{ "encrypt_then_mac with CBC", SHE(EXT("0016", "")), FINE, AES128, 0 },
	{ "encrypt_then_mac with GCM: told, and passed over", SH("0303", "009c", "00", WITH(EXT("0016", ""))), FINE, "TLS_RSA_WITH_AES_128_GCM_SHA256", 0 },
	{ "max_fragment_length: what was asked for", SHE(EXT("0001", "02")), FINE, AES128, 0 },
	{ "max_fragment_length: another one", SHE(EXT("0001", "01")), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_FRAGMENT_LENGTH_OTHER, NULL, 0 },
	{ "record_size_limit", SHE(EXT("001c", "0040")), FINE, AES128, 0 },
	{ "record_size_limit: 63", SHE(EXT("001c", "003f")), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_SIZE_LIMIT_SMALL, NULL, 0 },
	{ "max_fragment_length and record_size_limit", SHE(EXT("0001", "02") EXT("001c", "0040")), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_LIMITS_BOTH,
	  NULL, 0 },
	{ "record_size_limit and max_fragment_length", SHE(EXT("001c", "0040") EXT("0001", "02")), ALERT_ILLEGAL_PARAMETER, EXTENSION, REASON_LIMITS_BOTH,
	  NULL, 0 },
	{ "server_name with content", SHE(EXT("0000", "00")), ALERT_DECODE_ERROR, DECODED, REASON_TRAILING, NULL, 0 },
};

static void hello_duel(struct duel *d)
{
	static const char *const protocols[] = { "h2", "http/1.1" };
	struct tls_config *c;

	duel_init(d);
	c = &d->side[DUEL_CLIENT].party.tls;
	c->grease = c->encrypt_then_mac = true;
	c->max_fragment_length = 2;
	c->record_size_limit = 1000;
	c->alpn = protocols;
	c->n_alpn = ARRAY_LEN(protocols);
	duel_begin(d);
}

/* The ServerHello that the server has sent: the extensions in it. */
static bool answers(const struct trace *t, int type)
{
	for (unit_id u = 1; u < trace_n_units(t); u++) {
		const struct unit *unit = trace_unit(t, u);

		if (unit->kind != UNIT_MESSAGE || unit->handshake_type != HS_SERVER_HELLO)
			continue;
		for (field_id f = 0; (f = trace_find_field(t, unit->first_field, "extension_type", f)) != 0;)
			if (type < 0 || (int)bytes_uint(trace_field_bytes(t, f)) == type)
				return true;
	}
	return false;
}

static void hello(const struct hello *h, enum actor victim)
{
	struct buf b = { 0 };
	struct endpoint *ep;
	struct duel d;

	hello_duel(&d);
	ep = duel_ep(&d, victim);
	duel_until(&d, victim, victim == S ? AT_CLIENT_HELLO : AT_SERVER_HELLO);
	script(&b, h->bytes);
	endpoint_feed(ep, buf_bytes(&b));
	duel_settle(ep);
	if (h->alert != GOES_ON) {
		gave_up(ep, h->name, h->alert, h->check, h->reason);
	} else {
		CHECK_THAT(duel_at(ep, victim == S ? AT_CLIENT_CERTIFICATE : AT_SERVER_CERTIFICATE), "%s: refused: %s", h->name,
			   trace_current(ep->c.w.t)->outcome.failed_check ? trace_current(ep->c.w.t)->outcome.failed_check : "-");
		CHECK_THAT(strcmp(ep->c.s.suite->code.name, h->suite) == 0, "%s: it chose %s", h->name, ep->c.s.suite->code.name);
		if (victim == S)
			CHECK_THAT(answers(ep->c.w.t, h->answered) == (h->answered >= 0), "%s: the extensions of its answer", h->name);
		check_trace(ep->c.w.t, h->name);
	}
	buf_free(&b);
	duel_free(&d);
}

static void client_hellos_are_answered_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(client_hellos); i++)
		hello(&client_hellos[i], S);
}

static void server_hellos_are_taken_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(server_hellos); i++)
		hello(&server_hellos[i], C);
}

/* What some servers answer though no RFC lets them: told with a warning, and without effect. */
static void answers_that_mean_nothing(void **state)
{
	static const char *const hellos[] = { SH("0303", "009c", "00", WITH(EXT("0016", ""))), SHE(EXT("000a", "[2 0017 ]")) };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hellos); i++) {
		const struct event *e;
		struct buf b = { 0 };
		struct duel d;

		hello_duel(&d);
		duel_until(&d, C, AT_SERVER_HELLO);
		script(&b, hellos[i]);
		endpoint_feed(d.side[DUEL_CLIENT].ep, buf_bytes(&b));
		duel_settle(d.side[DUEL_CLIENT].ep);
		e = trace_last_event(d.side[DUEL_CLIENT].t, 0, EV_EXTENSION_READ);
		assert_non_null(e);
		assert_int_equal(e->reason, REASON_EXTENSION_ANSWERED_WRONGLY);
		assert_int_equal(e->verdict, VERDICT_WARN);
		assert_false(d.side[DUEL_CLIENT].ep->c.s.encrypt_then_mac);
		buf_free(&b);
		duel_free(&d);
	}
}

/* 16383 different extensions, as many as there is room for. */
static void a_hello_full_of_extensions(void **state)
{
	struct buf message = { 0 }, all = { 0 }, extensions = { 0 };
	struct duel d;

	(void)state;
	for (unsigned i = 0; i < 16383; i++)
		buf_add_uint(&extensions, 4, (uint64_t)(0x5000 + i) << 16);
	script(&message, "0303" R32 "00 [2 003c ] [1 00 ]");
	buf_add_uint(&message, 2, extensions.n);
	buf_add(&message, buf_bytes(&extensions));
	buf_add_uint(&all, 1, HS_CLIENT_HELLO);
	buf_add_uint(&all, 3, message.n);
	buf_add(&all, buf_bytes(&message));
	duel_init(&d);
	duel_begin(&d);
	for (size_t off = 0; off < all.n; off += 16384) {
		size_t n = all.n - off < 16384 ? all.n - off : 16384;
		struct buf record = { 0 };

		buf_add_uint(&record, 3, 0x160301);
		buf_add_uint(&record, 2, n);
		buf_add(&record, bytes_of(all.p + off, n));
		endpoint_feed(d.side[DUEL_SERVER].ep, buf_bytes(&record));
		buf_free(&record);
	}
	duel_settle(d.side[DUEL_SERVER].ep);
	assert_true(duel_at(d.side[DUEL_SERVER].ep, AT_CLIENT_CERTIFICATE));
	duel_free(&d);
	buf_free(&message);
	buf_free(&all);
	buf_free(&extensions);
}

/* ---- the pre-master secret ---- */

/* RFC 5246 7.4.7.1: whatever is wrong in there, the server goes on and nothing shows
 * before Finished: always the same record fails, with the same alert. */
static const struct {
	const char *name, *bytes;
} ciphertexts[] = {
	{ "no bytes", "" },              { "one byte", "01" },           { "255 bytes", "255*5a" },
	{ "257 bytes", "257*5a" },       { "zero", "256*00" },           { "one", "255*00 01" },
	{ "more than n", "256*ff" },     { "some number", "256*5a" },    { "16000 bytes", "16000*5a" },
};

/* ClientKeyExchange with these bytes. */
static void feed_key_exchange(struct endpoint *ep, struct bytes encrypted)
{
	struct buf b = { 0 };

	buf_add_uint(&b, 3, 0x160303);
	buf_add_uint(&b, 2, encrypted.n + 6);
	buf_add_uint(&b, 1, HS_CLIENT_KEY_EXCHANGE);
	buf_add_uint(&b, 3, encrypted.n + 2);
	buf_add_uint(&b, 2, encrypted.n);
	buf_add(&b, encrypted);
	endpoint_feed(ep, buf_bytes(&b));
	duel_settle(ep);
	buf_free(&b);
}

/* The server went on, and gives up at the client's Finished, as with any wrong key. */
static void shows_nothing(struct endpoint *ep, const char *name)
{
	struct buf b = { 0 };

	CHECK_THAT(duel_at(ep, AT_CERTIFICATE_VERIFY) && !trace_current(ep->c.w.t)->outcome.failed_check, "%s: it shows: %s", name, duel_where(ep));
	script(&b, "14 0303 [2 01 ] 16 0303 [2 16*a5 64*5a ]");
	endpoint_feed(ep, buf_bytes(&b));
	duel_settle(ep);
	gave_up(ep, name, ALERT_BAD_RECORD_MAC, "record.mac_check", SEL_ANY);
	buf_free(&b);
}

static void a_bad_ciphertext_does_not_show(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ciphertexts); i++) {
		struct buf b = { 0 };
		struct duel d;

		duel_init(&d);
		duel_begin(&d);
		duel_until(&d, S, AT_CLIENT_CERTIFICATE);
		script(&b, ciphertexts[i].bytes);
		feed_key_exchange(d.side[DUEL_SERVER].ep, buf_bytes(&b));
		shows_nothing(d.side[DUEL_SERVER].ep, ciphertexts[i].name);
		buf_free(&b);
		duel_free(&d);
	}
}

/* What stands in the block before it is encrypted (RFC 5246 7.4.7.1, RFC 8017 7.2.2). */
static const struct {
	const char *name, *block;
	enum event_type check;
	enum reason reason;
	bool used;
} blocks[] = {
	{ "as it must be", "00 02 205*77 00 0303 46*aa", EV_PMS_VERSION, REASON_VALUES_EQUAL, true },
	{ "block type 1", "00 01 205*77 00 0303 46*aa", EV_PMS_PADDING, REASON_PADDING_BAD, false },
	{ "a first byte of 1", "01 02 205*77 00 0303 46*aa", EV_PMS_PADDING, REASON_PADDING_BAD, false },
	{ "a zero in the first eight bytes", "00 02 7*77 00 197*77 00 0303 46*aa", EV_PMS_PADDING, REASON_PADDING_BAD, false },
	{ "no zero at all", "00 02 254*77", EV_PMS_PADDING, REASON_PADDING_BAD, false },
	{ "a secret of 49 bytes", "00 02 204*77 00 0303 47*aa", EV_PMS_PADDING, REASON_PADDING_LENGTH, false },
	{ "a secret of 47 bytes", "00 02 206*77 00 0303 45*aa", EV_PMS_PADDING, REASON_PADDING_LENGTH, false },
	{ "no secret", "00 02 253*77 00", EV_PMS_PADDING, REASON_PADDING_LENGTH, false },
	{ "another version", "00 02 205*77 00 0302 46*aa", EV_PMS_VERSION, REASON_VERSION_INSIDE, false },
	{ "the negotiated version, which is not the one offered", "00 02 205*77 00 0304 46*aa", EV_PMS_VERSION, REASON_VERSION_INSIDE, false },
};

static void a_bad_block_does_not_show(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		const struct event *e;
		struct buf b = { 0 };
		uint8_t encrypted[256];
		struct endpoint *ep;
		struct duel d;

		duel_init(&d);
		duel_begin(&d);
		ep = d.side[DUEL_SERVER].ep;
		duel_until(&d, S, AT_CLIENT_CERTIFICATE);
		script(&b, blocks[i].block);
		assert_int_equal(b.n, sizeof(encrypted));
		assert_int_equal(crypto_rsa_public(ep->cfg->own[0].key->rsa, buf_bytes(&b), encrypted), ST_OK);
		feed_key_exchange(ep, bytes_of(encrypted, sizeof(encrypted)));
		e = trace_last_event(ep->c.w.t, 0, blocks[i].check);
		CHECK_THAT(e && e->reason == blocks[i].reason, "%s: %s", blocks[i].name, e ? reason_name(e->reason) : "no event");
		CHECK_THAT(!trace_last_event(ep->c.w.t, 0, EV_PMS_REPLACED) == blocks[i].used, "%s: used or not", blocks[i].name);
		shows_nothing(ep, blocks[i].name);
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- the client's certificate ---- */

struct request {
	const char *name, *bytes;    /* CertificateRequest */
	bool shown;
	enum reason reason;
};

#define ROOT "[2 300d310b300906035504061302 5858 ]"     /* some CA: C=XX */

static const struct request requests[] = {
	{ "RSA with SHA-256", "16 0303 [2 0d [3 [1 01 ] [2 0401 ] [2 ] ] ]", true, REASON_CLIENT_CERT_FITS },
	{ "ECDSA only", "16 0303 [2 0d [3 [1 40 ] [2 0403 0401 ] [2 ] ] ]", false, REASON_CLIENT_CERT_TYPE },
	{ "DSS only", "16 0303 [2 0d [3 [1 02 ] [2 0401 ] [2 ] ] ]", false, REASON_CLIENT_CERT_TYPE },
	{ "RSA, with algorithms that nobody has", "16 0303 [2 0d [3 [1 01 ] [2 0101 0a0a ] [2 ] ] ]", false, REASON_NO_COMMON_SIGNATURE },
	{ "RSA, from another CA", "16 0303 [2 0d [3 [1 01 ] [2 0401 ] [2 " ROOT " ] ] ]", true, REASON_CLIENT_CERT_AUTHORITY },
};

static void a_certificate_is_shown_if_it_is_of_use(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		const struct event *e;
		struct buf b = { 0 };
		struct endpoint *ep;
		struct duel d;

		duel_init_as(&d, true);
		party_demo_credential(&d.side[DUEL_CLIENT].party, "pki/client-rsa.pem", "pki/client-rsa.key");
		duel_begin(&d);
		ep = d.side[DUEL_CLIENT].ep;
		duel_until(&d, C, AT_CERTIFICATE_REQUEST);
		script(&b, requests[i].bytes);
		script(&b, "16 0303 [2 0e [3 ] ]");
		endpoint_feed(ep, buf_bytes(&b));
		duel_settle(ep);
		e = trace_last_event(ep->c.w.t, 0, EV_CERT_CHOSEN);
		CHECK_THAT(e && e->reason == requests[i].reason, "%s: %s", requests[i].name, e ? reason_name(e->reason) : "no event");
		CHECK_THAT(ep->c.s.client_certificate_sent == requests[i].shown && e->arg[0] == requests[i].shown, "%s: shown or not", requests[i].name);
		CHECK_THAT(duel_at(ep, AT_TICKET), "%s: %s", requests[i].name, duel_where(ep));
		check_trace(ep->c.w.t, requests[i].name);
		buf_free(&b);
		duel_free(&d);
	}
}

/* A key that cannot decrypt is no key for these suites: a refusal, not a crash. */
static void a_server_without_an_rsa_key(void **state)
{
	struct duel d;

	(void)state;
	for (int i = 0; i < 2; i++) {
		duel_init_as(&d, true);
		if (i)
			d.side[DUEL_SERVER].party.tls.n_own = 0;
		else
			party_demo_credential(&d.side[DUEL_SERVER].party, "pki/client-p256.pem", "pki/client-p256.key");
		duel_begin(&d);
		duel_settle(d.side[DUEL_CLIENT].ep);
		duel_carry(d.side[DUEL_CLIENT].ep, d.side[DUEL_SERVER].ep);
		duel_settle(d.side[DUEL_SERVER].ep);
		gave_up(d.side[DUEL_SERVER].ep, "no RSA key", ALERT_HANDSHAKE_FAILURE, "negotiate.cipher_suite", REASON_NO_RSA_KEY);
		duel_free(&d);
	}
}

/* ---- the server's key ---- */

/* A certificate with an RSA key of 320 bits, signed with nothing. */
#define SMALL_KEY \
	"3081de3081a1a003020102020101300d06092a864886f70d01010b05003010310e300c06035504030c05736d616c6c30" \
	"1e170d3236303130313030303030305a170d3435303130313030303030305a3010310e300c06035504030c05736d616c" \
	"6c3044300d06092a864886f70d01010105000333003030022900c15b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b" \
	"5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b0203010001300d06092a864886f70d01010b050003290011111111111111" \
	"111111111111111111111111111111111111111111111111111111111111111111"

static void feed_certificate(struct endpoint *ep, struct bytes der)
{
	struct buf b = { 0 };

	buf_add_uint(&b, 3, 0x160303);
	buf_add_uint(&b, 2, der.n + 10);
	buf_add_uint(&b, 1, HS_CERTIFICATE);
	buf_add_uint(&b, 3, der.n + 6);
	buf_add_uint(&b, 3, der.n + 3);
	buf_add_uint(&b, 3, der.n);
	buf_add(&b, der);
	endpoint_feed(ep, buf_bytes(&b));
	duel_settle(ep);
	buf_free(&b);
}

/* Even a client that takes any certificate cannot use any key. */
static void a_key_of_no_use(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct buf b = { 0 };
		struct duel d;

		duel_init_as(&d, true);
		d.side[DUEL_CLIENT].party.tls.insecure = true;
		party_demo_credential(&d.side[DUEL_SERVER].party, "pki/client-p256.pem", "pki/client-p256.key");
		script(&b, SMALL_KEY);
		if (i) {
			buf_clear(&b);
			buf_add(&b, d.side[DUEL_SERVER].party.identities[0].chain[0]);
		}
		party_demo_credential(&d.side[DUEL_SERVER].party, "pki/server.pem", "pki/server.key");
		duel_begin(&d);
		duel_until(&d, C, AT_SERVER_CERTIFICATE);
		feed_certificate(d.side[DUEL_CLIENT].ep, buf_bytes(&b));
		gave_up(d.side[DUEL_CLIENT].ep, i ? "an ECDSA key" : "an RSA key of 320 bits", ALERT_UNSUPPORTED_CERTIFICATE,
			"certificate.key_exchange", i ? REASON_KEY_KIND : REASON_KEY_SMALL);
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- CertificateVerify ---- */

static const struct attack signatures[] = {
	{ "an empty signature", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0401 [2 ] ] ]", ALERT_DECRYPT_ERROR, "certificate_verify.signature",
	  REASON_SIGNATURE_BAD },
	{ "a signature of zeros", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0401 [2 256*00 ] ] ]", ALERT_DECRYPT_ERROR, "certificate_verify.signature",
	  REASON_SIGNATURE_BAD },
	{ "a signature of ones", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0804 [2 256*ff ] ] ]", ALERT_DECRYPT_ERROR, "certificate_verify.signature",
	  REASON_SIGNATURE_BAD },
	{ "a signature that is too long", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0401 [2 257*01 ] ] ]", ALERT_DECRYPT_ERROR,
	  "certificate_verify.signature", REASON_SIGNATURE_BAD },
	{ "ECDSA with an RSA key", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0403 [2 8*00 ] ] ]", ALERT_ILLEGAL_PARAMETER,
	  "certificate_verify.signature", REASON_SCHEME_OTHER_KEY },
	{ "SHA-1, which was not offered", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0201 [2 256*01 ] ] ]", ALERT_ILLEGAL_PARAMETER,
	  "certificate_verify.signature", REASON_SCHEME_NOT_OFFERED },
	{ "an algorithm that does not exist", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 0f [3 0a0a [2 256*01 ] ] ]", ALERT_ILLEGAL_PARAMETER,
	  "certificate_verify.signature", REASON_SCHEME_NOT_OFFERED },
	{ "no CertificateVerify", S, AT_CERTIFICATE_VERIFY, "14 0303 [2 01 ]", UNEXPECTED },
	{ "a second ClientKeyExchange", S, AT_CERTIFICATE_VERIFY, "16 0303 [2 10 [3 [2 aa ] ] ]", UNEXPECTED },
	{ "no answer to the request", S, AT_CLIENT_CERTIFICATE, "16 0303 [2 10 [3 [2 aa ] ] ]", UNEXPECTED },
	{ "no certificate", S, AT_CLIENT_CERTIFICATE, "16 0303 [2 0b [3 [3 ] ] ]", ALERT_HANDSHAKE_FAILURE, "client_certificate.present",
	  REASON_CERTIFICATE_MISSING },
};

static void a_proof_that_is_none_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
		const struct attack *a = &signatures[i];
		struct buf b = { 0 };
		struct endpoint *ep;
		struct duel d;

		duel_init_as(&d, true);
		party_demo_credential(&d.side[DUEL_CLIENT].party, "pki/client-rsa.pem", "pki/client-rsa.key");
		d.side[DUEL_SERVER].party.tls.client_auth = CLIENT_AUTH_REQUIRE;
		duel_begin(&d);
		ep = d.side[DUEL_SERVER].ep;
		duel_until(&d, S, a->at);
		script(&b, a->bytes);
		endpoint_feed(ep, buf_bytes(&b));
		duel_settle(ep);
		gave_up(ep, a->name, a->alert, a->check, a->reason);
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- floods ---- */

struct flood {
	const char *name;
	enum actor victim;
	enum duel_place at;
	const char *bytes;
	enum reason reason;
};

static const struct flood floods[] = {
	{ "warnings", S, AT_CLIENT_CERTIFICATE, "15 0303 [2 0170 ]", REASON_FLOOD },
	{ "HelloRequests", C, AT_SERVER_HELLO, "16 0303 [2 00 [3 ] ]", REASON_FLOOD },
	{ "HelloRequests in one record", C, AT_SERVER_HELLO, "16 0303 [2 400*00 ]", REASON_FLOOD },
};

static void floods_are_ended(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(floods); i++) {
		struct buf b = { 0 };
		struct endpoint *ep;
		struct duel d;

		duel_init(&d);
		duel_begin(&d);
		ep = duel_ep(&d, floods[i].victim);
		duel_until(&d, floods[i].victim, floods[i].at);
		for (int n = 0; n < 5000; n++)
			script(&b, floods[i].bytes);
		endpoint_feed(ep, buf_bytes(&b));
		duel_settle(ep);
		gave_up(ep, floods[i].name, ALERT_UNEXPECTED_MESSAGE, "message.expected", floods[i].reason);
		CHECK_THAT(trace_n_events(ep->c.w.t) < 1000, "%s: %u events", floods[i].name, trace_n_events(ep->c.w.t));
		buf_free(&b);
		duel_free(&d);
	}
}

/* A message of 2^18 bytes, a byte a record: given up long before memory is. */
static void crumbs_are_ended(void **state)
{
	struct buf b = { 0 };
	struct endpoint *ep;
	struct duel d;

	(void)state;
	duel_init(&d);
	duel_begin(&d);
	ep = d.side[DUEL_SERVER].ep;
	script(&b, "16 0301 [2 01 03ff00 ]");
	endpoint_feed(ep, buf_bytes(&b));
	buf_clear(&b);
	script(&b, "16 0301 [2 00 ]");
	for (int i = 0; i < 0x3ff00 && ep->state == EP_HANDSHAKE; i++) {
		endpoint_feed(ep, buf_bytes(&b));
		duel_settle(ep);
	}
	assert_int_equal(ep->state, EP_FAILED);
	assert_int_equal(fatal_event(ep->c.w.t)->reason, REASON_FLOOD);
	assert_true(ep->c.w.t->arena.total < 8u << 20);
	buf_free(&b);
	duel_free(&d);
}

/* ---- after the handshake ---- */

static void established(struct duel *d)
{
	duel_init(d);
	duel_begin(d);
	duel_play(d);
	assert_int_equal(d->side[0].ep->state, EP_ESTABLISHED);
	assert_int_equal(d->side[1].ep->state, EP_ESTABLISHED);
}

struct late {
	const char *name;
	enum actor victim;
	uint8_t content_type;
	const char *content;
	int times, alert;
	const char *check;
	enum reason reason;
};

#define CH_BARE "01 [3 0303" R32 "00 [2 003c ] [1 00 ] ]"

static const struct late lates[] = {
	{ "data", S, CT_APPLICATION_DATA, "\"hello\"", 1, GOES_ON, NULL, REASON_NONE },
	{ "much data", C, CT_APPLICATION_DATA, "1000*61", 100, GOES_ON, NULL, REASON_NONE },
	{ "empty data", S, CT_APPLICATION_DATA, "", 20, GOES_ON, NULL, REASON_NONE },
	{ "much empty data", S, CT_APPLICATION_DATA, "", 5000, ALERT_UNEXPECTED_MESSAGE, "message.expected", REASON_FLOOD },
	{ "warnings", C, CT_ALERT, "0170", 5000, ALERT_UNEXPECTED_MESSAGE, "message.expected", REASON_FLOOD },
	{ "HelloRequest", C, CT_HANDSHAKE, "00 [3 ]", 1, GOES_ON, NULL, REASON_NONE },
	{ "HelloRequests", C, CT_HANDSHAKE, "00 [3 ]", 5000, ALERT_UNEXPECTED_MESSAGE, "message.expected", REASON_FLOOD },
	{ "renegotiation", S, CT_HANDSHAKE, CH_BARE, 1, GOES_ON, NULL, REASON_NONE },
	{ "renegotiations", S, CT_HANDSHAKE, CH_BARE, 5000, ALERT_UNEXPECTED_MESSAGE, "message.expected", REASON_FLOOD },
	{ "HelloRequest to the server", S, CT_HANDSHAKE, "00 [3 ]", 1, UNEXPECTED },
	{ "ServerHello", C, CT_HANDSHAKE, "02 [3 0303" R32 "00 003c 00 ]", 1, UNEXPECTED },
	{ "Finished again", S, CT_HANDSHAKE, "14 [3 12*00 ]", 1, UNEXPECTED },
	{ "NewSessionTicket late", C, CT_HANDSHAKE, "04 [3 00000000 [2 00 ] ]", 1, UNEXPECTED },
	{ "ChangeCipherSpec late", S, CT_CHANGE_CIPHER_SPEC, "01", 1, UNEXPECTED },
	{ "fatal alert", C, CT_ALERT, "0250", 1, ALERT_INTERNAL_ERROR, NULL, REASON_NONE },
	{ "no bytes of a handshake message", S, CT_HANDSHAKE, "", 1, ALERT_UNEXPECTED_MESSAGE, HEADER, REASON_EMPTY_FRAGMENT },
};

static void late(const struct late *l)
{
	struct endpoint *ep, *peer;
	struct buf b = { 0 };
	struct duel d;

	established(&d);
	ep = duel_ep(&d, l->victim);
	peer = duel_ep(&d, peer_of(l->victim));
	script(&b, l->content);
	for (int i = 0; i < l->times && ep->state == EP_ESTABLISHED; i++) {
		duel_send(peer, l->content_type, buf_bytes(&b));
		duel_carry(peer, ep);
		duel_settle(ep);
	}
	if (l->alert == GOES_ON)
		CHECK_THAT(ep->state == EP_ESTABLISHED, "%s: it ends: %s", l->name, trace_current(ep->c.w.t)->outcome.failed_check);
	else
		gave_up(ep, l->name, l->alert, l->check, l->reason);
	check_trace(ep->c.w.t, l->name);
	buf_free(&b);
	duel_free(&d);
}

static void what_comes_late(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lates); i++)
		late(&lates[i]);
}

/* RFC 5746, RFC 5246 7.2.2: who does not want to renegotiate warns, and data goes on. */
static void renegotiation_is_declined(void **state)
{
	static const struct {
		enum actor victim;
		const char *content;
	} tries[] = { { C, "00 [3 ]" }, { S, CH_BARE } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		struct endpoint *ep, *peer;
		struct buf b = { 0 };
		const struct event *e;
		struct duel d;

		established(&d);
		ep = duel_ep(&d, tries[i].victim);
		peer = duel_ep(&d, peer_of(tries[i].victim));
		script(&b, tries[i].content);
		duel_send(peer, CT_HANDSHAKE, buf_bytes(&b));
		duel_play(&d);
		e = trace_last_event(peer->c.w.t, 0, EV_ALERT_RECEIVED);
		assert_non_null(e);
		assert_int_equal(e->arg[0], ALERT_WARNING);
		assert_int_equal(e->arg[1], ALERT_NO_RENEGOTIATION);
		endpoint_write(peer, BYTES_LIT("still here"));
		duel_play(&d);
		assert_true(bytes_equal(endpoint_received(ep), BYTES_LIT("still here")));
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- steps ---- */

/* A record, its opening and its message are one step, whoever sent them, and bear the message's name. */
static void a_record_stands_in_the_step_of_its_message(void **state)
{
	static const char *const titles[] = { "ClientHello", "ServerHello", "Certificate", "ServerHelloDone", "ClientKeyExchange",
					      "ChangeCipherSpec", "Finished", "ChangeCipherSpec", "Finished" };
	static const size_t fragments[] = { 0, 100 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fragments); i++) {
		struct duel d;

		duel_init(&d);
		d.side[0].party.tls.max_fragment = d.side[1].party.tls.max_fragment = fragments[i];
		duel_begin(&d);
		duel_play(&d);
		for (int k = 0; k < 2; k++) {
			const struct trace *t = d.side[k].t;

			assert_int_equal(trace_n_steps(t), 1 + ARRAY_LEN(titles));
			for (step_id s = 1; s < trace_n_steps(t); s++)
				assert_string_equal(trace_step(t, s)->title, titles[s - 1]);
			for (event_id id = 1; id < trace_n_events(t); id++) {
				const struct event *e = trace_event(t, id);
				unit_id message = trace_step(t, e->step)->unit;

				if (e->type == EV_RECORD_RECEIVED)
					CHECK_THAT(trace_unit(t, message)->content_type == trace_unit(t, e->unit)->content_type &&
						   trace_unit(t, message)->sender == trace_unit(t, e->unit)->sender,
						   "event %u: a record in the step of another message", id);
			}
		}
		duel_free(&d);
	}
}

/* ---- closing ---- */

static void both_close(void **state)
{
	struct duel d;

	(void)state;
	for (int i = 0; i < 2; i++) {
		established(&d);
		endpoint_close(d.side[i].ep);
		duel_play(&d);
		for (int k = 0; k < 2; k++) {
			assert_int_equal(d.side[k].ep->state, EP_CLOSED);
			assert_non_null(trace_last_event(d.side[k].t, 0, EV_CLOSED));
			assert_string_equal(trace_current(d.side[k].t)->outcome.outcome, "established");
			assert_null(trace_current(d.side[k].t)->outcome.alert);
		}
		duel_free(&d);
	}
}

/* RFC 5246 7.2.1: what comes after a closure alert is ignored, though it came with it. */
static void data_after_close_notify_is_ignored(void **state)
{
	struct buf b = { 0 };
	struct duel d;

	(void)state;
	established(&d);
	duel_send(d.side[0].ep, CT_ALERT, bytes_of("\x01\x00", 2));
	duel_send(d.side[0].ep, CT_APPLICATION_DATA, BYTES_LIT("too late"));
	buf_add(&b, endpoint_output(d.side[0].ep));
	endpoint_feed(d.side[1].ep, buf_bytes(&b));
	duel_settle(d.side[1].ep);
	assert_int_equal(endpoint_received(d.side[1].ep).n, 0);
	assert_int_equal(d.side[1].ep->state, EP_CLOSED);
	buf_free(&b);
	duel_free(&d);
}

/* Whoever gets close_notify in the middle of the handshake answers with its own. */
static void close_notify_is_answered(void **state)
{
	struct buf b = { 0 };
	struct duel d;

	(void)state;
	duel_init(&d);
	duel_begin(&d);
	duel_until(&d, C, AT_SERVER_CERTIFICATE);
	while (duel_carry(d.side[0].ep, d.side[1].ep))
		continue;
	script(&b, "15 0303 [2 0100 ]");
	endpoint_feed(d.side[0].ep, buf_bytes(&b));
	duel_settle(d.side[0].ep);
	assert_true(contains(endpoint_output(d.side[0].ep), ALERT_WARNING, ALERT_CLOSE_NOTIFY));
	buf_free(&b);
	duel_free(&d);
}

/* A stream that just ends is not a close: something may have been cut off. */
static void the_end_without_close_notify(void **state)
{
	struct duel d;

	(void)state;
	established(&d);
	endpoint_feed_eof(d.side[1].ep);
	duel_settle(d.side[1].ep);
	assert_int_equal(d.side[1].ep->state, EP_FAILED);
	assert_string_equal(trace_current(d.side[1].t)->outcome.outcome, "truncated");
	duel_free(&d);

	/* who has sent its own need not wait for the other's (RFC 5246 7.2.1) */
	established(&d);
	endpoint_close(d.side[1].ep);
	duel_settle(d.side[1].ep);
	endpoint_feed_eof(d.side[1].ep);
	duel_settle(d.side[1].ep);
	assert_int_equal(d.side[1].ep->state, EP_CLOSED);
	assert_string_equal(trace_current(d.side[1].t)->outcome.outcome, "established");
	duel_free(&d);
}

/* ---- pieces ---- */

/* One byte a record, one byte a feed: the same handshake. */
static void a_byte_at_a_time(void **state)
{
	struct duel d;

	(void)state;
	duel_init(&d);
	d.side[0].party.tls.max_fragment = d.side[1].party.tls.max_fragment = 1;
	duel_begin(&d);
	for (bool moved = true; moved;) {
		moved = false;
		for (int i = 0; i < 2; i++) {
			struct endpoint *from = d.side[i].ep, *to = d.side[1 - i].ep;
			struct bytes out;

			duel_settle(from);
			while ((out = endpoint_output(from)).n) {
				endpoint_feed(to, bytes_slice(out, 0, 1));
				endpoint_drain(from, 1);
				duel_settle(to);
				moved = true;
			}
		}
	}
	assert_int_equal(d.side[0].ep->state, EP_ESTABLISHED);
	assert_int_equal(d.side[1].ep->state, EP_ESTABLISHED);
	check_trace(d.side[0].t, "a byte at a time");
	check_trace(d.side[1].t, "a byte at a time");
	duel_free(&d);
}

/* The stream that `victim` gets in a whole connection, and where each record begins. */
struct stream {
	struct buf bytes;
	size_t starts[64], n;
};

static void record_stream(enum actor victim, struct stream *out)
{
	struct endpoint *ep, *peer;
	struct duel d;
	bool asked = false, moved = true;

	duel_init(&d);
	duel_begin(&d);
	ep = duel_ep(&d, victim);
	peer = duel_ep(&d, peer_of(victim));
	while (moved) {
		struct buf b;

		duel_settle(ep);
		moved = false;
		while (duel_carry(ep, peer))
			moved = true;
		duel_settle(peer);
		b = duel_take_record(peer);
		if (b.n) {
			moved = true;
			out->starts[out->n++] = out->bytes.n;
			buf_add(&out->bytes, buf_bytes(&b));
			endpoint_feed(ep, buf_bytes(&b));
		}
		buf_free(&b);
		if (!moved && !asked) {
			endpoint_write(peer, BYTES_LIT("goodbye"));
			endpoint_close(peer);
			asked = moved = true;
		}
	}
	duel_free(&d);
}

/* Feeds the victim the first n bytes, record by record as it wants them, then the end. */
static void play_cut(enum actor victim, const struct stream *s, size_t n)
{
	struct duel d;
	struct endpoint *ep;
	const char *outcome;

	duel_init(&d);
	duel_begin(&d);
	ep = duel_ep(&d, victim);
	for (size_t i = 0; i < s->n && s->starts[i] < n; i++) {
		size_t end = i + 1 < s->n ? s->starts[i + 1] : s->bytes.n;

		duel_settle(ep);
		endpoint_feed(ep, bytes_of(s->bytes.p + s->starts[i], (end < n ? end : n) - s->starts[i]));
	}
	duel_settle(ep);
	endpoint_feed_eof(ep);
	assert_int_equal(duel_settle(ep), EP_OVER);
	outcome = trace_current(ep->c.w.t)->outcome.outcome;
	CHECK_THAT(outcome && strcmp(outcome, n < s->bytes.n ? "truncated" : "established") == 0, "%s, after %zu of %zu bytes: %s",
		   actors_standard[victim].name, n, s->bytes.n, outcome ? outcome : "nothing");
	CHECK_THAT(!trace_current(ep->c.w.t)->outcome.alert, "%s, after %zu bytes: %s", actors_standard[victim].name, n, trace_current(ep->c.w.t)->outcome.alert);
	duel_free(&d);
}

static void the_end_after_every_byte(void **state)
{
	(void)state;
	for (enum actor victim = C; victim <= S; victim++) {
		struct stream s = { .n = 0 };

		record_stream(victim, &s);
		assert_true(s.n >= 6);
		for (size_t n = 0; n <= s.bytes.n; n++)
			play_cut(victim, &s, n);
		buf_free(&s.bytes);
	}
}

/* Each byte of each plaintext record, changed: an end with an alert or none, never a
 * crash or a wait for what does not come, and never a handshake that both believe in. */
static void every_byte_changed(void **state)
{
	(void)state;
	for (enum actor victim = C; victim <= S; victim++) {
		struct stream s = { .n = 0 };

		record_stream(victim, &s);
		for (size_t n = 0; n < s.bytes.n; n += victim == C && n > 300 ? 37 : 1) {
			struct duel d;
			struct endpoint *ep;

			duel_init(&d);
			duel_begin(&d);
			ep = duel_ep(&d, victim);
			s.bytes.p[n] ^= 0x41;
			for (size_t i = 0; i < s.n; i++) {
				size_t end = i + 1 < s.n ? s.starts[i + 1] : s.bytes.n;

				duel_settle(ep);
				endpoint_feed(ep, bytes_of(s.bytes.p + s.starts[i], end - s.starts[i]));
			}
			duel_settle(ep);
			endpoint_feed_eof(ep);
			assert_int_equal(duel_settle(ep), EP_OVER);
			/* RFC 5246 E.1: the version of the very first record is not looked at */
			CHECK_THAT(n == 2 || !trace_last_event(ep->c.w.t, 0, EV_ESTABLISHED) || n >= s.starts[s.n - 2], "%s: byte %zu does not matter",
				   actors_standard[victim].name, n);
			CHECK_THAT(n == 2 || strcmp(trace_current(ep->c.w.t)->outcome.outcome, "established") != 0, "%s: byte %zu is not missed", actors_standard[victim].name, n);
			check_trace(ep->c.w.t, "changed");
			s.bytes.p[n] ^= 0x41;
			duel_free(&d);
		}
		buf_free(&s.bytes);
	}
}

UNIT_GROUP(endpoint)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_must_not_come_is_refused),
		cmocka_unit_test(data_behind_the_finished_waits),
		cmocka_unit_test(client_hellos_are_answered_or_refused),
		cmocka_unit_test(server_hellos_are_taken_or_refused),
		cmocka_unit_test(answers_that_mean_nothing),
		cmocka_unit_test(a_hello_full_of_extensions),
		cmocka_unit_test(a_bad_ciphertext_does_not_show),
		cmocka_unit_test(a_bad_block_does_not_show),
		cmocka_unit_test(a_certificate_is_shown_if_it_is_of_use),
		cmocka_unit_test(a_server_without_an_rsa_key),
		cmocka_unit_test(a_key_of_no_use),
		cmocka_unit_test(a_proof_that_is_none_is_refused),
		cmocka_unit_test(floods_are_ended),
		cmocka_unit_test(crumbs_are_ended),
		cmocka_unit_test(what_comes_late),
		cmocka_unit_test(renegotiation_is_declined),
		cmocka_unit_test(a_record_stands_in_the_step_of_its_message),
		cmocka_unit_test(both_close),
		cmocka_unit_test(data_after_close_notify_is_ignored),
		cmocka_unit_test(close_notify_is_answered),
		cmocka_unit_test(the_end_without_close_notify),
		cmocka_unit_test(a_byte_at_a_time),
		cmocka_unit_test(the_end_after_every_byte),
		cmocka_unit_test(every_byte_changed),
	};
	return cmocka_run_group_tests_name("endpoint", tests, unit_set_up, NULL);
}
