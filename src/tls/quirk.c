/* A party that errs (enum quirk): the same engine, with one thing done wrong. */
#include <assert.h>

#include "tls/state.h"

bool ep_quirk(struct endpoint *ep, enum quirk q)
{
	if (ep->cfg->quirk != q || ep->quirk_done)
		return false;
	ep->quirk_done = true;
	return true;
}

static value_id altered_value(struct endpoint *ep, value_id v, size_t off, uint8_t mask)
{
	struct trace *t = ep->w.t;
	struct bytes b = trace_bytes(t, v);
	uint8_t byte = b.p[off] ^ mask;
	value_id parts[3] = {
		trace_add_slice(t, ep->role, v, 0, off, "before"),
		trace_add_leaf(t, ep->role, OP_CONFIG, "altered byte", bytes_of(&byte, 1)),
		trace_add_slice(t, ep->role, v, off + 1, b.n - off - 1, "after"),
	};

	return trace_add_concat(t, ep->role, trace_value(t, v)->label, parts, 3);
}

unit_id message_altered(struct endpoint *ep, unit_id unit, uint32_t off, uint8_t mask)
{
	struct trace *t = ep->w.t;
	const struct unit *old = trace_unit(t, unit);
	const struct layout *layout = trace_field(t, old->first_field)->layout;
	unit_id id = trace_add_unit(t, UNIT_MESSAGE, ep->role, altered_value(ep, old->value, off, mask));
	struct unit *u = trace_edit_unit(t, id);
	struct parse_error err;

	u->content_type = old->content_type;
	u->handshake_type = old->handshake_type;
	u->altered = true;
	if (parse_unit(t, id, layout, &ep->facts, &err) != ST_OK)
		assert(err.reason != REASON_NONE);
	return id;
}

/* ---- messages out of their turn ---- */

static unit_id data_too_early(struct endpoint *ep)
{
	struct build_item item = { "data", ep_const(ep, "data", "too early") };

	return message_plain(ep, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

static unit_id data_too_long(struct endpoint *ep)
{
	static const uint8_t zeros[MAX_CIPHERTEXT + 1];
	struct build_item item = { "data", trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "data", bytes_of(zeros, sizeof(zeros))) };

	return message_plain(ep, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

static const struct {
	enum quirk quirk;
	enum flow_state at;
	const char *title;
	unit_id (*make)(struct endpoint *ep);
} detours[] = {
	{ QUIRK_EARLY_CCS, AT_CLIENT_CERTIFICATE, "ChangeCipherSpec", ccs_make },
	{ QUIRK_OUT_OF_ORDER, AT_SERVER_CERTIFICATE, "ServerHelloDone", server_hello_done_make },
	{ QUIRK_UNEXPECTED, AT_CLIENT_CERTIFICATE, "application data", data_too_early },
	{ QUIRK_RECORD_TOO_LONG, AT_CLIENT_CERTIFICATE, "application data", data_too_long },
};

bool quirk_detour(struct endpoint *ep)
{
	for (size_t i = 0; i < ARRAY_LEN(detours); i++)
		if (detours[i].at == ep->at && ep_quirk(ep, detours[i].quirk)) {
			trace_open_step(ep->w.t, detours[i].title, ep->role);
			ep->msg = (struct incoming){ 0 };
			message_sent(ep, detours[i].make(ep));
			ep->msg = (struct incoming){ 0 };
			return true;
		}
	return false;
}
