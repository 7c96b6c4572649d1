#include "trace/handshake.h"

#include "spec/algorithms.h"

const char *finished_state_name(enum finished_state s)
{
	static const char *const names[] = { "absent", "not decrypted", "verified", "mismatch", "not verified" };

	return names[s];
}

void trace_add_handshake(struct trace *t, const struct handshake_summary *h)
{
	*(struct handshake_summary *)segvec_push(&t->handshakes, sizeof(*h)) = *h;
}

const char *handshake_outcome_name(enum handshake_outcome o)
{
	static const char *const names[] = { "unknown", "established", "failed" };

	return names[o];
}

bool handshake_has_hello(const struct handshake_summary *h)
{
	return h->has_client_hello || h->has_server_hello;
}

bool handshake_finished_wrong(const struct handshake_summary *h)
{
	return h->finished[0] == FINISHED_MISMATCH || h->finished[1] == FINISHED_MISMATCH;
}

bool handshake_finished_both(const struct handshake_summary *h)
{
	return h->finished[0] == FINISHED_VERIFIED && h->finished[1] == FINISHED_VERIFIED;
}

const char *handshake_version(const struct handshake_summary *h, char room[CODE_TEXT_MAX])
{
	return h->version ? version_text(h->version, room) : NULL;
}

const char *handshake_suite(const struct handshake_summary *h, char room[CODE_TEXT_MAX])
{
	return h->has_server_hello ? code_text(&codes_cipher_suite, h->suite_code, room) : NULL;
}

const char *handshake_heartbeat(const struct handshake_summary *h)
{
	static const char *const texts[] = {
		[HEARTBEAT_TOO_LONG] = "a Heartbeat's payload does not fit its message",
		[HEARTBEAT_MORE] = "a Heartbeat WAS ANSWERED by more than was sent (Heartbleed)",
		[HEARTBEAT_ANSWERED] = "a Heartbeat that had to be discarded WAS ANSWERED (Heartbleed)",
	};

	return texts[h->heartbeat];
}

const struct kx_spec *handshake_key_exchange(const struct handshake_summary *h)
{
	return h->suite && h->suite->kx != KX_ANY ? &kx_specs[h->suite->kx] : NULL;
}

const char *handshake_signed_by(const struct handshake_summary *h, bool client)
{
	static const char *const names[2][2] = {
		{ "ServerKeyExchange", "CertificateVerify" }, { "the server's CertificateVerify", "the client's CertificateVerify" },
	};

	return names[version_rules(h->version) == VERSION_TLS13][client];
}

const char *handshake_alert(const struct handshake_summary *h, size_t i)
{
	return code_name(&codes_alert, h->alerts[i].description);
}
