/* Events in words: the sentences of spec/events.h with their placeholders. */
#include "view/text/describe.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/reasons.h"

enum { SENTENCE_VALUE = 64, SENTENCE_LIST = 400 };   /* columns that one value takes in a sentence */

const char *describe_verdict(enum verdict v)
{
	static const char *const words[] = { "", "OK", "FAILED", "warning", "not checked", "cannot be judged here" };

	return words[v];
}

const char *describe_event_title(const struct trace *t, event_id id)
{
	const struct event *e = trace_event(t, id);

	return event_text(e->type, e->version).title;
}

/* Registries that a number in a sentence may be named by: {a:suite}. */
static const struct {
	const char *key;
	const struct code_table *codes;
} registries[] = {
	{ "suite", &codes_cipher_suite },
	{ "version", &codes_version },
	{ "alert", &codes_alert },
	{ "level", &codes_alert_level },
	{ "type", &codes_handshake_type },
	{ "content", &codes_content_type },
	{ "extension", &codes_extension },
	{ "compression", &codes_compression },
	{ "scheme", &codes_signature_scheme },
	{ "group", &codes_named_group },
};

static void expand_number(int64_t v, const char *key, size_t key_len, struct buf *out)
{
	if (key_len == 4 && memcmp(key, "bits", 4) == 0) {
		if (v == ARG_UNKNOWN)
			buf_puts(out, "how long it is is not known here");
		else
			buf_printf(out, "%lld bits", (long long)v);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(registries); i++) {
		const char *name;

		if (strlen(registries[i].key) != key_len || memcmp(registries[i].key, key, key_len) != 0)
			continue;
		name = v >= 0 && v <= UINT32_MAX ? code_name(registries[i].codes, (uint32_t)v) : NULL;
		if (name)
			buf_puts(out, name);
		else
			buf_printf(out, "unknown (%lld)", (long long)v);
		return;
	}
	if (key_len == 1 && *key == 's')     /* plural: "certificate{a:s}" */
		buf_puts(out, v == 1 ? "" : "s");
	else if (v == ARG_UNKNOWN)
		buf_puts(out, "unknown");
	else
		buf_printf(out, "%lld", (long long)v);
}

static void expand_value(const struct trace *t, const struct event *e, size_t i, const char *key, size_t key_len,
			 struct buf *out)
{
	value_id id = i < e->n_values ? e->values[i] : 0;
	const struct value *v;

	if (!id) {
		buf_puts(out, "nothing");
		return;
	}
	v = trace_value(t, id);
	if (key_len == 1 && *key == 'n')
		buf_printf(out, "%zu", v->bytes.n);
	else if (key_len == 5 && memcmp(key, "label", 5) == 0)
		text_safe(out, bytes_str(v->label ? v->label : "value"));
	else if (key_len == 3 && memcmp(key, "alg", 3) == 0)
		buf_puts(out, v->alg ? v->alg : "no algorithm");
	else
		describe_value(t, id, v->show == SHOW_HEX ? SENTENCE_VALUE : SENTENCE_LIST, out);
}

static void expand_actor(const struct trace *t, enum actor a, bool capital, struct buf *out)
{
	size_t at = out->n;

	buf_puts(out, trace_actor(t, a)->text);
	if (capital)
		out->p[at] = (uint8_t)toupper(out->p[at]);
}

/* One placeholder, without its braces. */
static void expand(const struct trace *t, const struct event *e, const char *p, size_t n, bool capital, struct buf *out)
{
	const char *colon = memchr(p, ':', n);
	size_t name_len = colon ? (size_t)(colon - p) : n;
	const char *key = colon ? colon + 1 : "";
	size_t key_len = colon ? n - name_len - 1 : 0;

	if (name_len == 1 && isdigit((unsigned char)*p))
		expand_value(t, e, (size_t)(*p - '0'), key, key_len, out);
	else if (name_len == 1 && (*p == 'a' || *p == 'b'))
		expand_number(e->arg[*p - 'a'], key, key_len, out);
	else if (name_len == 5 && memcmp(p, "actor", 5) == 0)
		expand_actor(t, e->actor, capital, out);
	else if (name_len == 4 && memcmp(p, "peer", 4) == 0)
		expand_actor(t, e->actor == ACTOR_OBSERVER && e->unit ? trace_unit(t, e->unit)->sender : trace_peer(t, trace_event_connection(t, e), e->actor), capital, out);
	else if (name_len == 4 && memcmp(p, "unit", 4) == 0 && e->unit)
		buf_puts(out, describe_unit_name(t, e->unit));
	else if (name_len == 4 && memcmp(p, "unit", 4) == 0)
		buf_puts(out, "what came");
}

/* "1 bytes": drops the plural's s in the words that follow a 1. */
static const char *put_singular(const char *s, struct buf *out)
{
	static const char *const plurals[] = { " bytes", " certificates", " handshake messages", " named CAs", " CA certificates" };

	for (size_t i = 0; i < ARRAY_LEN(plurals); i++) {
		size_t n = strlen(plurals[i]);

		if (strncmp(s, plurals[i], n) != 0)
			continue;
		buf_add(out, bytes_of(plurals[i], n - 1));
		return s + n;
	}
	return s;
}

static bool ends_in_one(const struct buf *out, size_t start)
{
	return out->n == start + 1 && out->p[start] == '1';
}

static bool begins_sentence(const struct buf *out, size_t start)
{
	return out->n == start || (out->n >= start + 2 && out->p[out->n - 1] == ' ' && strchr(".?!", out->p[out->n - 2]));
}

static void expand_sentence(const struct trace *t, const struct event *e, const char *s, struct buf *out)
{
	size_t start = out->n;

	while (*s) {
		size_t plain = strcspn(s, "{"), at;
		const char *end;

		buf_add(out, bytes_of(s, plain));
		s += plain;
		end = strchr(s, '}');
		if (!*s || !end) {
			buf_puts(out, s);
			return;
		}
		at = out->n;
		expand(t, e, s + 1, (size_t)(end - s - 1), begins_sentence(out, start), out);
		s = end + 1;
		if (ends_in_one(out, at))
			s = put_singular(s, out);
	}
}

void describe_reason(const struct trace *t, event_id id, struct buf *out)
{
	const struct event *e = trace_event(t, id);

	if (e->reason != REASON_NONE)
		expand_sentence(t, e, reason_sentence(e->reason), out);
}

void describe_event(const struct trace *t, event_id id, struct buf *out)
{
	const struct event *e = trace_event(t, id);

	expand_sentence(t, e, event_text(e->type, e->version).sentence, out);
	if (e->reason != REASON_NONE) {
		if (out->n && out->p[out->n - 1] != '.' && out->p[out->n - 1] != '?')
			buf_puts(out, ".");
		buf_puts(out, " ");
		describe_reason(t, id, out);
	}
}

void describe_step(const struct trace *t, step_id id, struct buf *out)
{
	const struct step *s = trace_step(t, id);

	buf_puts(out, s->title ? s->title : "start");
	if (trace_side(t, s->connection, s->sender) != SIDE_NONE)
		buf_printf(out, ", %s -> %s", trace_actor(t, s->sender)->name, trace_actor(t, trace_peer(t, s->connection, s->sender))->name);
	if (s->connection && s->sender != ACTOR_NONE)   /* a phase says it itself */
		buf_printf(out, ", connection %u", s->connection + 1u);
}

/* What ended it, when no alert did: the network's own words. */
static void put_io_failure(const struct trace *t, struct buf *out)
{
	event_id last = trace_n_events(t) - 1;

	if (!last || trace_event(t, last)->type != EV_IO_FAILED)
		return;
	buf_puts(out, ": ");
	describe_event(t, last, out);
}

static void put_agreed(const struct trace_outcome *o, struct buf *out)
{
	buf_printf(out, ": %s, %s", o->version ? o->version : "no version", o->cipher_suite ? o->cipher_suite : "no cipher suite");
	if (o->server_name) {
		buf_puts(out, ", server name ");
		text_safe(out, bytes_str(o->server_name));
	}
	buf_puts(out, o->resumed ? ", resumed" : "");
}

/* Of a connection that still goes on. */
static void put_so_far(const struct trace *t, const struct trace_outcome *o, struct buf *out)
{
	if (!trace_last_event(t, t->studied, EV_ESTABLISHED)) {
		buf_puts(out, "Not finished.");
		return;
	}
	buf_puts(out, "Established, and goes on");
	put_agreed(o, out);
	buf_puts(out, ".");
}

static void put_outcome(const struct trace *t, const struct trace_outcome *o, struct buf *out)
{
	bool established;

	if (!o->done || !o->outcome) {
		put_so_far(t, o, out);
		return;
	}
	established = strcmp(o->outcome, "established") == 0;
	if (strcmp(o->outcome, "unjudged") == 0) {
		buf_printf(out, "Cannot be judged here: nothing was found against it, but a check needs what is not supported (%s).", o->failed_check);
		return;
	}
	if (!established && o->alert && strcmp(o->alert, code_name(&codes_alert, ALERT_USER_CANCELED)) == 0) {
		buf_printf(out, "Given up: %s did not want to go on (%s). Nothing had failed.", trace_actor(t, o->alert_from)->text, o->alert);
		return;
	}
	buf_printf(out, "%c%s", toupper((unsigned char)o->outcome[0]), o->outcome + 1);
	if (strcmp(o->outcome, "closed") == 0)
		buf_puts(out, ": whether it was established cannot be read");
	if (established)
		put_agreed(o, out);
	if (o->alert)
		buf_printf(out, "%s alert %s%s%s", established ? "," : ":", o->alert, o->alert_from ? " from " : "",
			   o->alert_from ? trace_actor(t, o->alert_from)->text : "");
	if (o->failed_check)
		buf_printf(out, "%s check that %s: %s", o->alert ? "," : ":", o->unjudged ? "cannot be judged here" : "failed", o->failed_check);
	if (!o->alert && !o->failed_check && !o->cause_text)
		put_io_failure(t, out);
	buf_puts(out, ".");
	if (o->cause_text)
		buf_printf(out, " Why: %s", o->cause_text);
}

void describe_title(const struct trace *t, struct buf *out)
{
	buf_puts(out, "TLS handshake");
	if (!t->scenario)
		return;
	buf_puts(out, ": ");
	text_safe(out, bytes_str(t->scenario));
}

void describe_outcome(const struct trace *t, struct buf *out)
{
	if (!trace_has_others(t)) {
		put_outcome(t, &trace_studied(t)->outcome, out);
		return;
	}
	for (size_t i = 0; i < t->connections.n; i++) {
		const struct trace_connection *c = trace_connection(t, (connection_id)i);

		if (!trace_was_opened(t, (connection_id)i))
			continue;
		buf_printf(out, "%sConnection %zu, %s with %s. ", i ? " " : "", i + 1, trace_actor(t, c->parties[SIDE_CLIENT])->text,
			   trace_actor(t, c->parties[SIDE_SERVER])->text);
		put_outcome(t, &c->outcome, out);
	}
}
