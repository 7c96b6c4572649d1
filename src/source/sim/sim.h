/* Client and server in one process, on the demo PKI: the scenarios and faults. */
#ifndef SLOWSHAKE_SOURCE_SIM_SIM_H
#define SLOWSHAKE_SOURCE_SIM_SIM_H

#include "source/party.h"
#include "source/versions.h"
#include "trace/feed.h"

/* What a scenario is there to show: the lists go by it. The word, and a heading. */
#define SCENARIO_GROUP_LIST(X)                              \
	X(HANDSHAKE, "handshake", "The handshake as such")  \
	X(KEY_EXCHANGE, "key-exchange", "Key exchange")     \
	X(CIPHERS, "ciphers", "Ciphers")                    \
	X(CERTIFICATES, "certificates", "Certificates and signatures") \
	X(EXTENSIONS, "extensions", "Extensions")           \
	X(RECORDS, "records", "Records")                    \
	X(RESUMPTION, "resumption", "Resumption")           \
	X(RENEGOTIATION, "renegotiation", "Renegotiation")  \
	X(TLS13, "tls13", "TLS 1.3")                      \
	X(HISTORY, "history", "SSL 3.0, TLS 1.0 and 1.1") \
	X(CONNECTIONS, "connections", "More than one connection")

enum scenario_group {
#define X(name, word, heading) SCENARIO_##name,
	SCENARIO_GROUP_LIST(X)
#undef X
	SCENARIO_GROUP_N
};
extern const struct scenario_group_spec {
	const char *word, *heading;
} scenario_groups[SCENARIO_GROUP_N];

/* The client comes a second time, and both have kept what the first handshake left. */
struct comeback {
	enum { COMES_ONCE, WITH_ID, WITH_TICKET } how;
	enum { NOTHING_HAPPENS, SERVER_FORGETS, KEYS_CHANGE, TIME_PASSES, SERVER_CHANGES } between;   /* TIME_PASSES: more than a session lives */
};

/* A certificate of the demo PKI and its key. */
enum { SIM_MAX_OWN = 4 };
struct demo_files {
	const char *cert, *key;
};

/* A further handshake in the middle of the conversation: the client begins one, or the server asks for one. */
enum sim_again { NO_FURTHER, CLIENT_BEGINS, SERVER_ASKS };

/* What the two have from elsewhere: the same key; the client another one as well, that the server does not know; that one alone; the
 * same key, but the client to go with another hash; another key under the same name; the client alone has one. */
enum sim_psk { NO_PSK, BOTH_HAVE_PSK, OTHER_PSK, UNKNOWN_PSK, PSK_OF_OTHER_HASH, WRONG_PSK, ONE_HAS_PSK };

struct scenario {
	const char *name;
	enum scenario_group shows;
	const char *summary;
	uint16_t suite, other_suite;     /* 0: the usual list; and one that is liked less, 0: none */
	struct code_list groups;         /* none: the usual list */
	const char *field;               /* the server's own finite field (sim/fields.h); NULL: the first of groups */
	enum client_auth client_auth;
	struct code_list schemes;        /* signature schemes; none: the usual list */
	struct code_list compressions;   /* of certificates; none: they are not compressed */
	struct demo_files server[SIM_MAX_OWN], client[SIM_MAX_OWN];   /* up to one without a name; none: server.pem, and no certificate */
	const char *staple;              /* the OCSP response that the server has; NULL: none */
	bool status_request;             /* the client asks for one */
	const char *ct_log;              /* a log's key, that the client has; NULL: none */
	bool acme;                       /* the client is a CA that asks whether the name is the server's (RFC 8737) */
	bool no_extended_master_secret, encrypt_then_mac, alpn, grease, coalesce, no_server_name, session_ticket;
	size_t max_fragment;
	uint8_t max_fragment_length;     /* the client asks for it by this code */
	uint16_t record_size_limit[2];   /* client, server */
	const char *data;                /* what the client says; NULL: a greeting */
	bool by_lines;                   /* each line of it for itself */
	uint16_t max_version[2];         /* client, server; 0: TLS 1.2 */
	uint16_t version;                /* both speak that alone, one before TLS 1.2; 0: as follows */
	bool tls13;                      /* both speak that alone, in the disguise of TLS 1.2 */
	bool undisguised;                /* without it */
	enum sim_again again;
	const char *prefix;              /* what Mallory says in her connection, before she puts the client's into it; NULL: she does not */
	bool no_further;                 /* the other one does not want it */
	bool old[2];                     /* client, server: older than RFC 5746 */
	bool asked_then;                 /* the server asks who the client is in the further handshake alone */
	bool key_update;                 /* the client updates its keys in the middle of the conversation, and asks for the server's */
	unsigned psk_modes;              /* enum psk_modes, of both; 0: psk_dhe_ke */
	enum sim_psk psk;                /* external ones */
	const char *hint;                /* the server's, up to TLS 1.2; NULL: none */
	const char *early_data;          /* the client's, when it comes back */
	uint32_t max_early_data[2];      /* the server's, in the first connection and when the client comes back */
	bool unguarded;                  /* the server does not look whether the same early data came before */
	bool replayed;                   /* Mallory sends the server once more what the client sent first when it came back */
	bool post_handshake_auth;        /* the server asks who the client is when the handshake is over */
	bool half_close;                 /* the client closes behind its question, and the server answers all the same */
	bool cancels;                    /* the client does not want the handshake any more when it has seen the server's part */
	bool cookie;                     /* the server's HelloRetryRequest has one */
	size_t record_padding;           /* what is protected is padded to a multiple of that; 0: not at all */
	struct code_list server_groups;  /* none: as the client's */
	bool fallback;                   /* the client says that it tries again */
	unsigned connections;            /* one after the other, and nothing is kept; 0: one */
	struct comeback comeback;
	const char *published[2];        /* one or two connections that others have published (sim/published.h): all else is theirs */
	bool middle;                     /* Mallory stands between the two */
	bool changes;                    /* and changes what they say */
	bool unchecked;                  /* the client goes on whatever is wrong with a certificate */
};
extern const struct scenario sim_scenarios[];
extern const size_t n_sim_scenarios;
const struct scenario *sim_find_scenario(const char *name);

/* What the network does to a record on its way. */
enum tamper_kind {
	TAMPER_NONE, TAMPER_FLIP, TAMPER_SHORTEN, TAMPER_CUT,
	TAMPER_REPEAT,                   /* it comes twice */
	TAMPER_SWAP,                     /* it comes behind the next one of its sender */
	TAMPER_DROP,                     /* it does not come */
	TAMPER_REFLECT,                  /* it also comes back to its sender, in the place of the other's next one */
	TAMPER_END,                      /* it does not come, and nothing behind it: the connection ends there */
};
struct tamper {
	enum tamper_kind kind;
	enum actor sender;               /* ACTOR_NONE: whoever sends it */
	uint8_t handshake_type;          /* the message whose record it is */
	const char *field;               /* TAMPER_FLIP: the field in which ... */
	uint32_t off;                    /* ... this byte, from its begin; of an encrypted message: of its record's fragment */
	uint8_t mask;                    /* is changed by xor */
	uint8_t content_type;            /* 0: CT_HANDSHAKE */
	uint32_t nth;                    /* the how many-th such message; 0: the first */
};

/* Where there is one in the middle: the first that is added to a trace. */
#define ACTOR_MALLORY ACTOR_ADDED

struct fault {
	const char *name, *summary;
	enum actor errs;                 /* who: client, server, the network, or Mallory between the two */
	int alert;                       /* the alert that the RFC names; ALERT_NONE: there can be none */
	const char *check;               /* the event of the check that finds it */
	const char *scenario;            /* in which it happens; NULL: in any */
	const char *field;               /* the server's, as in struct scenario */
	const char *server_cert, *server_key, *crl, *client_cert, *client_key;   /* NULL: as in the scenario */
	const char *staple;              /* the server's; NULL: as in the scenario */
	enum client_auth client_auth;
	uint16_t client_scheme;          /* that alone; 0: as in the scenario */
	uint16_t server_suite, client_max_version;
	enum quirk quirk;
	bool no_extended_master_secret;
	const char *server_alpn;         /* instead of the scenario's; "": none */
	uint16_t max_version[2];         /* client, server; 0: as the scenario says */
	struct tamper tamper;
	struct comeback comeback;
	bool knows_5746;                 /* the server is not older than that */
	bool afterwards;                 /* both have finished when it happens */
	enum sim_psk psk;                /* NO_PSK: as the scenario says */
	bool hides_unknown_psk;          /* the server does not say that it does not know one */
	bool no_certificate;             /* the server has none */
	bool shows_real;                 /* Mallory shows the server's own certificate, and has not its key */
	uint32_t max_early_data;         /* the server's, always; 0: as the scenario says */
	const char *early_data;          /* the client's; NULL: as the scenario says */
	bool replays;                    /* Mallory sends all that the client sent to the server again, in a connection of her own */
	bool falls_back;                 /* no alert: a full handshake follows instead */
	const char *rfc;                 /* why this alert, or none */
};
extern const struct fault sim_faults[];
extern const size_t n_sim_faults;
const struct fault *sim_find_fault(const char *name);

/* What a file holds, and its name for errors. */
struct sim_file {
	struct bytes content;
	const char *where;
};

/* What the user asks for. NULL and 0: as the scenario says. Strings are borrowed
 * until sim_open returns; file contents likewise. */
struct sim_options {
	const struct scenario *scenario; /* NULL: the first */
	const struct fault *fault;
	const char *seed;                /* NULL: "0" */
	const uint16_t *suites;          /* both parties */
	size_t n_suites;
	const uint16_t *groups;          /* both parties */
	size_t n_groups;
	const uint16_t *schemes;         /* both parties */
	size_t n_schemes;
	const uint16_t *compressions;    /* both parties */
	size_t n_compressions;
	struct version_range versions;   /* 0: as ever */
	const char *alpn;                /* both parties, with commas between; NULL: as the scenario says */
	bool client_auth_given;
	enum client_auth client_auth;
	struct sim_file ca, crl;         /* with which the client checks */
	struct sim_file ct_log;          /* keys of logs, for the client */
	struct sim_file ocsp;            /* the server's OCSP response, for which the client then asks */
	bool crl_required;
	const struct policies_wanted *policies;   /* NULL: none is asked for */
	struct { struct sim_file cert, key; } own[PARTY_MAX_OWN];   /* of the server; n_own 0: as the scenario says */
	size_t n_own;
	const char *server_name;         /* NULL: server.example */
	bool time_given;
	utc_time time;                   /* without: SIM_TIME */
	bool insecure;
	struct bytes data;               /* what the client says; NULL: a greeting */
	unsigned without;                /* bits of enum without (spec/without.h), of both */
	const struct tamper *tamper;     /* instead of the fault's; NULL: none */
};
#define SIM_TIME ((utc_time)1781524800)   /* 2026-06-15T12:00:00Z: within the validity of the demo PKI */

/* The scenario that runs: the fault's, if it has one. */
const struct scenario *sim_scenario_of(const struct sim_options *o);

/* Fails only if a file of the user's is wrong (ST_UNSUPPORTED: a suite that the library lacks; ST_USAGE: what does not fit together). The feed owns all it needs. */
enum status sim_open(const struct sim_options *o, struct feed **out, struct error *err) MUST_USE;

#endif
