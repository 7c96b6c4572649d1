/* The parser on every layout. First byte: the layout; second: the facts of the
 * connection; the rest is the unit. Whatever comes, the fields must be a tree
 * whose leaves cover each byte exactly once. */
#include "base/status.h"
#include "base/text.h"
#include "spec/codes.h"
#include "spec/reasons.h"
#include "fuzz.h"
#include "view/text/describe.h"
#include "wire/parse.h"

static const struct {
	const struct layout *layout;
	enum unit_kind kind;
} shapes[] = {
	{ &layout_record, UNIT_RECORD },
	{ &layout_handshake, UNIT_MESSAGE },
	{ &layout_change_cipher_spec, UNIT_MESSAGE },
	{ &layout_alert, UNIT_MESSAGE },
	{ &layout_application_data, UNIT_MESSAGE },
	{ &layout_rsa_block_encrypt, UNIT_BLOCK },
	{ &layout_rsa_block_sign, UNIT_BLOCK },
};

/* Words about hostile bytes must be fit for a terminal: one line of printable UTF-8. */
static void check_words(const struct buf *b)
{
	for (size_t i = 0, len; i < b->n; i += len) {
		uint32_t c = text_utf8(b->p + i, b->n - i, &len);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x80 && len == 1))
			fuzz_die("a control character or broken UTF-8 in the words: %02x at %zu", b->p[i], i);
	}
}

/* Everything that reads a tree, once. */
static void read_tree(struct trace *t, unit_id unit)
{
	const struct unit *u = trace_unit(t, unit);
	struct buf words = { 0 };

	for (uint32_t i = 0; i < u->n_fields && i < 512; i++) {
		buf_clear(&words);
		trace_field_path(t, u->first_field + i, &words);
		describe_field(t, u->first_field + i, i % 3 ? 60 : 0, &words);
		check_words(&words);
		trace_field_value(t, u->first_field + i);
	}
	buf_clear(&words);
	describe_unit(t, unit, &words);
	check_words(&words);
	trace_find_field(t, u->first_field, "no such field", 0);
	buf_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct parse_context ctx = { .facts = { [SEL_VERSION] = VERSION_TLS12 } };
	struct parse_error err = { 0 };
	struct trace *t;
	enum status st;
	unit_id unit;
	size_t k;

	if (size < 2)
		return 0;
	k = data[0] % ARRAY_LEN(shapes);
	ctx.facts[SEL_KEY_EXCHANGE] = data[1] & 15;
	if (data[1] & 16)
		ctx.facts[SEL_VERSION] = VERSION_TLS13;
	t = trace_new();
	unit = trace_add_unit(t, shapes[k].kind, ACTOR_CLIENT,
			      trace_add_leaf(t, ACTOR_CLIENT, OP_WIRE, "fuzz", bytes_of(data + 2, size - 2)));
	st = parse_unit(t, unit, shapes[k].layout, &ctx, &err);
	if ((st == ST_OK) != (err.reason == REASON_NONE))
		fuzz_die("status %s, but reason %d", status_name(st), (int)err.reason);
	if (st != ST_OK && (!err.field || trace_field(t, err.field)->unit != unit || !trace_field(t, err.field)->malformed))
		fuzz_die("the parser does not say which field is malformed");
	fuzz_check_trace(t, true);
	read_tree(t, unit);
	trace_free(t);
	return 0;
}
