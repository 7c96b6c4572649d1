#include "view/text/meaning.h"

#include <string.h>

#include "base/status.h"
#include "spec/codes.h"
#include "spec/layout.h"
#include "view/text/describe.h"
#include "x509/oid.h"

/* What holds nothing but what its parent is about: "content" behind a length, "value" in DER, a name that is said twice. */
static bool is_inside(const char *parent, const char *name)
{
	return strcmp(name, "content") == 0 || strcmp(name, "value") == 0 || strcmp(name, parent) == 0;
}

const struct explanation *meaning_of_field(const struct trace *t, field_id f)
{
	const struct field *field = trace_field(t, f);
	const struct field *above = field->parent ? trace_field(t, field->parent) : NULL;
	const char *name = field->layout->name, *parent = above ? above->layout->name : NULL;
	const uint16_t version = trace_unit(t, field->unit)->version;

	if (name && parent && is_inside(parent, name) && !explain_field_of(parent, name, version)) {
		const struct explanation *e = meaning_of_field(t, field->parent);

		if (e)
			return e;
	}
	return name ? explain_field_in(parent, name, version) : NULL;
}

bool meaning_of_version(const struct explanation *e)
{
	return e && *e->rfc && strchr(e->key, '@');
}

static const struct explanation *of_algorithm(const char *name, uint16_t version)
{
	(void)version;
	return explain_algorithm(name);
}

static size_t of_code(const struct code_table *codes, uint32_t code, uint16_t version, const struct explanation *out[MEANINGS_MAX])
{
	static const struct {
		const struct code_table *codes;
		const struct explanation *(*explain)(const char *name, uint16_t version);
	} kinds[] = {
		{ &codes_extension, explain_extension },        { &codes_alert, explain_alert },
		{ &codes_handshake_type, explain_message },     { &codes_named_group, of_algorithm },
		{ &codes_signature_scheme, of_algorithm },      { &codes_certificate_compression, of_algorithm },
	};
	const char *name = code_name(codes, code);

	if (name && code_is_grease(codes, code))      /* the same in every list */
		codes = &codes_extension;
	if (codes == &codes_cipher_suite)
		return explain_suite(name, out);
	for (size_t i = 0; name && i < ARRAY_LEN(kinds); i++)
		if (kinds[i].codes == codes)
			return (out[0] = kinds[i].explain(name, version)) != NULL;
	return 0;
}

/* An algorithm, a purpose and the like; or an extension, or an attribute of a name, which are fields. */
static size_t of_oid(struct bytes oid, const struct explanation *out[MEANINGS_MAX])
{
	const char *name = oid_name(oid);

	out[0] = explain_algorithm(name);
	if (!out[0])
		out[0] = explain_field_in("RelativeDistinguishedName", name, 0);
	return out[0] != NULL;
}

size_t meaning_of_value(const struct trace *t, field_id id, const struct explanation *out[MEANINGS_MAX])
{
	const field_id leaf = trace_field(t, id)->leaf ? id : describe_telling_leaf(t, id);
	const struct field *f = leaf ? trace_field(t, leaf) : NULL;

	if (!f || f->malformed)
		return 0;
	if (f->layout->show == SHOW_OID)
		return of_oid(trace_field_bytes(t, leaf), out);
	if (f->layout->show == SHOW_CODE && f->layout->codes && f->len <= 4)
		return of_code(f->layout->codes, (uint32_t)bytes_uint(trace_field_bytes(t, leaf)), trace_unit(t, f->unit)->version, out);
	return 0;
}
