/* What a ClientHello says. Every role fills it, the client from the message that it made: fields
 * of that message, no values. Reading tells nothing; what is decided of it does (tls/negotiate.h).
 * A field is 0 where there is none; the observer reads malformed messages as well. */
#ifndef SLOWSHAKE_TLS_OFFER_H
#define SLOWSHAKE_TLS_OFFER_H

#include "trace/trace.h"

struct offer {
	uint16_t version;                          /* client_version */
	field_id client_version, random, session_id;
	field_id suites, compression;              /* lists */

	uint32_t extensions;                       /* a bit for each row that came (tls/extension/extension.h) */
	field_id versions, groups, schemes, cert_schemes, alpn;  /* lists */
	field_id compressions;                     /* list: how the server may compress its certificate */
	field_id psks, binders, psk_modes;         /* identities; what is last in the message; modes */
	bool psks_last;                            /* pre_shared_key is the last extension */
	field_id shares;                           /* list of KeyShareEntry */
	field_id server_name;                      /* the bytes of its HostName */
	bool asks_ocsp;                            /* for the status of the certificate */
	bool server_name_twice;                    /* two names of one type, which RFC 6066 3 forbids */
	field_id renegotiated_connection;
	uint32_t max_fragment_length, record_size_limit;   /* as they stand there; 0: none */
	struct bytes ticket;                       /* in the trace */
	field_id ticket_field;
};

#endif
