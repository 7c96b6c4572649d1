/* Extensions that an endpoint sends without content: that they are there is all they say. */
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"

/* ---- GREASE (RFC 8701): a value that no server may mind ---- */

static bool grease_wanted(const struct connection *c)
{
	return config_of(c)->grease;
}

const struct extension extension_grease = {
	.type = GREASE_VALUE,
	.in = { [IN_CLIENT_HELLO] = { .wanted = grease_wanted } },
};

/* ---- extended_master_secret (RFC 7627) ---- */

static bool ems_wanted(const struct connection *c)
{
	return wanted_before_tls13(c) && config_of(c)->extended_master_secret && !(config_of(c)->quirk == QUIRK_RESUME_WITHOUT_EMS && c->s.offered_session_id);
}

static enum reason ems_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.extended_master_secret = config_of(c)->extended_master_secret;
	return c->s.extended_master_secret ? REASON_EMS_USED : REASON_EXTENSION_NOT_USED;
}

static bool ems_agreed(const struct connection *c)
{
	return c->s.extended_master_secret;
}

static void ems_read(struct connection *c, field_id ext)
{
	(void)ext;
	c->s.extended_master_secret = true;
}

static enum reason ems_answered(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EMS_USED;
}

static void ems_absent(struct connection *c)
{
	c->s.extended_master_secret = false;
}

const struct extension extension_extended_master_secret = {
	.type = EXT_EXTENDED_MASTER_SECRET,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = ems_wanted, .take = ems_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = ems_agreed, .read = ems_read, .take = ems_answered, .absent = ems_absent },
	},
};

/* ---- encrypt_then_mac (RFC 7366) ---- */

/* RFC 7366 3: only where there is a block cipher with a MAC; with another a server must not answer it. */
static bool suite_has_block_mac(const struct suite *s)
{
	return s && s->mac != HASH_NONE && cipher_specs[s->cipher].block_size;
}

static bool etm_wanted(const struct connection *c)
{
	return wanted_before_tls13(c) && config_of(c)->encrypt_then_mac;
}

static enum reason etm_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	c->s.encrypt_then_mac = config_of(c)->encrypt_then_mac && suite_has_block_mac(c->s.suite);
	return c->s.encrypt_then_mac ? REASON_ETM_USED : REASON_EXTENSION_NOT_USED;
}

static bool etm_agreed(const struct connection *c)
{
	return c->s.encrypt_then_mac;
}

static void etm_read(struct connection *c, field_id ext)
{
	(void)ext;
	c->s.encrypt_then_mac = suite_has_block_mac(c->s.suite);
}

static enum reason etm_answered(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	return c->s.encrypt_then_mac ? REASON_ETM_USED : REASON_EXTENSION_ANSWERED_WRONGLY;
}

static void etm_absent(struct connection *c)
{
	c->s.encrypt_then_mac = false;
}

const struct extension extension_encrypt_then_mac = {
	.type = EXT_ENCRYPT_THEN_MAC,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = etm_wanted, .take = etm_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = etm_agreed, .read = etm_read, .take = etm_answered, .absent = etm_absent },
	},
};

/* ---- post_handshake_auth (RFC 9846 4.3.6) ---- */

static bool later_wanted(const struct connection *c)
{
	return wanted_by_tls13(c) && config_of(c)->post_handshake_auth;
}

static enum reason later_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	return endpoint_asks_later(c) ? REASON_EXTENSION_USED : REASON_EXTENSION_NOT_USED;
}

const struct extension extension_post_handshake_auth = {
	.type = EXT_POST_HANDSHAKE_AUTH,
	.in = { [IN_CLIENT_HELLO] = { .wanted = later_wanted, .take = later_take } },
};
