/* pre_shared_key and psk_key_exchange_modes (RFC 9846 4.3.9, 4.3.11): keys that both have already, and how they are to be used. */
#include "tls/extension/rows.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/resume/psk.h"

/* ---- psk_key_exchange_modes ---- */

enum { MODE_ALONE = 0, MODE_WITH_SHARE = 1 };

/* Without it a server would give no ticket. */
static bool modes_wanted(const struct connection *c)
{
	return wanted_by_tls13(c) && (config_of(c)->sessions || config_of(c)->n_psks) && config_of(c)->quirk != QUIRK_NO_MODES;
}

static void modes_make(struct connection *c, struct items *it)
{
	static const struct { unsigned bit, mode; } modes[] = { { PSK_WITH_SHARE, MODE_WITH_SHARE }, { PSK_ALONE, MODE_ALONE } };

	for (size_t i = 0; i < ARRAY_LEN(modes); i++)
		if (psk_modes(c) & modes[i].bit)
			items_add(it, "PskKeyExchangeMode", trace_show(c->w.t, conn_uint(c, OP_CONFIG, "PskKeyExchangeMode", 1, modes[i].mode),
								       SHOW_CODE, &codes_psk_mode));
}

static void modes_read(struct connection *c, field_id ext)
{
	c->offer.psk_modes = trace_find_field(c->w.t, ext, "ke_modes", 0);
}

static enum reason modes_take(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return c->s.version >= VERSION_TLS13 ? REASON_EXTENSION_USED : REASON_EXTENSION_NOT_USED;
}

const struct extension extension_psk_key_exchange_modes = {
	.type = EXT_PSK_KEY_EXCHANGE_MODES,
	.in = { [IN_CLIENT_HELLO] = { .wanted = modes_wanted, .make = modes_make, .read = modes_read, .take = modes_take } },
};

/* ---- pre_shared_key, of the client ---- */

static bool psks_wanted(const struct connection *c)
{
	return endpoint_seen(c)->n_psks > 0;
}

static void psks_make(struct connection *c, struct items *it)
{
	psk_identities_make(c, it);
}

/* Whether it is the last of them (RFC 9846 4.3.11: it must be, since what stands before the binders is all that they cover). */
static bool is_last(struct connection *c, field_id ext)
{
	const struct field *f = trace_field(c->w.t, ext), *all = trace_field(c->w.t, msg_field(c, "extensions"));

	return f->off + f->len == all->off + all->len;
}

static void psks_read(struct connection *c, field_id ext)
{
	c->offer.psks = trace_find_field(c->w.t, ext, "identities", 0);
	c->offer.binders = trace_find_field(c->w.t, ext, "binders", 0);
	c->offer.psks_last = is_last(c, ext);
}

static enum reason psks_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	return c->s.psk.used ? REASON_EXTENSION_USED : REASON_EXTENSION_NOT_USED;
}

/* ---- of the server ---- */

static bool answer_wanted(const struct connection *c)
{
	return c->s.psk.used;
}

static void answer_make(struct connection *c, struct items *it)
{
	items_uint(c, it, "selected_identity", 2, c->s.psk.selected, NULL);
}

static enum reason answer_take(struct connection *c, field_id ext, int *alert)
{
	return psk_answer_take(c, trace_find_field(c->w.t, ext, "selected_identity", 0), alert);
}

const struct extension extension_pre_shared_key = {
	.type = EXT_PRE_SHARED_KEY,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = psks_wanted, .make = psks_make, .read = psks_read, .take = psks_take },
		[IN_SERVER_HELLO] = { .from = VERSION_TLS13, .wanted = answer_wanted, .make = answer_make, .take = answer_take },
	},
};
