#include "tls/extension/extension.h"

#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/message.h"

_Static_assert((int)IN_N <= (int)EXTENSION_PLACES, "a configuration has an order for each");

static const struct extension *const client_hello[] = {
	&extension_grease,
	&extension_server_name,
	&extension_extended_master_secret,
	&extension_renegotiation_info,
	&extension_supported_groups,
	&extension_ec_point_formats,
	&extension_session_ticket,
	&extension_status_request,
	&extension_alpn,
	&extension_encrypt_then_mac,
	&extension_signature_algorithms,
	&extension_signature_algorithms_cert,
	&extension_compress_certificate,
	&extension_max_fragment_length,
	&extension_record_size_limit,
	&extension_supported_versions,
	&extension_cookie,
	&extension_post_handshake_auth,
	&extension_key_share,
	&extension_psk_key_exchange_modes,
	&extension_early_data,
	&extension_padding,
	&extension_pre_shared_key,             /* comes last (RFC 9846 4.3.11) */
};

static const struct extension *const server_hello[] = {
	&extension_renegotiation_info,
	&extension_server_name,
	&extension_extended_master_secret,
	&extension_encrypt_then_mac,
	&extension_alpn,
	&extension_session_ticket,
	&extension_status_request,
	&extension_ec_point_formats,
	&extension_supported_groups,
	&extension_max_fragment_length,
	&extension_record_size_limit,
	&extension_supported_versions,
	&extension_key_share,
	&extension_pre_shared_key,
};

static const struct extension *const hello_retry_request[] = {
	&extension_supported_versions,
	&extension_key_share,
	&extension_cookie,
};

static const struct extension *const encrypted_extensions[] = {
	&extension_server_name,
	&extension_alpn,
	&extension_supported_groups,
	&extension_max_fragment_length,
	&extension_record_size_limit,
	&extension_early_data,
};

static const struct extension *const certificate_request[] = {
	&extension_signature_algorithms,
	&extension_signature_algorithms_cert,
	&extension_certificate_authorities,
	&extension_compress_certificate,
	&extension_status_request,
};

static const struct extension *const certificate_entry[] = {
	&extension_status_request,
};

static const struct extension *const new_session_ticket[] = {
	&extension_early_data,
};

const struct extension_list extension_lists[IN_N] = {
	[IN_CLIENT_HELLO] = { client_hello, ARRAY_LEN(client_hello), false },
	[IN_SERVER_HELLO] = { server_hello, ARRAY_LEN(server_hello), true },
	[IN_HELLO_RETRY_REQUEST] = { hello_retry_request, ARRAY_LEN(hello_retry_request), true },
	[IN_ENCRYPTED_EXTENSIONS] = { encrypted_extensions, ARRAY_LEN(encrypted_extensions), true },
	[IN_CERTIFICATE_REQUEST] = { certificate_request, ARRAY_LEN(certificate_request), false },
	[IN_NEW_SESSION_TICKET] = { new_session_ticket, ARRAY_LEN(new_session_ticket), false },
	[IN_CERTIFICATE_ENTRY] = { certificate_entry, ARRAY_LEN(certificate_entry), true },
};

/* The row's place in the list; its length if it has none. */
static size_t place_of(const struct extension_list *l, uint16_t type)
{
	size_t i = 0;

	while (i < l->n && l->rows[i]->type != type)
		i++;
	return i;
}

bool extension_offered(const struct offer *o, uint16_t type)
{
	const struct extension_list *l = &extension_lists[IN_CLIENT_HELLO];
	size_t i = place_of(l, type);

	return i < l->n && o->extensions >> i & 1;
}

/* Whether it may stand there in this version: with TLS 1.3 much of ServerHello moved to EncryptedExtensions (RFC 9846 4.3). */
static bool may_stand(const struct connection *c, const struct extension_in *x)
{
	const uint16_t version = c->s.version ? c->s.version : config_of(c)->max_version;

	return version >= (x->from ? x->from : VERSION_TLS10) && (!x->to || version <= x->to);
}

/* ---- making ---- */

static bool is_wanted(const struct connection *c, enum extension_place in, const struct extension *row)
{
	const struct extension_in *x = &row->in[in];

	if (code_listed(&config_of(c)->extensions[in].unasked, row->type))
		return true;
	return x->wanted && may_stand(c, x) && x->wanted(c);
}

static void extension_make(struct connection *c, enum extension_place in, const struct extension *row, struct items *it)
{
	if (!is_wanted(c, in, row))
		return;
	items_uint(c, it, "extension_type", 2, row->type, &codes_extension);
	if (row->in[in].make)
		row->in[in].make(c, it);
	CONN_EVENT(c, extension_lists[in].answers ? EV_EXTENSION_ANSWERED : EV_EXTENSION_OFFERED, it->v[it->n - 1].value)->arg[0] = row->type;
}

void extensions_make(struct connection *c, enum extension_place in, struct items *it)
{
	const struct code_list order = config_of(c)->extensions[in].types;
	const struct extension_list *l = &extension_lists[in];

	for (size_t i = 0; i < order.n; i++)
		extension_make(c, in, l->rows[place_of(l, order.codes[i])], it);
	for (size_t i = 0; i < l->n && !order.n; i++)
		extension_make(c, in, l->rows[i], it);
}

/* ---- reading ---- */

field_id extension_next(struct connection *c, field_id list, field_id ext, uint16_t *type)
{
	while (list && (ext = trace_find_child(c->w.t, list, "Extension", ext)) != 0) {
		field_id f = trace_find_child(c->w.t, ext, "extension_type", 0);

		if (!f)
			continue;
		*type = (uint16_t)bytes_uint(msg_bytes(c, f));
		return ext;
	}
	return 0;
}

uint32_t extensions_read(struct connection *c, enum extension_place in)
{
	const struct extension_list *l = &extension_lists[in];
	field_id list = msg_field(c, "extensions");
	uint32_t came = 0;
	uint16_t type;

	for (field_id ext = 0; (ext = extension_next(c, list, ext, &type)) != 0;) {
		size_t i = place_of(l, type);

		if (i == l->n || came >> i & 1)
			continue;
		came |= UINT32_C(1) << i;
		if (l->rows[i]->in[in].read)
			l->rows[i]->in[in].read(c, ext);
	}
	for (size_t i = 0; i < l->n; i++)
		if (!(came >> i & 1) && l->rows[i]->in[in].absent)
			l->rows[i]->in[in].absent(c);
	return came;
}

void extensions_read_none(struct connection *c, enum extension_place in)
{
	const struct extension_list *l = &extension_lists[in];

	for (size_t i = 0; i < l->n; i++)
		if (l->rows[i]->in[in].absent)
			l->rows[i]->in[in].absent(c);
}

/* ---- taking ---- */

static enum reason passed_over(uint16_t type)
{
	const struct code *c = code_find(&codes_extension, type);

	return c ? REASON_EXTENSION_NOT_USED : code_is_grease(&codes_extension, type) ? REASON_EXTENSION_GREASE : REASON_EXTENSION_UNKNOWN;
}

/* What the server may begin with: a cookie, and what a signal among the suites has asked for (RFC 5746 3.4). */
static bool may_begin(const struct connection *c, enum extension_place in, uint16_t type)
{
	if (type == EXT_RENEGOTIATION_INFO)
		return code_listed_in(msg_list(c, c->offer.suites), SUITE_RENEGOTIATION_SCSV);
	return in == IN_HELLO_RETRY_REQUEST && type == EXT_COOKIE;
}

/* RFC 9846 4.3: else only what was offered. */
static bool may_answer(const struct connection *c, enum extension_place in, uint16_t type)
{
	const size_t i = place_of(&extension_lists[in], type);

	return i < extension_lists[in].n && (extension_offered(&c->offer, type) || may_begin(c, in, type));
}

/* RFC 9846 4.3: what is known here, and has no place in this message, must not be passed over. */
static bool is_misplaced(const struct connection *c, enum extension_place in, uint16_t type)
{
	const struct extension_list *l = &extension_lists[in], *known = &extension_lists[IN_CLIENT_HELLO];
	const size_t i = place_of(l, type);

	if (i < l->n)
		return !may_stand(c, &l->rows[i]->in[in]);
	return c->s.version >= VERSION_TLS13 && place_of(known, type) < known->n && !code_is_grease(&codes_extension, type);
}

static enum reason extension_take(struct connection *c, enum extension_place in, field_id ext, uint16_t type, int *alert)
{
	const struct extension_list *l = &extension_lists[in];
	size_t i = place_of(l, type);

	if (l->answers && !may_answer(c, in, type)) {
		/* RFC 9846 4.3: one that was offered, and belongs elsewhere */
		const bool misplaced = c->s.version >= VERSION_TLS13 && extension_offered(&c->offer, type);

		*alert = misplaced ? ALERT_ILLEGAL_PARAMETER : ALERT_UNSUPPORTED_EXTENSION;
		return misplaced ? REASON_EXTENSION_MISPLACED : REASON_EXTENSION_NOT_OFFERED;
	}
	if (c->s.version == VERSION_SSL30 && i < l->n && !may_stand(c, &l->rows[i]->in[in]))
		return REASON_EXTENSION_SSL30;
	if (is_misplaced(c, in, type)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_EXTENSION_MISPLACED;
	}
	return i < l->n && l->rows[i]->in[in].take ? l->rows[i]->in[in].take(c, ext, alert) : passed_over(type);
}

static enum status extension_tell(struct connection *c, field_id ext, uint16_t type, enum reason reason, int alert)
{
	struct event *e = CONN_EVENT(c, EV_EXTENSION_READ, msg_value(c, ext, "Extension"));

	e->arg[0] = type;
	e->field = ext;
	TRY(conn_check(c, e, alert == ALERT_NONE, reason, alert));
	if (reason == REASON_EXTENSION_ANSWERED_WRONGLY)
		e->verdict = VERDICT_WARN;
	return ST_OK;
}

enum status extensions_take_of(struct connection *c, enum extension_place in, field_id list)
{
	uint8_t seen[0x10000 / 8] = { 0 };         /* a bit a type */
	uint16_t type;

	for (field_id ext = 0; (ext = extension_next(c, list, ext, &type)) != 0;) {
		bool twice = bit_seen(seen, type);
		int alert = twice ? ALERT_ILLEGAL_PARAMETER : ALERT_NONE;
		enum reason reason = twice ? REASON_EXTENSION_TWICE : extension_take(c, in, ext, type, &alert);
		TRY(extension_tell(c, ext, type, reason, alert));
	}
	return ST_OK;
}

enum status extensions_take(struct connection *c, enum extension_place in)
{
	return extensions_take_of(c, in, msg_field(c, "extensions"));
}
