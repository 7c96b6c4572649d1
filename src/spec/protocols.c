#include "spec/protocols.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *sentence;
} protocols[] = {
	{ "OpenVPN", "OpenVPN puts its TLS into packets of its own, with a length, an opcode and session ids in front of each: they are not taken apart here. Its own log "
		     "(--verb 6) tells of the handshake." },
	{ "TDS", "SQL Server's protocol without TLS, or with what came of it not in this capture: where TLS follows the PRELOGIN it is unwrapped and read." },
	{ "DTLS", "DTLS (RFC 9147) is TLS over datagrams, and is not read here." },
	{ "QUIC", "QUIC carries the messages of TLS 1.3 in packets of its own (RFC 9001), which are not read here." },
	{ "RADIUS with EAP-TLS", "EAP-TLS (RFC 9190) carries TLS in pieces inside EAP, and here EAP inside RADIUS: they are not put together here. The log of the RADIUS server tells of the handshake." },
	{ "RADIUS with EAP", "Perhaps TLS goes on inside EAP (EAP-TLS, PEAP, EAP-TTLS): it is not put together here." },
	{ "SSH", "SSH has its own handshake (RFC 4253), which has nothing to do with TLS." },
	{ "MySQL", "MySQL speaks TLS only where the client asks for it (SSLRequest), and this one did not." },
	{ "PostgreSQL", "PostgreSQL speaks TLS only where the client asks for it (SSLRequest), and this one did not, or was refused." },
};

const char *protocol_sentence(const char *name)
{
	for (size_t i = 0; name && i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (strcmp(protocols[i].name, name) == 0)
			return protocols[i].sentence;
	return NULL;
}
