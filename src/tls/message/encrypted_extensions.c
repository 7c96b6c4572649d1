/* EncryptedExtensions (RFC 9846 4.4.1): the server's answers that nobody else need see. */
#include "tls/extension/extension.h"
#include "tls/message/items.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/resume/psk.h"

unit_id encrypted_extensions_make(struct connection *c)
{
	struct items it = { .n = 0 };

	extensions_make(c, IN_ENCRYPTED_EXTENSIONS, &it);
	if (quirk_fires(c, QUIRK_UNSOLICITED))
		items_uint(c, &it, "extension_type", 2, EXT_EXTENDED_MASTER_SECRET, &codes_extension);
	if (quirk_fires(c, QUIRK_MISPLACED))
		items_uint(c, &it, "extension_type", 2, EXT_SUPPORTED_VERSIONS, &codes_extension);
	return message_build(c, HS_ENCRYPTED_EXTENSIONS, it.v, it.n);
}

enum status encrypted_extensions_take(struct connection *c)
{
	extensions_read(c, IN_ENCRYPTED_EXTENSIONS);
	TRY(extensions_take(c, IN_ENCRYPTED_EXTENSIONS));
	if (!c->s.early.offered || c->s.early.over)
		return ST_OK;
	if (c->s.early.accepted)
		return early_taken(c);
	TRY(early_refused(c));
	return keys_activate(c, SIDE_CLIENT, EPOCH_HANDSHAKE);
}
