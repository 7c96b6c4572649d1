#include "party.h"

#include "base/assets.h"
#include "fuzz.h"
#include "tls/suites.h"
#include "x509/keyfile.h"
#include "x509/pem.h"

enum who { SERVER, CLIENT_RSA, CLIENT_P256, CLIENT_P384, SERVER_P256, SERVER_PSS, WHO_N };

/* Read once and kept: they are the same for every input. */
static struct identity {
	struct keyfile key;
	struct buf ders[4];
	struct bytes chain[4];
	size_t n;
} identities[WHO_N];
static struct trust_store *trust_in[2];    /* what the client trusts, what the server trusts */

static struct bytes asset(const char *folder_name)
{
	const struct asset *a = asset_find(folder_name);

	if (!a)
		fuzz_die("no asset %s", folder_name);
	return a->content;
}

static void read_identity(struct identity *id, const char *chain, const char *key)
{
	struct pem_reader r = { .text = asset(chain) };
	struct pem_block block;
	struct error err;

	while (id->n < ARRAY_LEN(id->chain) && pem_next(&r, &block) == ST_OK) {
		buf_add(&id->ders[id->n], buf_bytes(&block.der));
		id->chain[id->n] = buf_bytes(&id->ders[id->n]);
		id->n++;
		pem_block_free(&block);
	}
	if (!id->n || keyfile_read(asset(key), key, &id->key, &err) != ST_OK)
		fuzz_die("%s, %s: cannot be read", chain, key);
}

static struct trust_store *read_trust(const char *name)
{
	struct trust_store *s = trust_new();
	struct error err;

	if (trust_add(s, asset(name), name, NULL, &err) != ST_OK)
		fuzz_die("%s: %s", name, err.text);
	return s;
}

static void read_all(void)
{
	struct error err;

	if (trust_in[0])
		return;
	if (crypto_init(&err) != ST_OK)
		fuzz_die("%s", err.text);
	read_identity(&identities[SERVER], "pki/server.pem", "pki/server.key");
	read_identity(&identities[CLIENT_RSA], "pki/client-rsa.pem", "pki/client-rsa.key");
	read_identity(&identities[CLIENT_P256], "pki/client-p256.pem", "pki/client-p256.key");
	read_identity(&identities[CLIENT_P384], "pki/client-p384.pem", "pki/client-p384.key");
	read_identity(&identities[SERVER_P256], "pki/server-p256.pem", "pki/server-p256.key");
	read_identity(&identities[SERVER_PSS], "pki/server-pss.pem", "pki/server-pss.key");
	trust_in[0] = read_trust("pki/root.pem");
	trust_in[1] = read_trust("pki/client-ca.pem");
}

static const struct credential *credential_of(enum who who)
{
	static struct credential own[WHO_N];
	const struct identity *id = &identities[who];

	own[who] = (struct credential){ id->chain, id->n, &id->key.key };
	return &own[who];
}

static void choose_suites(struct fuzz_party *p, unsigned which)
{
	const struct code_list spoken = suites_spoken();
	size_t n = 0;

	for (size_t i = 0; i < spoken.n && n < ARRAY_LEN(p->suites); i++)
		if ((which == 15 || i % 15 == which) && suite_has_primitives(suite_find(spoken.codes[i])))
			p->suites[n++] = spoken.codes[i];
	p->tls.suites = p->suites;
	p->tls.n_suites = n;
}

/* A store in which an earlier handshake has left its session, the same with either side. */
static struct session_store *store_new(const char *server_name, const struct tls_config *cfg)
{
	static const uint8_t secret[48], id[32];
	struct session_store *store = session_store_new();
	struct saved_session s = {
		.version = VERSION_TLS12, .suite = cfg->suites[0], .ems = cfg->extended_master_secret, .verified = true, .since = cfg->peer.now,
		.secret = bytes_of(secret, sizeof(secret)), .server_name = bytes_str(server_name),
	};
	struct stored_session *stored = session_store_add(store, &s);

	session_value_give(&stored->secret, s.secret);
	session_value_give(&stored->id, bytes_of(id, sizeof(id)));
	return store;
}

void fuzz_party_new(struct fuzz_party *p, enum side_id side, const uint8_t bytes[PARTY_BYTES])
{
	static const char *const protocols[] = { "h2", "http/1.1" };
	static const size_t fragments[] = { 0, 512, 64, 16 };
	bool client = side == SIDE_CLIENT;
	unsigned who = bytes[1] >> 6;

	read_all();
	*p = (struct fuzz_party){ 0 };
	p->rng = crypto_rng_seeded(client ? "fuzz client" : "fuzz server");
	p->tls = (struct tls_config){
		.min_version = VERSION_TLS12, .max_version = VERSION_TLS12,
		.own = credential_of(client ? (enum who)who : SERVER), .n_own = !client || who,
		.peer = {
			.trust = trust_in[!client], .now = 1781524800, .name = client ? "server.example" : NULL,
			.purpose = client ? PURPOSE_SERVER : PURPOSE_CLIENT,
		},
		.extended_master_secret = bytes[0] & 1, .encrypt_then_mac = bytes[0] & 2, .session_ticket = bytes[0] & 4,
		.grease = bytes[0] & 8, .insecure = bytes[0] & 16, .session_id = bytes[0] & 32, .coalesce = bytes[0] & 64,
		.client_auth = (enum client_auth)((bytes[1] >> 4 & 3) % 3),
		.server_name = client && bytes[2] & 2 ? "server.example" : NULL,
		.alpn = protocols, .n_alpn = bytes[2] & 1 ? ARRAY_LEN(protocols) : 0,
		.max_fragment = fragments[bytes[2] >> 2 & 3],
		.rng = p->rng,
	};
	choose_suites(p, bytes[1] & 15);
	if (bytes[2] & 16)
		p->tls.sessions = p->sessions = store_new(bytes[2] & 2 ? "server.example" : "", &p->tls);
}

static void choose_suites13(struct fuzz_party *p, unsigned which)
{
	static const uint16_t all[] = { 0x1301, 0x1302, 0x1303, 0x1304, 0x1305 };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (which == 15 || which % ARRAY_LEN(all) == i)
			p->suites[n++] = all[i];
	for (size_t i = 0; p->tls.min_version < VERSION_TLS13 && i < p->tls.n_suites && n < ARRAY_LEN(p->suites); i++)
		p->suites[n++] = p->tls.suites[i];
	p->tls.suites = p->suites;
	p->tls.n_suites = n;
}

void fuzz_party13_new(struct fuzz_party *p, enum side_id side, const uint8_t bytes[PARTY_BYTES])
{
	static const uint16_t own_group[] = { 23 }, groups[] = { 29, 23 }, suite12[] = { 0xc02f };
	static const uint8_t secret[32] = { 1 };
	const uint8_t as_before[PARTY_BYTES] = { bytes[0] & 0x58, bytes[1], bytes[2] & 15 };
	const bool client = side == SIDE_CLIENT;

	fuzz_party_new(p, side, as_before);
	p->tls.min_version = bytes[0] & 1 ? VERSION_TLS12 : VERSION_TLS13;
	p->tls.max_version = VERSION_TLS13;
	p->tls.extended_master_secret = true;
	p->tls.suites = suite12;
	p->tls.n_suites = 1;
	choose_suites13(p, bytes[1] & 15);
	p->tls.groups = client || !(bytes[2] & 32) ? (struct code_list){ groups, 2 } : (struct code_list){ own_group, 1 };
	p->tls.compatibility = bytes[0] & 2;
	p->psk = (struct external_psk){ BYTES_LIT("fuzz"), bytes_of(secret, sizeof(secret)), HASH_SHA256 };
	p->tls.psks = &p->psk;
	p->tls.n_psks = bytes[0] & 4 ? 1 : 0;
	p->tls.psk_modes = bytes[2] & 16 ? PSK_ALONE : 0;
	p->tls.cookie = bytes[2] & 64;
	p->tls.post_handshake_auth = bytes[2] & 128;
	if (!fuzz_party13_returns(bytes))
		return;
	p->tls.sessions = p->sessions = session_store_new();
	p->tls.max_early_data = client ? 0 : 1000;
	p->tls.early_data = client ? BYTES_LIT("early data of the client") : BYTES_NONE;
}

void fuzz_party_more(struct fuzz_party *p, enum side_id side, const uint8_t bytes[PARTY_MORE])
{
	static const uint16_t versions[] = { VERSION_TLS12, VERSION_TLS11, VERSION_TLS10, VERSION_SSL30 }, algorithms[] = { 1, 2 };
	static const enum who servers[] = { SERVER, SERVER_P256, SERVER_PSS };
	const unsigned low = bytes[0] & 3, high = bytes[0] >> 2 & 3, own = bytes[1] >> 6;

	if (p->tls.min_version <= VERSION_TLS12) {
		p->tls.min_version = versions[low > high ? low : high];
		if (p->tls.max_version == VERSION_TLS12)
			p->tls.max_version = versions[high];
	}
	if (p->tls.max_version < VERSION_TLS12)   /* whose choice may be of TLS 1.2 alone, which nobody may ask of it */
		p->suites[p->tls.n_suites++] = 0x002f;
	if (p->tls.max_fragment && p->tls.max_fragment < 100)   /* as many records, each with all that is told of it */
		p->tls.max_fragment = 100;
	p->tls.fallback = bytes[0] & 16;
	p->tls.half_close = bytes[0] & 32;
	p->tls.cookie_size = bytes[0] & 64 ? 300 : 0;
	p->tls.tickets = bytes[0] & 128 ? 3 : 0;
	p->tls.compressions = (struct code_list){ algorithms, (bytes[1] & 3) % 3 };
	p->tls.record_size_limit = bytes[1] & 4 ? 200 : 0;
	p->tls.max_fragment_length = bytes[1] & 8 && side == SIDE_CLIENT ? 1 : 0;
	p->tls.record_padding = bytes[1] & 16 ? 100 : 0;
	p->tls.early_data_unguarded = bytes[1] & 32;
	if (side == SIDE_CLIENT)
		return;
	for (size_t i = 0; i < ARRAY_LEN(p->own); i++)
		p->own[i] = *credential_of(servers[i]);
	p->tls.own = p->own + (own < ARRAY_LEN(p->own) ? own : 0);
	p->tls.n_own = own < ARRAY_LEN(p->own) ? 1 : ARRAY_LEN(p->own);
}

void fuzz_party_free(struct fuzz_party *p)
{
	crypto_rng_free(&p->rng);
	session_store_free(p->sessions);
}
