/* The command line: one table gives the parser, --help of each command, and what
 * the man page and the completions are checked against. */
#ifndef SLOWSHAKE_CLI_OPTIONS_H
#define SLOWSHAKE_CLI_OPTIONS_H

#include "base/env.h"
#include "source/party.h"
#include "source/versions.h"

enum command { CMD_RUN, CMD_CONNECT, CMD_SERVE, CMD_VERIFY, CMD_REPLAY, CMD_EXPLAIN, CMD_COMPARE, CMD_LEARN, CMD_LESSON, CMD_NOTES, CMD_LIST, CMD_N };
enum output { OUTPUT_DEFAULT, OUTPUT_TUI, OUTPUT_PLAIN, OUTPUT_JSON, OUTPUT_QUIET };

enum { MAX_EXPORTS = 6, MAX_SUITES = 16, MAX_GROUPS = 16, MAX_SCHEMES = 16, MAX_COMPRESSIONS = PARTY_MAX_COMPRESSIONS, MAX_KEY_FILES = 16,
       MAX_CERTS = PARTY_MAX_OWN,
       MAX_OPTIONS = 96, MAX_OPERANDS = 64, MAX_RECONNECTS = 20 };

struct options {
	enum command command;
	bool command_given;          /* false: no command on the line, CMD_RUN */
	const char *operand;         /* SCENARIO, HOST[:PORT], [ADDR:]PORT, CHAIN; NULL: none */
	const char *operands[MAX_OPERANDS];   /* all of them, the first too */
	size_t n_operands;
	bool help, version;
	enum output output;
	const char *exports[MAX_EXPORTS];
	size_t n_exports;
	const char *seed;
	uint16_t suites[MAX_SUITES];
	size_t n_suites;
	uint16_t groups[MAX_GROUPS];
	size_t n_groups;
	uint16_t schemes[MAX_SCHEMES];
	size_t n_schemes;
	uint16_t compressions[MAX_COMPRESSIONS];
	size_t n_compressions;
	struct version_range versions;   /* 0: not given */
	bool client_auth_given;
	enum client_auth client_auth;
	const char *ca, *crl, *ocsp, *ct_log, *servername, *fault, *data, *alpn;
	const char *certs[MAX_CERTS], *keys[MAX_CERTS];   /* the i-th key is that of the i-th certificate */
	size_t n_certs, n_keys;      /* the same number */
	bool time_given;             /* `time` holds; now: the clock was read while parsing */
	utc_time time;
	bool time_of_capture;        /* --time capture: as replay does without it */
	const char *keylogs[MAX_KEY_FILES], *rsa_keys[MAX_KEY_FILES];
	size_t n_keylogs, n_rsa_keys;
	const char *psks[MAX_KEY_FILES];           /* IDENTITY:HEX */
	size_t n_psks;
	const char *psk_hint;                      /* NULL: none */
	int64_t stream;              /* -1: all */
	bool summary;
	const char *filter;          /* which handshakes; NULL: all */
	bool insecure;
	unsigned without;            /* bits of enum without */
	struct policies_wanted policies;
	bool status;                 /* connect: asks for an OCSP response */
	bool crl_required;           /* a certificate of which no list speaks is refused */
	int timeout_ms;
	unsigned count;              /* 0: until interrupted */
	unsigned reconnect;          /* how often a client comes again */
	const char *early_data;                    /* FILE; NULL: none */
	const struct starttls_protocol *starttls;  /* NULL: TLS begins at once */
	unsigned psk_modes;          /* enum psk_modes; 0: not given */
	const char *session;         /* FILE; NULL: none */
	enum purpose purpose;
	bool finished_only;                        /* signatures and chains are left out */
	const char *answers;         /* of a lesson, unattended; NULL: the learner answers */
	bool notes, restart, no_answers;
	bool from_menu;              /* Esc leads back to it */
	bool color_given, no_pager, present;
	int color;                   /* of settings_colours */
	bool www, with_secrets, half_close, key_update, renegotiate, allow_renegotiation, post_handshake_auth, allow_obsolete;
	const char *why, *knows, *schedule, *recipe;   /* NULL: not asked */
	const char *flip;            /* NULL: nothing is changed on the wire */
	bool given[MAX_OPTIONS];     /* the i-th option of the table stood there */
	bool any_given;
};

/* argv without the program's name. Strings are borrowed. ST_USAGE with the sentence. */
enum status options_parse(int argc, char *const *argv, struct options *o, struct error *err) MUST_USE;
/* The text of --help: of one command, or (given CMD_N) of all. */
void options_help(enum command c, struct buf *out);
const char *command_name(enum command c);
/* The i-th option's name without its dashes, NULL behind the last. */
const char *options_name(size_t i);

#endif
