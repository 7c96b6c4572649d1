#include "lesson/own.h"

#include <stdio.h>
#include <string.h>

#include "lesson/bind.h"
#include "spec/algorithms.h"
#include "spec/events.h"
#include "spec/groups.h"
#include "trace/handshake.h"

/* An answer, and why it is right or wrong. */
struct answer {
	bool right;
	const char *text, *why;
};
enum { MAX_ANSWERS = 4 };

struct own {
	const struct trace *t;
	const struct handshake_summary *h;
	struct buf *out;
};

static const char *actor_word(enum actor a)
{
	static const char *const words[] = { [ACTOR_CLIENT] = "client ", [ACTOR_SERVER] = "server ", [ACTOR_NETWORK] = "network ", [ACTOR_OBSERVER] = "observer " };

	return (size_t)a < ARRAY_LEN(words) && words[a] ? words[a] : "";
}

/* The event by a name that finds it again. */
static void put_step(const struct own *o, const char *title, event_id at, const char *field, const char *pane)
{
	const struct event *e = trace_event(o->t, at);
	struct error none;
	unsigned nth = 0;
	field_id f;

	for (event_id i = 1; i <= at; i++)
		nth += trace_event(o->t, i)->type == e->type && trace_event(o->t, i)->actor == e->actor;
	buf_printf(o->out, "## %s\n\n```step\nat: %s%s #%u\n", title, actor_word(e->actor), event_specs[e->type].name, nth);
	if (field && lesson_find_field(o->t, field, &f, &none) == ST_OK)
		buf_printf(o->out, "field: %s\n", field);
	buf_printf(o->out, "pane: %s\n```\n\n", pane);
}

/* Those with a text; the first of two that are alike. */
static void put_answers(const struct own *o, const char *question, const struct answer *answers, size_t n)
{
	buf_printf(o->out, "%s\n\n", question);
	for (size_t i = 0; i < n; i++) {
		bool again = !answers[i].text;

		for (size_t k = 0; k < i && !again; k++)
			again = answers[k].text && strcmp(answers[k].text, answers[i].text) == 0;
		if (!again)
			buf_printf(o->out, "- [%s] %s\n\n  %s\n\n", answers[i].right ? "x" : " ", answers[i].text, answers[i].why);
	}
}

static event_id event_in(const struct own *o, const char *message)
{
	struct error none;
	char name[80];
	event_id e;

	snprintf(name, sizeof(name), "observer message.received in %s", message);
	return lesson_find_event(o->t, name, &e, &none) == ST_OK ? e : 0;
}

/* ---- what is asked ---- */

static void ask_name(const struct own *o)
{
	put_step(o, "The first message", event_in(o, "ClientHello"), "client_hello", "fields");
	buf_puts(o->out, "Whoever listened saw this one whole: no keys exist yet.\n\n");
	put_answers(o, "Does it say which server the client wants?", (struct answer[]){
		{ o->h->server_name != NULL, "Yes, in the extension server_name.", o->h->server_name ? "It says {{field:client_hello.HostName}}." :
		  "There is no such extension in this one." },
		{ !o->h->server_name, "No, there is no name in it.", o->h->server_name ? "Look for HostName in the fields." :
		  "An address alone was enough for this client." },
	}, 2);
}

static void ask_version(const struct own *o, const char *version)
{
	static const char *const others[] = { "TLS 1.3", "TLS 1.2", "TLS 1.0" };
	struct answer a[MAX_ANSWERS] = { { true, version, "The server has chosen it. For TLS 1.3 that stands in the extension supported_versions, and the old field says TLS 1.2." } };

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		a[i + 1] = (struct answer){ false, others[i], "The server's choice is another one. In TLS 1.3 it stands in supported_versions, before that in the version field." };
	put_step(o, "The answer", event_in(o, "ServerHello"), "server_hello", "fields");
	put_answers(o, "Which version do the two speak?", a, ARRAY_LEN(others) + 1);
}

static void ask_suite(const struct own *o, const char *suite)
{
	static const char *const others[2][3] = {
		{ "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" },
		{ "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256" },
	};
	struct answer a[MAX_ANSWERS] = { { true, suite, "Client and server both had it; the server chose." } };

	for (size_t i = 0; i < 3; i++)
		a[i + 1] = (struct answer){ false, others[o->h->version >= VERSION_TLS13][i], "It may have been offered. Chosen was another: look at cipher_suite in ServerHello." };
	put_step(o, "The suite", event_in(o, "ServerHello"), "server_hello", "fields");
	put_answers(o, "Which cipher suite was chosen?", a, MAX_ANSWERS);
}

/* The group by its name: of a curve or of TLS 1.3. */
static const char *group_of(const struct own *o)
{
	static const char *const fields[] = { "server_hello.server_share.group", "server_key_exchange.namedcurve" };

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		struct error none;
		field_id f;

		if (lesson_find_field(o->t, fields[i], &f, &none) == ST_OK) {
			const struct group *g = group_find((uint16_t)bytes_uint(trace_field_bytes(o->t, f)));

			return g ? g->code.name : NULL;
		}
	}
	return NULL;
}

static void ask_group(const struct own *o)
{
	static const char *const others[] = { "x25519", "secp256r1", "secp384r1" };
	const bool tls13 = o->h->version >= VERSION_TLS13;
	const char *group = group_of(o);
	struct answer a[MAX_ANSWERS] = { { true, group, "In it each side drew a key for this handshake alone." } };
	event_id at = event_in(o, tls13 ? "ServerHello" : "ServerKeyExchange");

	if (!group || !at)
		return;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		a[i + 1] = (struct answer){ false, others[i], tls13 ? "Look at the share in the server's extension key_share." : "Look at namedcurve in ServerKeyExchange." };
	put_step(o, "The group", at, tls13 ? "server_hello.server_share" : "server_key_exchange", "fields");
	put_answers(o, "In which group did they do their Diffie-Hellman?", a, MAX_ANSWERS);
}

/* The first record that was protected; 0: there is none. */
static unit_id first_closed(const struct own *o)
{
	for (unit_id id = 1; id < trace_n_units(o->t); id++)
		if (trace_unit(o->t, id)->kind == UNIT_RECORD && trace_unit(o->t, id)->encrypted)
			return id;
	return 0;
}

static event_id event_of_record(const struct own *o, unit_id record)
{
	for (event_id e = 1; e < trace_n_events(o->t); e++)
		if (trace_event(o->t, e)->type == EV_RECORD_RECEIVED && trace_event(o->t, e)->unit == record)
			return e;
	return 0;
}

static void ask_first_closed(const struct own *o)
{
	const bool tls13 = o->h->version >= VERSION_TLS13;
	const unit_id record = first_closed(o);
	const event_id at = record ? event_of_record(o, record) : 0;
	const bool client = at && trace_unit(o->t, record)->sender == ACTOR_CLIENT;

	if (!at)
		return;
	put_step(o, "Closed from here on", at, NULL, "ladder");
	put_answers(o, "This is the first record that is encrypted. What is in it?", (struct answer[]){
		{ tls13 && !client, "EncryptedExtensions.", tls13 ? "In TLS 1.3 all after ServerHello is encrypted." : "TLS 1.2 has no such message." },
		{ !tls13, "Finished.", tls13 ? "That comes at the end. Here keys exist after two messages." : "It follows ChangeCipherSpec, and is the first under the new keys." },
		{ false, "Certificate.", tls13 ? "It is encrypted, but another message comes before it." : "In TLS 1.2 certificates go in the clear." },
		{ tls13 && client, client ? "Early data." : NULL, tls13 ? "The client had a ticket, and sent before the server had answered." : "That came with TLS 1.3." },
	}, MAX_ANSWERS);
	buf_puts(o->out, "***\n\n");
	put_answers(o, "Which key protects it?", (struct answer[]){
		{ tls13 && !client, "One from the server's handshake traffic secret.", tls13 ? "The handshake has keys of its own; the data gets others." : "That is TLS 1.3. Here keys are cut from the key block." },
		{ !tls13 || client, client ? "The client's, and only for what it sends." : "The server's, and only for what it sends.",
		  tls13 && !client ? "There is one, but which? The handshake and the data have different ones." : "Each direction has its own." },
		{ false, "The key of the server's certificate.", "No record is ever encrypted with that one." },
	}, 3);
}

/* Asked where the comparison does not stand there yet; where there is none, at the first record that stays closed. */
static event_id before_comparison(const struct own *o, event_id comparison)
{
	const unit_id record = comparison ? 0 : first_closed(o);
	const event_id at = record ? event_of_record(o, record) : 0;

	if (comparison)
		return comparison - 1;
	return at ? at : trace_n_events(o->t) - 1;
}

static void ask_finished(const struct own *o)
{
	event_id comparison = 0;
	enum verdict v;

	for (event_id e = 1; e < trace_n_events(o->t) && !comparison; e++)
		if (trace_event(o->t, e)->type == EV_FINISHED_COMPARED)
			comparison = e;
	v = comparison ? trace_event(o->t, comparison)->verdict : VERDICT_NONE;
	put_step(o, "Did both hear the same?", before_comparison(o, comparison), NULL, "ladder");
	put_answers(o, "Does the first Finished hold?", (struct answer[]){
		{ v == VERDICT_OK, "Yes: it was computed anew, and is equal.", v == VERDICT_OK ? "So nobody has changed the handshake before it." : "Look at what this program says of it." },
		{ v == VERDICT_FAIL, "No: another value comes out.", v == VERDICT_FAIL ? "One side has seen other messages, or has another secret." : "Nothing in this capture says so." },
		{ v != VERDICT_OK && v != VERDICT_FAIL, "It cannot be told: it stays closed.", v == VERDICT_OK || v == VERDICT_FAIL ? "Keys were there, and it was opened." :
		  "Without a key log or, for RSA key exchange, the server's key it cannot be opened." },
	}, 3);
}

static void ask_eavesdropper(const struct own *o)
{
	const bool tls13 = o->h->version >= VERSION_TLS13, shown = event_in(o, "Certificate") && !tls13;
	const bool open = !tls13 && o->h->suite && o->h->suite->cipher == CIPHER_NULL;

	put_step(o, "Who listened without keys", trace_n_events(o->t) - 1, NULL, "ladder");
	put_answers(o, "What did an eavesdropper learn from this? More than one answer may be right.", (struct answer[]){
		{ true, "How much was said, and when.", "Each record has its length in the clear." },
		{ shown, "The server's certificate.", shown ? "In TLS 1.2 it is not encrypted." : "It was encrypted, or was not sent." },
		{ open, "What was said.", open ? "The suite encrypts nothing." : "That is encrypted." },
		{ o->h->server_name != NULL, "The name of the server.", o->h->server_name ? "It stood in the ClientHello." : "There was none in the ClientHello." },
	}, MAX_ANSWERS);
}

static void ask_thief(const struct own *o)
{
	const struct kx_spec *kx = handshake_key_exchange(o->h);
	const bool rsa = kx && kx == &kx_specs[KX_RSA];

	if (o->h->version < VERSION_TLS13 && (!kx || !event_in(o, "Certificate")))
		return;
	put_step(o, "In three years", trace_n_events(o->t) - 1, NULL, "ladder");
	put_answers(o, "The private key of the server's certificate is stolen one day. Does that open this capture?", (struct answer[]){
		{ rsa, "Yes: the secret was encrypted with it.", rsa ? "RSA key exchange has no forward secrecy." : "Nothing here was encrypted with that key." },
		{ !rsa, "No: the secret came from keys that are gone.", rsa ? "Look at ClientKeyExchange: it holds the secret, encrypted." : "That is forward secrecy. It can sign as the server from then on, no more." },
	}, 2);
}

enum status lesson_own_write(const struct trace *t, struct buf *out, struct error *err)
{
	struct own o = { t, trace_n_handshakes(t) ? trace_handshake(t, 0) : NULL, out };
	char room[2][CODE_TEXT_MAX];
	const char *version = o.h ? handshake_version(o.h, room[0]) : NULL, *suite = o.h ? handshake_suite(o.h, room[1]) : NULL;

	if (!version || !suite || !event_in(&o, "ClientHello") || !event_in(&o, "ServerHello"))
		return error_set(err, ST_NOT_FOUND, "there is too little in this handshake to ask about: both hellos must be there");
	buf_puts(out, "---\nformat: 1\ntitle: Your own capture\nsummary: What the handshake says that you have brought.\nminutes: 10\nneeds: 12-capture\n"
		      "scenario: default\nseed: 0\n---\n\n");
	ask_name(&o);
	ask_version(&o, version);
	ask_suite(&o, suite);
	ask_group(&o);
	ask_first_closed(&o);
	ask_finished(&o);
	ask_eavesdropper(&o);
	ask_thief(&o);
	return ST_OK;
}
