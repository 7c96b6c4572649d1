#include "source/sim/whatif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/sim/transit.h"
#include "spec/codes.h"

enum { HEADER = 5 };

static const char *name_of(uint8_t content_type, uint8_t handshake_type)
{
	return content_type == CT_HANDSHAKE ? code_name(&codes_handshake_type, handshake_type) : code_name(&codes_content_type, content_type);
}

/* ---- the form ---- */

static enum status find_name(const char *word, size_t n, struct edit *e, struct error *err)
{
	const struct code_table *tables[] = { &codes_handshake_type, &codes_content_type };
	char copy[64];
	struct text_guess guess = { .word = copy };

	snprintf(copy, sizeof(copy), "%.*s", (int)n, word);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		for (size_t j = 0; j < tables[i]->n; j++) {
			const struct code *c = code_at(tables[i], j);

			if (i == 1 && (c->value < CT_CHANGE_CIPHER_SPEC || c->value > CT_APPLICATION_DATA || c->value == CT_HANDSHAKE))
				continue;
			text_guess_try(&guess, c->name);
			if (strlen(c->name) != n || memcmp(c->name, word, n) != 0)
				continue;
			e->name = c->name;
			e->tamper.content_type = i == 0 ? CT_HANDSHAKE : (uint8_t)c->value;
			e->tamper.handshake_type = i == 0 ? (uint8_t)c->value : 0;
			return ST_OK;
		}
	if (guess.best)
		return error_set(err, ST_USAGE, "--flip: there is no message \"%s\"; did you mean %s?", copy, guess.best);
	return error_set(err, ST_USAGE, "--flip: there is no message \"%s\"; write client_hello:41, finished#2:30:80 or application_data:20", copy);
}

/* A number at *s, which moves behind it. */
static bool read_number(const char **s, int base, uint32_t max, uint32_t *out)
{
	char *end;
	unsigned long v;

	if (!(base == 16 ? strspn(*s, "0123456789abcdefABCDEF") : strspn(*s, "0123456789")))
		return false;
	v = strtoul(*s, &end, base);
	if (v > max)
		return false;
	*out = (uint32_t)v;
	*s = end;
	return true;
}

enum status edit_parse(const char *text, struct edit *e, struct error *err)
{
	size_t n = strcspn(text, "#:");
	const char *s = text + n;
	uint32_t mask = 1;

	*e = (struct edit){ .tamper = { .kind = TAMPER_FLIP, .nth = 1 } };
	TRY(find_name(text, n, e, err));
	if (*s == '#' && (s++, !read_number(&s, 10, 9999, &e->tamper.nth) || !e->tamper.nth))
		return error_set(err, ST_USAGE, "--flip: \"%.60s\": after # comes which message of that name, from 1", text);
	if (*s != ':')
		return error_set(err, ST_USAGE, "--flip: \"%.60s\": the offset is missing; write %s:41", text, e->name);
	s++;
	if (!read_number(&s, strncmp(s, "0x", 2) == 0 ? 16 : 10, 1 << 24, &e->tamper.off))
		return error_set(err, ST_USAGE, "--flip: \"%.60s\": the offset is no number; write %s:41", text, e->name);
	if (*s == ':' && (s++, !read_number(&s, 16, 0xff, &mask) || !mask))
		return error_set(err, ST_USAGE, "--flip: \"%.60s\": the mask is a byte in hex, from 01 to ff", text);
	if (*s)
		return error_set(err, ST_USAGE, "--flip: \"%.60s\": \"%.20s\" is too much; the form is MESSAGE[#N]:OFFSET[:MASK]", text, s);
	e->tamper.mask = (uint8_t)mask;
	return ST_OK;
}

/* ---- in the original ---- */

/* "client_hello, server_hello, certificate, ..." as they were sent. */
static void put_sent(const struct trace *t, struct buf *out)
{
	struct tamper any = { .content_type = 0 };

	for (unit_id id = 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);

		any.content_type = u->content_type;
		any.handshake_type = u->handshake_type;
		if (transit_is_meant(t, id, &any))
			buf_printf(out, "%s%s", out->n ? ", " : "", name_of(u->content_type, u->handshake_type));
	}
}

static enum status never_came(const struct trace *t, const struct edit *e, uint32_t met, struct error *err)
{
	struct buf sent = { 0 };

	put_sent(t, &sent);
	if (met)
		error_set(err, ST_USAGE, "--flip: there is no %s#%u: only %u came; sent are: %s", e->name, e->tamper.nth, met, buf_str(&sent));
	else
		error_set(err, ST_USAGE, "--flip: no %s comes here; sent are: %s", e->name, buf_str(&sent));
	buf_free(&sent);
	return ST_USAGE;
}

static enum status place(const struct trace *t, struct edit *e, struct error *err)
{
	uint32_t met = 0;
	const struct unit *u;

	for (unit_id id = 1; id < trace_n_units(t) && !e->message; id++)
		if (transit_is_meant(t, id, &e->tamper) && ++met == e->tamper.nth)
			e->message = id;
	if (!e->message)
		return never_came(t, e, met, err);
	u = trace_unit(t, e->message);
	e->in_fragment = transit_record_of(t, e->message) != u->carrier;
	e->record = transit_place(t, e->message, &e->tamper, &e->at);
	if (e->record)
		return ST_OK;
	if (e->in_fragment)
		return error_set(err, ST_USAGE, "--flip: %s is encrypted; its record's fragment has %u bytes: write an offset from 0 to %u",
				 e->name, e->at, e->at - 1);
	return error_set(err, ST_USAGE, "--flip: %s has %u bytes: write an offset from 0 to %u", e->name, e->at, e->at - 1);
}

/* The message that the unit is, or the first one that it carries; 0 if none. */
static unit_id message_of(const struct trace *t, unit_id unit)
{
	if (trace_unit(t, unit)->kind == UNIT_MESSAGE)
		return unit;
	for (unit_id id = 1; id < trace_n_units(t); id++)
		if (trace_unit(t, id)->kind == UNIT_MESSAGE && trace_unit(t, id)->carrier &&
		    (trace_unit(t, id)->carrier == unit || transit_record_of(t, id) == unit))
			return id;
	return 0;
}

enum status edit_of_byte(const struct trace *t, unit_id unit, uint32_t off, uint8_t mask, struct edit *e, struct error *err)
{
	const struct unit *u = trace_unit(t, unit), *m;
	unit_id message = message_of(t, unit);
	bool plain, is_message = u->kind == UNIT_MESSAGE, is_record = u->kind == UNIT_RECORD;

	*e = (struct edit){ .tamper = { .kind = TAMPER_FLIP, .mask = mask, .off = off } };
	if (!message || !trace_unit(t, message)->carrier)
		return error_set(err, ST_NOT_FOUND, "this is not on its way: choose a byte of a record or message that is sent");
	m = trace_unit(t, message);
	plain = transit_record_of(t, message) == m->carrier;
	if (plain ? !(is_message || is_record) : !is_record)
		return error_set(err, ST_NOT_FOUND, "who sits on the wire sees only ciphertext: choose a byte of the record (v)");
	if (is_record) {
		uint32_t begin = plain ? m->carrier_off : HEADER;

		if (off < begin)
			return error_set(err, ST_NOT_FOUND, "this byte belongs to the record's header: choose one behind it");
		e->tamper.off = off - begin;
	}
	e->name = name_of(m->content_type, m->handshake_type);
	e->tamper.content_type = m->content_type;
	e->tamper.handshake_type = m->handshake_type;
	for (unit_id id = 1; id <= message; id++)
		e->tamper.nth += transit_is_meant(t, id, &e->tamper);
	return place(t, e, err);
}

enum status whatif_open(const struct sim_options *o, struct edit *e, struct feed **original, struct feed **changed, struct error *err)
{
	struct sim_options with = *o;
	enum status st;

	*original = *changed = NULL;
	if (o->fault && o->fault->tamper.kind)
		return error_set(err, ST_USAGE, "--flip: the fault %s changes the wire already; choose one of the two", o->fault->name);
	TRY(sim_open(o, original, err));
	while ((*original)->pump(*original, 0) != FEED_DONE)
		continue;
	st = e->message ? ST_OK : place((*original)->trace, e, err);
	with.tamper = &e->tamper;
	if (st == ST_OK)
		st = sim_open(&with, changed, err);
	if (st != ST_OK) {
		(*original)->free(*original);
		*original = NULL;
	}
	return st;
}

/* As the command line has it: whoever sees the run can repeat it. */
static void name_change(const struct edit *e, struct trace *t)
{
	struct buf text = { 0 };

	buf_printf(&text, "--flip %s", e->name);
	if (e->tamper.nth > 1)
		buf_printf(&text, "#%u", e->tamper.nth);
	buf_printf(&text, ":%u:%02x", e->tamper.off, e->tamper.mask);
	t->scenario = arena_str(&t->arena, buf_str(&text));
	buf_free(&text);
}

struct feed *whatif_byte(const struct sim_options *o, unit_id unit, uint32_t off, uint8_t mask, struct error *err)
{
	struct feed *first, *original, *changed = NULL;
	struct edit e;

	if (sim_open(o, &first, err) != ST_OK)
		return NULL;
	while (first->pump(first, 0) != FEED_DONE)
		continue;
	if (edit_of_byte(first->trace, unit, off, mask, &e, err) == ST_OK && whatif_open(o, &e, &original, &changed, err) == ST_OK) {
		original->free(original);
		name_change(&e, changed->trace);
	}
	first->free(first);
	return changed;
}

struct feed *whatif_fault(const struct sim_options *o, const struct fault *fault, struct error *err)
{
	struct sim_options with = *o;
	struct feed *f;
	char name[80];

	with.fault = fault;
	with.tamper = NULL;
	if (sim_open(&with, &f, err) != ST_OK)
		return NULL;
	snprintf(name, sizeof(name), "--fault %s", fault->name);
	f->trace->scenario = arena_str(&f->trace->arena, name);
	return f;
}
