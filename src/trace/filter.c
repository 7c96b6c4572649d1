#include "trace/filter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "spec/algorithms.h"

/* ---- what can be asked ---- */

struct subject {
	const struct stream_summary *s;
	const struct handshake_summary *h;   /* of a stream that has none all zero */
};

/* Each adds its values, a NUL behind each; none if there is none. */
static void put(struct buf *out, const char *text)
{
	if (text)
		buf_add(out, bytes_of(text, strlen(text) + 1));
}

static void put_number(struct buf *out, uint64_t n)
{
	buf_add_decimal(out, n, 1);
	buf_add_uint(out, 1, 0);
}

static void put_flag(struct buf *out, bool holds)
{
	put(out, holds ? "yes" : "no");
}

static void of_stream(const struct subject *x, struct buf *out) { put_number(out, x->s->number); }
static void of_handshake(const struct subject *x, struct buf *out) { put_number(out, x->h->number); }
static void of_client(const struct subject *x, struct buf *out) { put(out, x->s->client); }
static void of_name(const struct subject *x, struct buf *out) { put(out, x->h->server_name); }
static void of_via(const struct subject *x, struct buf *out) { put(out, x->s->via); }
static void of_reason(const struct subject *x, struct buf *out) { put(out, closed_code(x->s->is_tls ? x->h->reason : CLOSED_NOT_TLS)); }
static void of_alpn(const struct subject *x, struct buf *out) { put(out, x->h->alpn); }
static void of_ja3(const struct subject *x, struct buf *out) { put(out, x->h->ja3); }
static void of_ja4(const struct subject *x, struct buf *out) { put(out, x->h->ja4); }
static void of_resumed(const struct subject *x, struct buf *out) { put_flag(out, x->h->resumed); }
static void of_decrypted(const struct subject *x, struct buf *out) { put_flag(out, x->h->decrypted); }
static void of_client_auth(const struct subject *x, struct buf *out) { put_flag(out, x->h->client_auth); }
static void of_tls(const struct subject *x, struct buf *out) { put_flag(out, x->s->is_tls); }

static void of_server(const struct subject *x, struct buf *out)
{
	put(out, x->s->server);
	put(out, x->h->server_name);
}

/* By its name, and as options have it. */
static void of_version(const struct subject *x, struct buf *out)
{
	char room[CODE_TEXT_MAX];
	const char *name = handshake_version(x->h, room);

	put(out, name);
	if (name && strncmp(name, "TLS ", 4) == 0)
		put(out, name + 4);
	else if (name && x->h->version == VERSION_SSL30)
		put(out, "ssl3");
}

static void of_suite(const struct subject *x, struct buf *out)
{
	char room[CODE_TEXT_MAX];

	put(out, handshake_suite(x->h, room));
}

static void of_exchange(const struct subject *x, struct buf *out)
{
	const struct kx_spec *kx = handshake_key_exchange(x->h);

	put(out, kx ? kx->name : NULL);
}

static void of_outcome(const struct subject *x, struct buf *out)
{
	put(out, x->s->cause != CAUSE_NONE ? handshake_outcome_name(OUTCOME_FAILED) : x->s->is_tls ? handshake_outcome_name(x->h->outcome) : NULL);
}

static void of_cause(const struct subject *x, struct buf *out)
{
	put(out, cause_code(x->s->cause != CAUSE_NONE ? x->s->cause : x->h->cause));
}

static void of_alert(const struct subject *x, struct buf *out)
{
	for (size_t i = 0; i < x->h->n_alerts; i++)
		put(out, handshake_alert(x->h, i));
}

static const char *const chain_names[] = { [VERDICT_OK] = "accepted", [VERDICT_FAIL] = "refused", [VERDICT_UNJUDGED] = "unjudged" };

static void of_chain(const struct subject *x, struct buf *out)
{
	put(out, chain_names[x->h->chain]);
}

/* What the values can be, where they are known beforehand: i from 0; "" for a place without a name, NULL behind the last. */
static const char *named(const char *name)
{
	return name ? name : "";
}

static const char *nth_flag(size_t i) { return i == 0 ? "yes" : i == 1 ? "no" : NULL; }
static const char *nth_outcome(size_t i) { return i <= OUTCOME_FAILED ? handshake_outcome_name((enum handshake_outcome)i) : NULL; }
static const char *nth_cause(size_t i) { return i < CAUSE_N ? named(cause_code((enum cause)i)) : NULL; }
static const char *nth_reason(size_t i) { return i < CLOSED_N ? named(closed_code((enum closed)i)) : NULL; }
static const char *nth_chain(size_t i) { return i < ARRAY_LEN(chain_names) ? named(chain_names[i]) : NULL; }
static const char *nth_alert(size_t i) { return i <= UINT8_MAX ? named(code_name(&codes_alert, (uint32_t)i)) : NULL; }

static const struct asked {
	const char *name;
	bool number;
	void (*values)(const struct subject *x, struct buf *out);
	const char *(*nth)(size_t i);        /* NULL: any value is one */
} asked[] = {
	{ "stream", true, of_stream, NULL }, { "handshake", true, of_handshake, NULL }, { "client", false, of_client, NULL },
	{ "server", false, of_server, NULL }, { "server_name", false, of_name, NULL }, { "via", false, of_via, NULL },
	{ "version", false, of_version, NULL }, { "suite", false, of_suite, NULL }, { "key_exchange", false, of_exchange, NULL },
	{ "outcome", false, of_outcome, nth_outcome }, { "cause", false, of_cause, nth_cause }, { "reason", false, of_reason, nth_reason },
	{ "alert", false, of_alert, nth_alert }, { "chain", false, of_chain, nth_chain }, { "resumed", false, of_resumed, nth_flag },
	{ "decrypted", false, of_decrypted, nth_flag }, { "client_auth", false, of_client_auth, nth_flag }, { "tls", false, of_tls, nth_flag },
	{ "alpn", false, of_alpn, NULL }, { "ja3", false, of_ja3, NULL }, { "ja4", false, of_ja4, NULL },
};

void filter_names(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		buf_printf(out, "%s%s", i ? ", " : "", asked[i].name);
}

/* ---- the expression, as a tree ---- */

enum relation { IS, IS_NOT, HOLDS, HOLDS_NOT, LESS, AT_MOST, MORE, AT_LEAST };
enum kind { TERM, NOT, AND, OR };
enum { MOST_NODES = 64 };

struct node {
	enum kind kind;
	const struct node *a, *b;
	const struct asked *asked;
	enum relation relation;
	char *value;                     /* owned; "" is none */
};

struct filter {
	struct node nodes[MOST_NODES];
	size_t n;
	const struct node *root;
};

/* ---- reading it ---- */

struct reading {
	struct filter *f;
	const char *p, *where;
	unsigned depth;
	struct error *err;
};

/* Longer ones before those that they begin with. */
static const struct { const char *text; enum relation relation; } relations[] = {
	{ "!=", IS_NOT }, { "!~", HOLDS_NOT }, { "<=", AT_MOST }, { ">=", AT_LEAST }, { "==", IS }, { "=", IS }, { "~", HOLDS }, { "<", LESS }, { ">", MORE },
};

static void skip_blanks(struct reading *r)
{
	while (*r->p == ' ' || *r->p == '\t')
		r->p++;
}

static size_t word_length(const char *p)
{
	return strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
}

static bool keyword(struct reading *r, const char *word)
{
	skip_blanks(r);
	if (word_length(r->p) != strlen(word) || strncasecmp(r->p, word, strlen(word)) != 0)
		return false;
	r->p += strlen(word);
	return true;
}

static enum status node_add(struct reading *r, struct node node, const struct node **out)
{
	if (r->f->n == MOST_NODES)
		return error_set(r->err, ST_USAGE, "%s: the expression is too long", r->where);
	r->f->nodes[r->f->n] = node;
	*out = &r->f->nodes[r->f->n++];
	return ST_OK;
}

static enum status read_name(struct reading *r, const struct asked **out)
{
	const size_t n = word_length(r->p);
	struct buf all = { 0 };
	enum status st;

	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		if (strlen(asked[i].name) == n && strncasecmp(asked[i].name, r->p, n) == 0) {
			r->p += n;
			*out = &asked[i];
			return ST_OK;
		}
	filter_names(&all);
	st = error_set(r->err, ST_USAGE, "%s: \"%.30s\" is no name; there are %s", r->where, r->p, buf_str(&all));
	buf_free(&all);
	return st;
}

static char *read_value(struct reading *r)
{
	const bool quoted = *r->p == '"';
	const char *begin = r->p + quoted;
	const size_t n = quoted ? strcspn(begin, "\"") : strcspn(begin, " \t()");
	char *out = mem_alloc(n + 1);

	memcpy(out, begin, n);
	r->p = begin + n + (quoted && begin[n] == '"');
	return out;
}

static bool is_number(const char *text)
{
	return *text && strlen(text) < 18 && strspn(text, "0123456789") == strlen(text);
}

static bool is_value(const struct asked *a, const char *value)
{
	for (size_t i = 0; a->nth(i); i++)
		if (strcasecmp(a->nth(i), value) == 0)
			return true;
	return false;
}

static enum status no_value(const struct reading *r, const struct node *n)
{
	struct buf all = { 0 };

	for (size_t i = 0; n->asked->nth(i); i++)
		if (*n->asked->nth(i))
			buf_printf(&all, "%s%s", all.n ? ", " : "", n->asked->nth(i));
	error_set(r->err, ST_USAGE, "%s: \"%.30s\" is no value of %s; there are %s", r->where, n->value, n->asked->name, buf_str(&all));
	buf_free(&all);
	return ST_USAGE;
}

/* A value that none can ever have is a slip, and would be answered by silence. */
static enum status check_value(const struct reading *r, const struct node *n)
{
	if (n->relation >= LESS && (!n->asked->number || !is_number(n->value)))
		return error_set(r->err, ST_USAGE, "%s: < and > are for numbers: stream>100", r->where);
	if ((n->relation != IS && n->relation != IS_NOT) || !*n->value)
		return ST_OK;
	if (n->asked->number && !is_number(n->value))
		return error_set(r->err, ST_USAGE, "%s: \"%.30s\" is no number; write %s=3", r->where, n->value, n->asked->name);
	return !n->asked->nth || is_value(n->asked, n->value) ? ST_OK : no_value(r, n);
}

static enum status read_term(struct reading *r, const struct node **out)
{
	struct node node = { .kind = TERM, .relation = IS };
	bool related = false;

	TRY(read_name(r, &node.asked));
	skip_blanks(r);
	for (size_t i = 0; i < ARRAY_LEN(relations) && !related; i++)
		if (strncmp(r->p, relations[i].text, strlen(relations[i].text)) == 0) {
			r->p += strlen(relations[i].text);
			node.relation = relations[i].relation;
			related = true;
		}
	TRY(node_add(r, node, out));
	skip_blanks(r);
	r->f->nodes[r->f->n - 1].value = related ? read_value(r) : NULL;
	return related ? check_value(r, *out) : ST_OK;
}

static enum status read_or(struct reading *r, const struct node **out);

static enum status read_not(struct reading *r, const struct node **out)
{
	const struct node *of;

	if (r->depth > 16)
		return error_set(r->err, ST_USAGE, "%s: the expression is too deep", r->where);
	r->depth++;
	if (keyword(r, "not") || (skip_blanks(r), *r->p == '!' && r->p++)) {
		TRY(read_not(r, &of));
		TRY(node_add(r, (struct node){ .kind = NOT, .a = of }, out));
	} else if (*r->p == '(') {
		r->p++;
		TRY(read_or(r, out));
		skip_blanks(r);
		if (*r->p++ != ')')
			return error_set(r->err, ST_USAGE, "%s: a bracket is not closed", r->where);
	} else {
		TRY(read_term(r, out));
	}
	r->depth--;
	return ST_OK;
}

static enum status read_and(struct reading *r, const struct node **out)
{
	TRY(read_not(r, out));
	while (keyword(r, "and")) {
		const struct node *a = *out, *b;

		TRY(read_not(r, &b));
		TRY(node_add(r, (struct node){ .kind = AND, .a = a, .b = b }, out));
	}
	return ST_OK;
}

static enum status read_or(struct reading *r, const struct node **out)
{
	TRY(read_and(r, out));
	while (keyword(r, "or")) {
		const struct node *a = *out, *b;

		TRY(read_and(r, &b));
		TRY(node_add(r, (struct node){ .kind = OR, .a = a, .b = b }, out));
	}
	return ST_OK;
}

enum status filter_new(const char *text, const char *where, struct filter **out, struct error *err)
{
	struct filter *f = mem_alloc(sizeof(*f));
	struct reading r = { .f = f, .p = text, .where = where, .err = err };
	enum status st = read_or(&r, &f->root);

	if (st == ST_OK) {
		skip_blanks(&r);
		if (*r.p)
			st = error_set(err, ST_USAGE, "%s: what does \"%.30s\" say? Write: outcome=failed and server~example", where, r.p);
	}
	if (st == ST_OK)
		*out = f;
	else
		filter_free(f);
	return st;
}

void filter_free(struct filter *f)
{
	for (size_t i = 0; f && i < f->n; i++)
		free(f->nodes[i].value);
	free(f);
}

/* ---- asking ---- */

static bool holds_text(const char *text, const char *part)
{
	const size_t n = strlen(part);

	for (; strlen(text) >= n; text++)
		if (strncasecmp(text, part, n) == 0)
			return true;
	return false;
}

static bool is_related(enum relation relation, const char *is, const char *wanted)
{
	const unsigned long long a = strtoull(is, NULL, 10), b = strtoull(wanted, NULL, 10);

	switch (relation) {
	case HOLDS: case HOLDS_NOT: return holds_text(is, wanted);
	case LESS: return a < b;
	case AT_MOST: return a <= b;
	case MORE: return a > b;
	case AT_LEAST: return a >= b;
	default: return strcasecmp(is, wanted) == 0;
	}
}

/* Any of its values will do; to be none of them all must differ. */
static bool term_holds(const struct node *n, const struct subject *x)
{
	const bool none = n->relation == IS_NOT || n->relation == HOLDS_NOT;
	struct buf values = { 0 };
	bool any = false;

	n->asked->values(x, &values);
	if (!n->value)
		any = values.n && strcmp((const char *)values.p, "no") != 0;
	for (size_t at = 0; n->value && at < values.n; at += strlen((const char *)values.p + at) + 1)
		any |= is_related(n->relation, (const char *)values.p + at, n->value);
	any |= n->value && !values.n && !*n->value;
	buf_free(&values);
	return any != none;
}

static bool node_holds(const struct node *n, const struct subject *x)
{
	switch (n->kind) {
	case NOT: return !node_holds(n->a, x);
	case AND: return node_holds(n->a, x) && node_holds(n->b, x);
	case OR: return node_holds(n->a, x) || node_holds(n->b, x);
	default: return term_holds(n, x);
	}
}

bool filter_holds(const struct filter *f, const struct stream_summary *s, const struct handshake_summary *h)
{
	static const struct handshake_summary nothing;
	const struct subject x = { s, h ? h : &nothing };

	return !f || node_holds(f->root, &x);
}
