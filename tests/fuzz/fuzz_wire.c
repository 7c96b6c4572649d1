/* An observer with every secret, over the transparent floor (clear.h): the input is what both sides sent.
 * Byte 0: bits 0 to 4 which secrets are kept from it, 5 a small memory, 6 no chains and signatures in brief, 7 the chain is checked.
 * Then pieces, as a head, a length of 2 bytes and the content. Head, by its last 3 bits: 0 client, 1 server, 2 and 3 bytes of
 * theirs are missing, 4 and 5 what came before is missing, 6 there was no room any more, 7 what there is to say so far. */
#include <string.h>

#include "base/assets.h"
#include "crypto/crypto.h"
#include "fuzz.h"
#include "spec/keylog.h"
#include "tls/observe/observer.h"

enum { PIECES = 512 };

static const uint8_t secret[48] = { 1, 2, 3 };
static struct trust_store *trust;

static struct bytes give_master(void *ctx, struct bytes of)
{
	const uint8_t *kept = ctx;

	(void)of;
	return *kept & 1 ? BYTES_NONE : bytes_of(secret, sizeof(secret));
}

static struct bytes give_traffic(void *ctx, enum keylog_label label, struct bytes random)
{
	const uint8_t *kept = ctx;

	(void)random;
	if (label == KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET ? *kept & 2 :
	    label == KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET || label == KEYLOG_SERVER_HANDSHAKE_TRAFFIC_SECRET ? *kept & 4 :
	    label == KEYLOG_CLIENT_TRAFFIC_SECRET_0 ? *kept & 8 : *kept & 16)
		return BYTES_NONE;
	return bytes_of(secret, 32);
}

static void piece(struct observer *o, uint8_t head, struct bytes b)
{
	const enum side_id side = head & 1 ? SIDE_SERVER : SIDE_CLIENT;
	struct handshake_summary so_far;

	switch (head & 7) {
	case 0: case 1:
		observer_feed(o, side, b, 1781524800);
		break;
	case 2: case 3:
		observer_gap(o, side, 1 + b.n, head & 8, "bytes are missing");
		break;
	case 4: case 5:
		observer_no_start(o, side);
		break;
	case 6:
		observer_evicted(o);
		break;
	default:
		(void)observer_so_far(o, &so_far);
	}
}

static void conversation(const uint8_t *data, size_t size, bool brief)
{
	uint8_t kept = data[0];
	const struct verify_config verify = { .trust = trust, .now = 1781524800, .name = "server.example", .purpose = PURPOSE_SERVER };
	const struct observer_config cfg = {
		.secrets = { .master = give_master, .traffic = give_traffic, .ctx = &kept, .any = true },
		.sessions = session_cache_new(), .verify = kept & 128 ? &verify : NULL,
		.finished_only = kept & 64, .brief = brief, .kept = kept & 32 ? 3000 : 0,
	};
	struct trace *t = trace_new();
	struct observer *o;

	t->brief = brief;
	o = observer_new(t, &cfg);
	for (size_t at = 1, n = 0; at + 3 <= size && n < PIECES; n++) {
		size_t len = (size_t)data[at + 1] << 8 | data[at + 2];
		const uint8_t head = data[at];

		at += 3;
		len = len < size - at ? len : size - at;
		piece(o, head, bytes_of(data + at, len));
		at += len;
	}
	observer_end(o, true, NULL);
	if (!brief)
		fuzz_check_trace(t, true);
	observer_free(o);
	trace_free(t);
	session_cache_free(cfg.sessions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err;

	if (!size)
		return 0;
	if (!trust) {
		trust = trust_new();
		if (crypto_init(&err) != ST_OK || trust_add(trust, asset_find("pki/root.pem")->content, "root.pem", NULL, &err) != ST_OK)
			fuzz_die("%s", err.text);
	}
	conversation(data, size, false);
	conversation(data, size, true);
	return 0;
}
