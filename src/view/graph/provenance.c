#include "view/graph/provenance.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/events.h"
#include "view/text/describe.h"
#include "view/graph/origin.h"

enum { MAX_ROWS = 5000, MAX_DEPTH = 400, MIN_FILL = 2, COLUMNS = 80, MAX_INDENT = 32, MIN_BYTES = 10 };

/* ---- the graph turned round ---- */

void provenance_uses_build(struct uses *u, const struct trace *t)
{
	uint32_t n = trace_n_values(t), total = 0, *at;

	if (u->n_values == n)
		return;
	provenance_uses_free(u);
	u->n_values = n;
	u->first = mem_alloc((n + 1) * sizeof(*u->first));
	for (value_id v = 1; v < n; v++)
		for (uint32_t i = 0; i < trace_value(t, v)->n_inputs; i++)
			u->first[trace_value(t, v)->inputs[i] + 1]++;
	for (uint32_t i = 0; i < n; i++)
		u->first[i + 1] += u->first[i];
	total = u->first[n];
	u->users = mem_alloc((total + 1) * sizeof(*u->users));
	at = mem_alloc((n + 1) * sizeof(*at));
	memcpy(at, u->first, (n + 1) * sizeof(*at));
	for (value_id v = 1; v < n; v++)
		for (uint32_t i = 0; i < trace_value(t, v)->n_inputs; i++)
			u->users[at[trace_value(t, v)->inputs[i]]++] = v;
	free(at);
}

void provenance_uses_free(struct uses *u)
{
	free(u->first);
	free(u->users);
	*u = (struct uses){ 0 };
}

/* ---- the tree ---- */

static const value_id *below(const struct provenance *p, const struct trace *t, value_id v, enum provenance_way way, uint32_t *n)
{
	if (way == PROVENANCE_BACK) {
		*n = trace_value(t, v)->n_inputs;
		return trace_value(t, v)->inputs;
	}
	*n = p->uses.first[v + 1] - p->uses.first[v];
	return p->uses.users + p->uses.first[v];
}

static struct provenance_row *add_row(struct provenance *p, struct provenance_row row)
{
	if (p->n == p->cap)
		p->rows = mem_realloc(p->rows, (p->cap = p->cap ? 2 * p->cap : 64) * sizeof(*p->rows));
	p->rows[p->n] = row;
	return &p->rows[p->n++];
}

/* How many of the values from i on are constants and lengths that only fill a message up. */
static uint32_t fill_at(const struct provenance *p, const struct trace *t, value_id parent, const value_id *ids, uint32_t n, uint32_t i, enum provenance_way way)
{
	uint32_t k = i;

	if (p->every || way == PROVENANCE_FORTH || trace_value(t, parent)->op != OP_CONCAT)
		return 0;
	while (k < n && (trace_value(t, ids[k])->op == OP_CONST || trace_value(t, ids[k])->op == OP_COUNTER))
		k++;
	return k - i >= MIN_FILL ? k - i : 0;
}

static void add_tree(struct provenance *p, const struct trace *t, value_id v, enum provenance_way way, unsigned depth, int left)
{
	uint32_t n;
	const value_id *ids = below(p, t, v, way, &n);
	bool again = p->seen.p[v];

	if (p->n >= MAX_ROWS || depth > MAX_DEPTH) {
		p->cut = true;
		return;
	}
	add_row(p, (struct provenance_row){ v, (uint16_t)depth, again, !n, 0 });
	p->seen.p[v] = 1;
	if (again || !left)
		return;
	for (uint32_t i = 0; i < n;) {
		uint32_t fill = fill_at(p, t, v, ids, n, i, way);

		if (fill)
			add_row(p, (struct provenance_row){ ids[i], (uint16_t)(depth + 1), false, true, fill });
		/* x joined with x: once is enough */
		else if (!i || ids[i] != ids[i - 1])
			add_tree(p, t, ids[i], way, depth + 1, left - 1);
		i += fill ? fill : 1;
	}
}

void provenance_build(struct provenance *p, const struct trace *t, value_id v, enum provenance_way way, int depth)
{
	p->n = 0;
	p->cut = false;
	buf_clear(&p->seen);
	for (uint32_t i = 0; i < trace_n_values(t); i++)
		buf_add_uint(&p->seen, 1, 0);
	if (way == PROVENANCE_FORTH)
		provenance_uses_build(&p->uses, t);
	add_tree(p, t, v, way, 0, depth);
}

void provenance_free(struct provenance *p)
{
	free(p->rows);
	provenance_uses_free(&p->uses);
	buf_free(&p->seen);
	*p = (struct provenance){ 0 };
}

/* ---- words ---- */

/* Where the operation itself is specified, for values that no event speaks of. */
static const char *const op_rfc[OP_N] = {
	[OP_HASH] = "FIPS 180-4", [OP_HMAC] = "RFC 2104", [OP_PRF] = "RFC 5246 5", [OP_HKDF_EXTRACT] = "RFC 5869 2.2",
	[OP_HKDF_EXPAND] = "RFC 5869 2.3", [OP_CLAMP] = "RFC 7748 5", [OP_RSA_PUBLIC] = "RFC 8017 5.1.1",
	[OP_RSA_PRIVATE] = "RFC 8017 5.1.2",
	[OP_MGF1] = "RFC 8017 B.2.1", [OP_ENCRYPT] = "RFC 5246 6.2.3.2", [OP_DECRYPT] = "RFC 5246 6.2.3.2",
	[OP_STREAM] = "RFC 5246 6.2.3.1", [OP_SEAL] = "RFC 5116 2.1", [OP_OPEN] = "RFC 5116 2.2",
	[OP_COMPRESS] = "RFC 8879 4", [OP_DECOMPRESS] = "RFC 8879 4",
};

const char *provenance_rfc(const struct trace *t, value_id v)
{
	const struct value *value = trace_value(t, v);
	const struct event *e = value->event ? trace_event(t, value->event) : NULL;
	const char *rfc = e && value->op != OP_HASH && value->op != OP_HMAC ? event_text(e->type, e->version).rfc : NULL;

	return rfc ? rfc : op_rfc[value->op] ? op_rfc[value->op] : "";
}

static void say_fill(const struct trace *t, const struct provenance_row *row, struct buf *out)
{
	buf_printf(out, "[%u] ", row->value);
	text_safe(out, bytes_str(trace_value(t, row->value)->label));
	buf_printf(out, " and %u more constants and lengths", row->fill - 1);
}

/* In words; what is a name of its own needs none. */
static const char *const op_words[OP_N] = {
	[OP_CONST] = "constant", [OP_CONFIG] = "given", [OP_RANDOM] = "drawn at random", [OP_WIRE] = "from the wire", [OP_KEYLOG] = "from a key log",
	[OP_CLOCK] = "from the clock", [OP_COUNTER] = "counted", [OP_CONCAT] = "joined", [OP_INTERSECT] = "what both have", [OP_HASH] = "hash",
	[OP_HKDF_EXTRACT] = "HKDF-Extract", [OP_HKDF_EXPAND] = "HKDF-Expand", [OP_CLAMP] = "bits fixed", [OP_DH_PUBLIC] = "public value",
	[OP_DH] = "shared secret", [OP_RSA_PUBLIC] = "x^e mod n", [OP_RSA_PRIVATE] = "x^d mod n", [OP_SIGN] = "signed", [OP_VERIFY] = "signature checked",
	[OP_ENCRYPT] = "encrypted", [OP_DECRYPT] = "decrypted", [OP_STREAM] = "with the keystream", [OP_SEAL] = "sealed", [OP_OPEN] = "opened",
	[OP_COMPRESS] = "compressed", [OP_DECOMPRESS] = "decompressed", [OP_ADD] = "added",
};

/* Words first, what JSON calls the operation in brackets. */
static void say_op(const struct value *v, bool name, struct buf *out)
{
	if (v->op == OP_SLICE && v->bytes.n)
		buf_printf(out, "bytes %u to %zu", v->offset, v->offset + v->bytes.n - 1);
	else
		buf_puts(out, op_words[v->op] ? op_words[v->op] : value_op_name(v->op));
	if (v->alg)
		buf_printf(out, ", %s", v->alg);
	if (name && (op_words[v->op] || v->op == OP_SLICE))
		buf_printf(out, " (%s)", value_op_name(v->op));
}

static void say_tail(const struct trace *t, const struct value *v, bool name, bool who, const char *rfc, struct buf *out)
{
	buf_clear(out);
	buf_printf(out, ", %zu byte%s: ", v->bytes.n, v->bytes.n == 1 ? "" : "s");
	say_op(v, name, out);
	if (who)
		buf_printf(out, ", %s", trace_actor(t, v->actor)->name);
	if (*rfc)
		buf_printf(out, ", %s", rfc);
}

void provenance_say(const struct trace *t, const struct provenance_row *row, int columns, struct buf *out)
{
	const struct value *v = trace_value(t, row->value);
	const char *rfc = provenance_rfc(t, row->value);
	struct buf head = { 0 }, tail = { 0 };
	bool short_form = row->again && !row->leaf;
	int room = 0;

	if (row->fill) {
		say_fill(t, row, out);
		return;
	}
	buf_printf(&head, "[%u] ", row->value);
	text_safe(&head, bytes_str(v->label));
	buf_add(out, buf_bytes(&head));
	if (short_form)
		buf_puts(out, ": see above");
	/* what does not fit goes in this order: the operation's name, the RFC, who made it */
	for (int less = 0; !short_form && less < 4; less++) {
		say_tail(t, v, less < 1, less < 3, less < 2 ? rfc : "", &tail);
		room = columns - text_width(buf_str(&head)) - text_width(buf_str(&tail)) - 2;
		if (room >= MIN_BYTES)
			break;
	}
	if (!short_form && v->bytes.n && room > 2) {
		buf_puts(out, ": ");
		describe_bytes(v->bytes, describe_show(v->bytes, v->show), v->codes, room, out);
	}
	buf_add(out, buf_bytes(&tail));
	buf_free(&head);
	buf_free(&tail);
}

static void put_rows(const struct trace *t, const struct provenance *p, size_t from, struct buf *out)
{
	for (size_t i = from; i < p->n; i++) {
		int indent = 2 * p->rows[i].depth;

		if (indent > MAX_INDENT)
			indent = MAX_INDENT;
		buf_printf(out, "%*s", indent, "");
		provenance_say(t, &p->rows[i], COLUMNS - indent, out);
		buf_puts(out, "\n");
	}
	if (p->cut)
		buf_puts(out, "... and more than that\n");
}

void provenance_text(const struct trace *t, value_id v, struct buf *out)
{
	struct provenance p = { 0 };

	provenance_build(&p, t, v, PROVENANCE_BACK, -1);
	put_rows(t, &p, 0, out);
	provenance_build(&p, t, v, PROVENANCE_FORTH, 1);
	buf_puts(out, p.n > 1 ? "\nIt went into:\n" : "\nNothing was made of it.\n");
	put_rows(t, &p, 1, out);
	provenance_free(&p);
}
