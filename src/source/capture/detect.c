#include "source/capture/detect.h"

#include <ctype.h>
#include <string.h>

#include "base/status.h"

enum { RECORD_HEADER = 5, MAX_RECORD = 16384 + 2048, HELLO_HEADER = 11, SSL2_HEADER = 11, BACK = 16 };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2 };

/* ---- TLS by its bytes ---- */

static size_t get16(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

static bool is_header(const uint8_t *p)
{
	size_t n = get16(p + 3);

	return p[0] >= 20 && p[0] <= 24 && p[1] == 3 && p[2] <= 4 && n <= MAX_RECORD && (n > 0 || p[0] == 23);
}

bool detect_is_record(struct bytes b)
{
	size_t end;

	if (b.n < RECORD_HEADER)
		return b.n == 0 || (b.p[0] >= 20 && b.p[0] <= 24 && (b.n < 2 || b.p[1] == 3) && (b.n < 3 || b.p[2] <= 4));
	if (!is_header(b.p))
		return false;
	end = RECORD_HEADER + get16(b.p + 3);
	return b.n < end + RECORD_HEADER || is_header(b.p + end);
}

/* RFC 5246 E.2 */
bool detect_is_ssl2_hello(struct bytes b)
{
	size_t n, ciphers, session, challenge;

	if (b.n < SSL2_HEADER || !(b.p[0] & 0x80) || b.p[2] != CLIENT_HELLO)
		return false;
	if (get16(b.p + 3) != 2 && (b.p[3] != 3 || b.p[4] > 4))
		return false;
	n = get16(b.p) & 0x7fff;
	ciphers = get16(b.p + 5);
	session = get16(b.p + 7);
	challenge = get16(b.p + 9);
	return ciphers > 0 && ciphers % 3 == 0 && (session == 0 || session == 16 || session == 32) && challenge >= 16 &&
	       challenge <= 32 && n == 9 + ciphers + session + challenge;
}

/* A record with the beginning of a hello of this type: nothing else looks so. */
static bool is_hello(struct bytes b, unsigned type)
{
	const uint8_t *p = b.p;

	return b.n >= HELLO_HEADER && is_header(p) && p[0] == 22 && get16(p + 3) >= 6 && p[5] == type && p[6] == 0 &&
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

/* ---- other protocols ---- */

struct protocol {
	const char *name, *via;
	/* how many bytes of dialogue may come before TLS; 0: it never does */
	uint16_t limit;
	uint8_t rank;            /* which of two names is right: the higher */
};

enum {
	P_SMTP, P_FTP, P_POP3, P_IMAP, P_NNTP, P_SIEVE, P_IRC, P_XMPP, P_CONNECT, P_LDAP, P_POSTGRES, P_MYSQL, P_RDP,
	P_RFB, P_SOCKS, P_PROXY, P_GREETING, P_HTTP, P_HTTP2, P_SSH, P_SIP, P_RTSP, P_SMB, P_TELNET, P_MQTT, P_AMQP,
	P_BITTORRENT, P_TDS, P_OPENVPN, P_DIAMETER, P_REDIS, P_DNS, P_PG_PLAIN
};

static const struct protocol protocols[] = {
	[P_SMTP] = { "SMTP", "SMTP STARTTLS", 8192, 3 },
	[P_FTP] = { "FTP", "FTP AUTH TLS", 8192, 2 },
	[P_POP3] = { "POP3", "POP3 STLS", 8192, 3 },
	[P_IMAP] = { "IMAP", "IMAP STARTTLS", 8192, 3 },
	[P_NNTP] = { "NNTP", "NNTP STARTTLS", 8192, 1 },
	[P_SIEVE] = { "ManageSieve", "ManageSieve STARTTLS", 8192, 3 },
	[P_IRC] = { "IRC", "IRC STARTTLS", 4096, 2 },
	[P_XMPP] = { "XMPP", "XMPP STARTTLS", DETECT_MAX, 3 },
	[P_CONNECT] = { "HTTP", "HTTP CONNECT", DETECT_MAX, 4 },
	[P_LDAP] = { "LDAP", "LDAP StartTLS", 4096, 3 },
	[P_POSTGRES] = { "PostgreSQL", "PostgreSQL SSLRequest", 1024, 3 },
	[P_MYSQL] = { "MySQL", "MySQL SSLRequest", 1024, 3 },
	[P_RDP] = { "RDP", "RDP negotiation", 1024, 3 },
	[P_RFB] = { "RFB", "VeNCrypt", 1024, 3 },
	[P_SOCKS] = { "SOCKS", "SOCKS", 4096, 1 },
	[P_PROXY] = { "PROXY protocol", "PROXY protocol", 2048, 4 },
	[P_GREETING] = { "SMTP or FTP", "STARTTLS", 8192, 1 },
	[P_HTTP] = { "HTTP", NULL, 0, 2 },
	[P_HTTP2] = { "HTTP/2", NULL, 0, 2 },
	[P_SSH] = { "SSH", NULL, 0, 3 },
	[P_SIP] = { "SIP", NULL, 0, 3 },
	[P_RTSP] = { "RTSP", NULL, 0, 3 },
	[P_SMB] = { "SMB", NULL, 0, 3 },
	[P_TELNET] = { "Telnet", NULL, 0, 1 },
	[P_MQTT] = { "MQTT", NULL, 0, 3 },
	[P_AMQP] = { "AMQP", "AMQP TLS", 64, 3 },
	[P_BITTORRENT] = { "BitTorrent", NULL, 0, 3 },
	[P_TDS] = { "TDS", NULL, 0, 3 },
	[P_OPENVPN] = { "OpenVPN", NULL, 0, 3 },
	[P_DIAMETER] = { "Diameter", "Diameter", 2048, 3 },
	[P_REDIS] = { "Redis", NULL, 0, 2 },
	[P_DNS] = { "DNS", NULL, 0, 2 },
	[P_PG_PLAIN] = { "PostgreSQL", NULL, 0, 3 },
};

/* By how a direction begins; letters in either case. */
static const struct {
	const char *text;
	uint8_t n, protocol;
} beginnings[] = {
#define B(text, protocol) { text, sizeof(text) - 1, protocol }
	B("220 ", P_GREETING), B("220-", P_GREETING), B("EHLO ", P_SMTP), B("HELO ", P_SMTP), B("LHLO ", P_SMTP),
	B("USER ", P_FTP), B("AUTH TLS", P_FTP), B("AUTH SSL", P_FTP), B("FEAT\r", P_FTP), B("+OK", P_POP3),
	B("* OK", P_IMAP), B("* PREAUTH", P_IMAP), B("200 ", P_NNTP), B("201 ", P_NNTP),
	B("\"IMPLEMENTATION\"", P_SIEVE), B("NICK ", P_IRC), B("CAP LS", P_IRC), B("NOTICE AUTH", P_IRC),
	B("<?xml", P_XMPP), B("<stream:", P_XMPP), B("CONNECT ", P_CONNECT), B("RFB 0", P_RFB), B("PROXY ", P_PROXY),
	B("\r\n\r\n\0\r\nQUIT\n", P_PROXY), B("\0\0\0\x08\x04\xd2\x16", P_POSTGRES), B("OPTIONS sip:", P_SIP),
	B("INVITE ", P_SIP), B("REGISTER ", P_SIP), B("SIP/2.0", P_SIP), B("RTSP/", P_RTSP), B("OPTIONS rtsp", P_RTSP),
	B("DESCRIBE ", P_RTSP), B("GET ", P_HTTP), B("POST ", P_HTTP), B("HEAD ", P_HTTP), B("PUT ", P_HTTP),
	B("DELETE ", P_HTTP), B("PATCH ", P_HTTP), B("OPTIONS ", P_HTTP), B("TRACE ", P_HTTP), B("PROPFIND ", P_HTTP),
	B("HTTP/1.0 200 Co", P_CONNECT), B("HTTP/1.1 200 Co", P_CONNECT), B("HTTP/1.", P_HTTP), B("PRI * HTTP/2", P_HTTP2), B("SSH-", P_SSH), B("AMQP", P_AMQP),
	B("\x13" "BitTorrent", P_BITTORRENT), B("\xff\xfb", P_TELNET), B("\xff\xfd", P_TELNET), B("\xff\xfe", P_TELNET),
	B("\x12\x01\0", P_TDS), B("*1\r\n$", P_REDIS), B("*2\r\n$", P_REDIS), B("-ERR", P_POP3),
#undef B
};

/* LDAPMessage (RFC 4511 4.1.1): a sequence, a number, an operation. */
static bool is_ldap(struct bytes b)
{
	size_t i = 2, n;

	if (b.n < 8 || b.p[0] != 0x30)
		return false;
	if (b.p[1] & 0x80)
		i += b.p[1] & 0x7f;
	if (i > 6 || i + 2 > b.n || b.p[i] != 2)
		return false;
	n = b.p[i + 1];
	i += 2 + n;
	return n >= 1 && n <= 4 && i < b.n && (b.p[i] & 0xe0) == 0x60 && (b.p[i] & 0x1f) <= 25;
}

static bool is_mysql(struct bytes b)
{
	return b.n >= 7 && b.p[2] == 0 && b.p[3] == 0 && b.p[4] == 10 && b.p[5] >= '3' && b.p[5] <= '9' &&
	       (b.p[6] == '.' || (b.p[6] >= '0' && b.p[6] <= '9'));
}

static bool is_rdp(struct bytes b)
{
	return b.n >= 6 && b.p[0] == 3 && b.p[1] == 0 && get16(b.p + 2) >= 7 && get16(b.p + 2) <= 512 &&
	       (b.p[5] == 0xe0 || b.p[5] == 0xd0);
}

static bool is_smb(struct bytes b)
{
	return b.n >= 8 && b.p[0] == 0 && (b.p[4] == 0xff || b.p[4] == 0xfe) && memcmp(b.p + 5, "SMB", 3) == 0;
}

static bool is_mqtt(struct bytes b)
{
	for (size_t i = 2; i <= 5 && b.n >= i + 6; i++)
		if (b.p[0] == 0x10 && memcmp(b.p + i, "\0\x04MQTT", 6) == 0)
			return true;
	return false;
}

static bool is_socks(struct bytes b)
{
	return (b.n >= 3 && b.p[0] == 5 && b.p[1] >= 1 && b.n >= (size_t)2 + b.p[1] && b.p[2] <= 9) ||
	       (b.n >= 9 && b.p[0] == 4 && b.p[1] == 1);
}

static bool is_openvpn(struct bytes b)
{
	return b.n >= 16 && get16(b.p) >= 14 && get16(b.p) <= b.n && get16(b.p) < 600 && b.p[2] == 0x38;
}

static bool is_diameter(struct bytes b)
{
	return b.n >= 20 && b.p[0] == 1 && b.p[3] % 4 == 0 && (b.p[4] & 0x0f) == 0 && memcmp(b.p + 5, "\0\x01\x01", 3) == 0;
}

static bool is_dns(struct bytes b)
{
	return b.n >= 14 && get16(b.p) >= 12 && get16(b.p) + 2 <= b.n && (b.p[4] & 0x78) == 0 && get16(b.p + 6) == 1 &&
	       get16(b.p + 8) < 64 && get16(b.p + 10) < 64 && b.p[8] == 0;
}

static bool is_plain_postgres(struct bytes b)
{
	return b.n >= 8 && b.p[0] == 0 && b.p[1] == 0 && memcmp(b.p + 4, "\0\x03\0\0", 4) == 0;
}

static const struct {
	bool (*is)(struct bytes);
	uint8_t protocol;
} shapes[] = {
	{ is_ldap, P_LDAP }, { is_mysql, P_MYSQL }, { is_rdp, P_RDP }, { is_smb, P_SMB }, { is_mqtt, P_MQTT },
	{ is_openvpn, P_OPENVPN }, { is_diameter, P_DIAMETER }, { is_plain_postgres, P_PG_PLAIN }, { is_dns, P_DNS },
	{ is_socks, P_SOCKS },
};

static bool begins_with(struct bytes b, const char *text, size_t n)
{
	if (b.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (tolower(b.p[i]) != tolower((unsigned char)text[i]))
			return false;
	return true;
}

static const struct protocol *protocol_of_side(const struct detect_side *s)
{
	for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
		if (begins_with(s->bytes, beginnings[i].text, beginnings[i].n))
			return &protocols[beginnings[i].protocol];
	for (size_t i = 0; i < ARRAY_LEN(shapes) && s->from_start; i++)
		if (shapes[i].is(s->bytes))
			return &protocols[shapes[i].protocol];
	return NULL;
}

static const struct protocol *protocol_of(const struct detect_side side[2])
{
	const struct protocol *a = protocol_of_side(&side[0]), *b = protocol_of_side(&side[1]);

	return !a || (b && b->rank > a->rank) ? b : a;
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
	size_t limit = p ? p->limit : DETECT_MAX_UNKNOWN;

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
	p = protocol_of(side);
	if ((!p || p->limit) && find_tls(side, p, &d)) {
		if (p && (d.offset[0] || d.offset[1]))
			d.via = p->via;
		else if ((d.offset[0] && side[0].from_start) || (d.offset[1] && side[1].from_start))
			d.via = "a plain dialogue";
		d.protocol = p ? p->name : NULL;
		return d;
	}
	if (!enough(side, p))
		d.verdict = DETECT_MORE;
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
		at += 13 + get16(p + 11);
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
	version = (uint32_t)get16(b.p + 1) << 16 | (uint32_t)get16(b.p + 3);
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
	return b.n >= 20 && b.p[0] < 0x40 && memcmp(b.p + 4, "\x21\x12\xa4\x42", 4) == 0 && get16(b.p + 2) + 20 == b.n;
}

/* DTLS as it is, on a TURN channel (RFC 8656 12.4), or under a CAPWAP DTLS header (RFC 5415 4.2). */
static bool carries_dtls(struct bytes b)
{
	if (b.n > 4 && (b.p[0] & 0xc0) == 0x40 && (size_t)get16(b.p + 2) + 4 <= b.n)
		return is_dtls(bytes_slice(b, 4, get16(b.p + 2)));
	if (b.n > 4 && b.p[0] == 1 && !b.p[1] && !b.p[2] && !b.p[3])
		return is_dtls(bytes_slice(b, 4, b.n - 4));
	return is_dtls(b);
}

const char *detect_datagram(struct bytes b)
{
	return carries_dtls(b) ? "DTLS" : is_quic(b) ? "QUIC" : is_stun(b) ? "STUN" : NULL;
}
