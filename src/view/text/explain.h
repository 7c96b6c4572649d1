/* Explanations: what a thing is, why it is there, and where it is specified.
 * They are the texts of assets/explain (format: README.md there), parsed at the
 * first call. Every function returns a static entry, or NULL if there is none;
 * the strings are UTF-8 of one line each, to be wrapped by whoever shows them. */
#ifndef SLOWSHAKE_VIEW_TEXT_EXPLAIN_H
#define SLOWSHAKE_VIEW_TEXT_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

struct explanation {
	const char *key;
	const char *what;    /* one sentence */
	const char *why;     /* "" if the entry has none */
	const char *rfc;     /* "RFC 5246 7.4.1.2", "" if it has none */
};

/* What a thing is called may mean something else in one version: "finished@1.3" is looked for before "finished".
 * `version` is that on the wire, 0 if none is in force. A draft of TLS 1.3 is TLS 1.3. */
/* By event_spec name: "tcp.opened". */
const struct explanation *explain_event(const char *name, uint16_t version);
/* By layout name. `parent` (may be NULL) tells names apart that mean different
 * things in different places: "parent.name" is looked for first, then "name". */
const struct explanation *explain_field_in(const char *parent, const char *name, uint16_t version);
/* "parent.name" alone. */
const struct explanation *explain_field_of(const char *parent, const char *name, uint16_t version);
/* By the handshake type's registry name ("client_hello"), and "change_cipher_spec",
 * "alert", "application_data". NULL: none. */
const struct explanation *explain_message(const char *name, uint16_t version);
/* By reason_name ("TOO_SHORT"), upper or lower case. */
const struct explanation *explain_reason(const char *name);
/* By the registry's name: "server_name", "bad_record_mac". */
const struct explanation *explain_extension(const char *name, uint16_t version);
const struct explanation *explain_alert(const char *name, uint16_t version);
/* A part of a cipher suite's name, or the alg of a value: "RSA", "AES_128_CBC",
 * "AES-128-CBC", "SHA256", "NULL". */
const struct explanation *explain_algorithm(const char *name);
/* What a suite of TLS 1.2 consists of, by its IANA name: key exchange, cipher, and the hash of its MAC or, where it has
 * none, of its PRF. Writes at most three entries, skips what it does not know, returns how many. */
size_t explain_suite(const char *iana_name, const struct explanation *out[3]);

#endif
