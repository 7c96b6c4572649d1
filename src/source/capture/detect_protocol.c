#include "source/capture/detect_int.h"

#include <ctype.h>
#include <string.h>

#include "base/status.h"

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
	[P_TDS] = { "TDS", DETECT_TDS, 4096, 3 },
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
	return b.n >= 6 && b.p[0] == 3 && b.p[1] == 0 && detect_get16(b.p + 2) >= 7 && detect_get16(b.p + 2) <= 512 &&
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
	return b.n >= 16 && detect_get16(b.p) >= 14 && detect_get16(b.p) <= b.n && detect_get16(b.p) < 600 && b.p[2] == 0x38;
}

static bool is_diameter(struct bytes b)
{
	return b.n >= 20 && b.p[0] == 1 && b.p[3] % 4 == 0 && (b.p[4] & 0x0f) == 0 && memcmp(b.p + 5, "\0\x01\x01", 3) == 0;
}

static bool is_dns(struct bytes b)
{
	return b.n >= 14 && detect_get16(b.p) >= 12 && detect_get16(b.p) + 2 <= b.n && (b.p[4] & 0x78) == 0 && detect_get16(b.p + 6) == 1 &&
	       detect_get16(b.p + 8) < 64 && detect_get16(b.p + 10) < 64 && b.p[8] == 0;
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

const struct protocol *detect_protocol(const struct detect_side side[2])
{
	const struct protocol *a = protocol_of_side(&side[0]), *b = protocol_of_side(&side[1]);

	return !a || (b && b->rank > a->rank) ? b : a;
}

const char *detect_name(struct bytes b)
{
	const struct detect_side side = { .bytes = b, .from_start = true };
	const struct protocol *p = protocol_of_side(&side);

	return p ? p->name : NULL;
}
