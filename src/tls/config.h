/* What a party is told before the handshake. Plain data; nothing is owned. */
#ifndef SLOWSHAKE_TLS_CONFIG_H
#define SLOWSHAKE_TLS_CONFIG_H

#include "spec/groups.h"
#include "spec/schemes.h"
#include "spec/suites.h"
#include "x509/verify/verify.h"

struct session_store;                /* tls/keys/session_store.h */

/* A certificate of a party, in front of those that vouch for it, and the key that belongs to it. */
struct credential {
	const struct bytes *chain;     /* DER each */
	size_t n_chain;
	const struct private_key *key;
	struct bytes staple;           /* server: what its CA says of it (an OCSPResponse, DER); empty: it has none */
};

/* A key that both have from elsewhere (RFC 9846 4.3.11, RFC 4279 2), under a name. */
struct external_psk {
	struct bytes identity, key;
	enum hash_alg hash;                  /* TLS 1.3 binds it to one */
};

/* The one of that name; NULL: there is none. */
static inline const struct external_psk *external_psk_find(const struct external_psk *psks, size_t n, struct bytes identity)
{
	for (size_t i = 0; i < n; i++)
		if (bytes_equal(psks[i].identity, identity))
			return &psks[i];
	return NULL;
}

/* What a party would make is given to it instead, by its label: of a published handshake it is not known whole what made it (RFC 8448
 * prints no private key of a client). Labels: "cipher_suites", "ec_point_format_list", "signature", "ticket_lifetime", "ticket_nonce",
 * "ticket" (the server keeps what it stands for), "ticket_age". Each is taken once, in this order. */
struct given_value {
	const char *label;
	struct bytes bytes;
};

enum psk_modes { PSK_WITH_SHARE = 1, PSK_ALONE = 2 };   /* bits: psk_dhe_ke, psk_ke */

enum key_usage { USAGE_LET_BE, USAGE_HOLDS_BUT_OLD_RSA, USAGE_HOLDS };   /* old: before TLS 1.3 */

enum client_auth { CLIENT_AUTH_NONE, CLIENT_AUTH_REQUEST, CLIENT_AUTH_REQUIRE };

/* Ways in which a party can err. The other party does not know of them. */
enum quirk {
	QUIRK_NONE,
	QUIRK_PMS_VERSION,             /* client: another version inside the pre-master secret */
	QUIRK_CERT_VERIFY,             /* client: signs something else */
	QUIRK_PARAMS,                  /* server: signs something else than its key exchange */
	QUIRK_SCHEME,                  /* either: signs by a scheme that was not offered */
	QUIRK_NO_SCHEMES,              /* either: leaves out signature_algorithms */
	QUIRK_FINISHED,                /* either: one bit of verify_data flipped before encryption */
	QUIRK_EARLY_CCS,               /* client: ChangeCipherSpec before ClientKeyExchange */
	QUIRK_OUT_OF_ORDER,            /* server: Certificate after ServerHelloDone */
	QUIRK_UNEXPECTED,              /* client: application data in the middle of the handshake */
	QUIRK_STRADDLE,                /* client: Finished begins before ChangeCipherSpec */
	QUIRK_WARNINGS,                /* client: warning after warning */
	QUIRK_DECODE,                  /* client: a length inside ClientHello that is one too large */
	QUIRK_RECORD_TOO_LONG,         /* client: a record longer than 2^14 + 2048 */
	QUIRK_LIMIT_IGNORED,           /* server: records longer than was agreed */
	QUIRK_BAD_MAC,                 /* client: one bit of the MAC flipped before encryption */
	QUIRK_BAD_PADDING,             /* client: a wrong padding byte before encryption */
	QUIRK_STALE_SESSION,           /* client: offers a session that is over */
	QUIRK_TICKET,                  /* client: one bit of a ticket flipped */
	QUIRK_RESUME_WITHOUT_EMS,      /* client: offers a session with extended_master_secret without it */
	QUIRK_RESUMED_SUITE,           /* server: goes on with a session under another suite */
	QUIRK_PUBLIC_ZERO,             /* the public value of a key exchange: all bytes zero */
	QUIRK_PUBLIC_ONE,              /* the number 1 */
	QUIRK_PUBLIC_LAST,             /* the number p - 1 */
	QUIRK_BINDER,                  /* client: one bit of a binder flipped */
	QUIRK_BINDERS,                 /* client: one binder too few */
	QUIRK_NO_MODES,                /* client: leaves out psk_key_exchange_modes */
	QUIRK_PSK_NOT_LAST,            /* client: pre_shared_key is not the last extension */
	QUIRK_EARLY_TOO_LONG,          /* client: more early data than the ticket allows */
	QUIRK_SELECTED_PSK,            /* server: selects an identity that was not offered */
	QUIRK_PSK_HASH,                /* server: selects one, and a suite with another hash */
	QUIRK_PSK_ALONE,               /* server: goes by one without a key share, whatever the client wants */
	QUIRK_LIFETIME,                /* server: gives a ticket for longer than may be */
	QUIRK_EARLY_AFTER_RETRY,       /* client: offers early data again after HelloRetryRequest */
	QUIRK_EARLY_GOES_ON,           /* client: sends early data behind the hello that was asked for */
	QUIRK_EARLY_ANSWER,            /* server: says that it took early data for which it has no keys */
	QUIRK_EARLY_END,               /* client: EndOfEarlyData before the server has answered */
	QUIRK_NO_EARLY_END,            /* client: leaves it out */
	QUIRK_END_UNASKED,             /* client: sends it though its early data was not taken */
	QUIRK_PUBLIC_OFF_CURVE,        /* one bit of the point changed */
	/* TLS 1.3 */
	QUIRK_NO_GROUPS,               /* client: leaves out supported_groups */
	QUIRK_NO_SHARES,               /* client: leaves out key_share */
	QUIRK_SECOND_RETRY,            /* server: asks for a third ClientHello */
	QUIRK_UNSOLICITED,             /* server: an extension in EncryptedExtensions that was not offered */
	QUIRK_MISPLACED,               /* server: one there that belongs into another message */
	QUIRK_EMPTY_CERTIFICATE,       /* server: no certificate in Certificate */
	QUIRK_OLD_SCHEME,              /* server: signs as TLS 1.2 does */
	QUIRK_LATE_CCS,                /* client: ChangeCipherSpec after Finished */
	QUIRK_INNER_TYPE,              /* client: another type inside a record than may be there */
	QUIRK_NO_TYPE,                 /* client: a record of nothing but zeros */
	QUIRK_EMPTY_RETRY,             /* server: HelloRetryRequest asks for nothing */
	QUIRK_ENTRY_EXTENSION,         /* server: an extension beside its certificate that nobody asked for */
	QUIRK_INNER_TOO_LONG,          /* client: more than 2^14 bytes inside a record */
	QUIRK_IN_CLEAR,                /* client: a record without protection, when there are keys */
	QUIRK_EMPTY_HANDSHAKE,         /* client: a handshake record with nothing in it */
	QUIRK_EMPTY_ALERT,             /* client: an alert with nothing in it */
	QUIRK_STRADDLE_HELLO,          /* server: EncryptedExtensions begins in the record of ServerHello */
	QUIRK_STRADDLE_UPDATE,         /* client: something begins behind KeyUpdate, in its record */
	QUIRK_LATE_REQUEST,            /* server: asks after the handshake who does not want to be asked then */
	QUIRK_REQUEST_CONTEXT,         /* server: a context in the CertificateRequest of the handshake */
	QUIRK_CONTEXT_AGAIN,           /* server: asks a second time after the handshake, with the context of the first */
	QUIRK_OTHER_CONTEXT,           /* client: answers with another context */
	QUIRK_EARLY_UPDATE,            /* client: KeyUpdate before Finished */
	QUIRK_UPDATES,                 /* client: KeyUpdate after KeyUpdate */
	QUIRK_COMPRESSED_LENGTH,       /* uncompressed_length is not the one of its certificate */
	QUIRK_COMPRESSED_BROKEN,       /* a byte of the compressed certificate is changed */
	QUIRK_COMPRESSED_BOMB,         /* far more comes out of it than uncompressed_length says */
	QUIRK_COMPRESSED_OTHER,        /* it names an algorithm that the peer did not ask for */
	QUIRK_COMPRESSED_UNASKED,      /* it compresses although nobody asked */
	QUIRK_ANONYMOUS_REQUEST,       /* server: asks who the client is without having said who it is itself */
	QUIRK_RENEGOTIATION_NOT_EMPTY, /* renegotiation_info of a first hello says something */
	QUIRK_NO_RENEGOTIATION_INFO,   /* that of a further handshake is left out */
	QUIRK_RENEGOTIATION_INFO,      /* a byte of it is changed */
	QUIRK_UPDATE_VALUE,            /* client: a KeyUpdate that asks for something else */
	QUIRK_STATUS_UNASKED,          /* server: CertificateStatus although nobody asked, or an answer to that */
};

/* Of one message: its extensions in that order, and no others, but for those that are not asked for; none: as they usually come. */
struct extension_order {
	struct code_list types;
	struct code_list unasked;            /* of these, those that stand there although nothing asks for them */
};
enum { EXTENSION_PLACES = 8 };               /* at least as many as enum extension_place has (tls/extension/extension.h) */

struct tls_config {
	uint16_t min_version, max_version;   /* VERSION_TLS12 both, unless a fault wants another */
	const uint16_t *suites;              /* in order of preference */
	size_t n_suites;
	struct code_list groups;             /* in order of preference; none: the usual ones */
	struct code_list compressions;       /* of certificates, in TLS 1.3: in which it reads them and would like to send its own; none: as they are */
	struct bytes dh_p, dh_g;             /* server: the finite field for clients that name none; empty: the first of groups */
	struct code_list schemes;            /* signature schemes that it makes and checks, in order of preference; none: schemes_usual */
	struct code_list signs;              /* what it makes, where that is something else than what it checks; none: schemes */
	const struct credential *own;        /* in order of preference; for each handshake one is chosen (tls/credential.h) */
	size_t n_own;                        /* 0: it has none */
	struct verify_config peer;           /* how the peer's certificates are checked */
	bool insecure;                       /* go on when they fail */
	enum key_usage key_usage;            /* even then the peer's key may do no more than its keyUsage says */
	enum client_auth client_auth;        /* server */
	const char *server_name;             /* client: sent in server_name unless it is an IP address; NULL: none */
	const char *const *alpn;             /* protocol names in order of preference */
	size_t n_alpn;
	bool extended_master_secret, encrypt_then_mac, session_ticket;
	bool status_request;                 /* client: would like to see what the CA says of the certificate (RFC 6066 8) */
	bool fallback;                       /* client: says that it tries again with less than it knows (RFC 7507) */
	bool grease;                         /* client: RFC 8701 values in its lists */
	bool cookie;                         /* server: HelloRetryRequest has one */
	size_t cookie_size;                  /* 0: 32 bytes */
	bool own_group;                      /* server: TLS 1.3 by the group that it likes best, also if no share came for that */
	size_t hello_padding[2];             /* client: so many zeros (RFC 7685) in its ClientHello, and in the one after a HelloRetryRequest */
	bool compatibility;                  /* TLS 1.3 in the disguise of TLS 1.2 (RFC 9846 E.4) */
	bool post_handshake_auth;            /* client: it lets itself be asked who it is when the handshake is over; server: asks only then */
	bool renegotiates;                   /* it lets itself be asked for a further handshake, if that can be bound to this one (RFC 5746) */
	bool renegotiates_anew;              /* client: a further handshake goes on with no session */
	bool ignores_hello_requests;         /* client: it does not answer the one that it does not want (RFC 5246 7.4.1.1); else by a warning */
	bool ignores_renegotiation_info;     /* as those did that are older than RFC 5746; with `renegotiates` any further handshake is taken */
	bool session_id;                     /* server: give the session an id */
	const struct external_psk *psks;
	size_t n_psks;
	unsigned psk_modes;                  /* enum psk_modes; 0: psk_dhe_ke */
	struct bytes psk_hint;               /* server, up to TLS 1.2: at which key to take; empty: none */
	bool hides_unknown_psk;              /* server, up to TLS 1.2: an identity that it does not know comes to nothing as a wrong key does */
	struct bytes early_data;             /* client: what it would like to send before the server has answered */
	uint32_t max_early_data;             /* server: bytes of it that it takes; 0: none */
	bool half_rtt;                       /* server that has taken early data: tickets and data do not wait for the client's Finished, if all that is in
					      * it is known (RFC 9846 4.7.1) */
	unsigned tickets;                    /* server, TLS 1.3: how many; 0: one */
	bool early_data_unguarded;           /* server: it does not look whether the same early data came before */
	struct session_store *sessions;      /* this party's, shared by its connections; NULL: nothing is kept or gone on with */
	size_t max_fragment;                 /* records at most this long; 0: 2^14 */
	uint8_t max_fragment_length;         /* client: the code that it asks by (RFC 6066 4); 0: it does not */
	uint16_t record_size_limit;          /* what it takes (RFC 8449); 0: a client does not say, a server takes 2^14 */
	size_t record_padding;               /* TLS 1.3: what is protected is padded to a multiple of that (RFC 9846 5.4); 0: not at all */
	struct extension_order extensions[EXTENSION_PLACES];   /* by enum extension_place */
	unsigned max_warnings;               /* so many in a row are borne; 0: as many as of all that brings nothing forward */
	uint32_t age_window;                 /* server: seconds by which the age that a client tells of its ticket may be off; 0: PSK_AGE_WINDOW */
	bool updates_late;                   /* TLS 1.3: who asked for a KeyUpdate gets it with the next data, and several are one (RFC 9846 4.7.3) */
	bool half_close;                     /* TLS 1.3: when the peer has sent close_notify, it goes on until it is told to close, too */
	bool coalesce;                       /* several messages in one record */
	enum quirk quirk;
	const struct given_value *given;
	size_t n_given;                      /* at most 32 */
	unsigned without;                    /* bits of enum without (spec/without.h): what protects is left out, to see what happens then */
	struct rng rng;
};

static inline bool tls_config_has_suite(const struct tls_config *cfg, uint16_t code)
{
	return code_listed(&(struct code_list){ cfg->suites, cfg->n_suites }, code);
}

/* Who has no pre-shared key does not go by one. */
static inline bool tls_config_has_key_for(const struct tls_config *cfg, const struct suite *s)
{
	return !kx_specs[s->kx].psk || cfg->n_psks;
}

static inline const struct external_psk *tls_config_psk(const struct tls_config *cfg, struct bytes identity)
{
	return external_psk_find(cfg->psks, cfg->n_psks, identity);
}

static inline struct code_list tls_config_schemes(const struct tls_config *cfg)
{
	return cfg->schemes.n ? cfg->schemes : schemes_usual;
}

static inline struct code_list tls_config_signs(const struct tls_config *cfg)
{
	return cfg->signs.n ? cfg->signs : tls_config_schemes(cfg);
}

#endif
