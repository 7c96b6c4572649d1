/* What the hellos agreed on, and the secrets that came of it. */
#ifndef SLOWSHAKE_TLS_SESSION_H
#define SLOWSHAKE_TLS_SESSION_H

#include "crypto/value.h"
#include "spec/groups.h"
#include "spec/schemes.h"
#include "spec/suites.h"
#include "tls/keys/tls13.h"
#include "trace/trace.h"

/* How many bytes of content the records of a side may have. */
struct record_limits {
	uint32_t content[2];                       /* by enum side_id; 0: 2^14 */
	bool protected_only;                       /* RFC 8449: records without protection have no limit of their own */
};

struct session {
	uint16_t version;
	const struct suite *suite;
	value_id client_version_value;             /* as offered: goes into the pre-master secret */
	value_id client_random, server_random, session_id;
	bool extended_master_secret, encrypt_then_mac;
	bool ticket_expected;                      /* the server answered session_ticket */
	bool resumed;                              /* it goes on with the session of an earlier handshake; never of an observer */
	value_id offered_session_id, offered_ticket;   /* client: of the session that it would like to go on with; 0: none */
	bool ticket_is_old;                        /* server: sealed with the key before */
	value_id ticket;                           /* that the server gave; 0: none */
	uint32_t ticket_lifetime;                  /* of it; 0: not said */
	utc_time resumed_since;                    /* when the earlier handshake was; 0: there is none, or it is not known */
	value_id client_certificates;              /* server that keeps sessions: the certificate_list that came */
	value_id alpn;                             /* 0: none chosen */
	struct record_limits limits;
	const char *server_name;                   /* in the trace's arena */
	value_id server_name_value;                /* as it stands in server_name; 0: nobody sent it */
	value_id offered_suites, offered_groups;   /* client: its lists */
	const struct group *group;                 /* of the key exchange; NULL: it has none, or one without a code point */
	struct agreement agreement;                /* what to compute with in it */
	value_id common_suites;                    /* server: what remained */
	const struct scheme *scheme;               /* that an endpoint signs with; NULL: it signs nothing */
	bool retries, retried;                     /* the server asks for another ClientHello; it has */
	value_id first_hello;                      /* then: the ClientHello before; its fields, after its header */
	field_id first_hello_root;
	const struct group *retry_group;           /* client: that HelloRetryRequest asks for; NULL: for none */
	const struct suite *retry_suite;           /* client: of HelloRetryRequest */
	value_id cookie;                           /* of HelloRetryRequest, to be sent back; 0: none */
	struct {
		bool used, alone, external;        /* one was chosen; without a key share; not out of an earlier handshake */
		bool verified;                     /* client: nothing was wrong with the certificates of the earlier handshake */
		uint16_t selected;
		uint32_t early_data;               /* server: so much of it may come with the ticket */
		uint16_t suite;                    /* server: of the ticket */
		value_id alpn;                     /* server: of the ticket; 0: none */
		bool fresh;                        /* server: the age that the client tells is the one it has here */
	} psk;
	struct {
		bool offered, accepted, over;      /* over: all of it was sent, or came */
		uint32_t left;                     /* bytes that may still be sent, or passed over */
	} early;
	value_id ticket_nonce, ticket_age_add;
	uint32_t ticket_early_data;                /* of NewSessionTicket; 0: none */
	bool disguised;                            /* this endpoint has sent its ChangeCipherSpec that means nothing */
	value_id request_context;                  /* of CertificateRequest in TLS 1.3 */
	bool status_promised, status_came;         /* before TLS 1.3: the server's OCSP response */
	bool certificate_requested, client_certificate_sent;
	value_id request_schemes, request_types;   /* client: out of CertificateRequest */
	field_id request_authorities;
	field_id request_compressions;             /* of CertificateRequest: how the client may compress its certificate; 0: not at all */
	bool compressed[2];                        /* by enum side_id: its certificate came compressed */
	value_id offered_schemes;                  /* server: the client's signature_algorithms; 0: none came */
	value_id offered_cert_schemes;             /* those for certificates, where it said so apart; 0: the same */
};

struct secrets {
	value_id pre_master, master, key_block;    /* pre_master: with TLS 1.3 the shared secret */
	value_id own_private, own_public, peer_public;   /* of a key agreement */
	value_id psk;                              /* TLS 1.3: that was chosen; 0: none */
	struct tls13_keys tls13;
};

#endif
