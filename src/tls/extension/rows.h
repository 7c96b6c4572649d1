/* Which rows there are. Files of extension/ and its test only. */
#ifndef SLOWSHAKE_TLS_EXTENSION_ROWS_H
#define SLOWSHAKE_TLS_EXTENSION_ROWS_H

#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"

/* By file: names.c, groups.c, signature_algorithms.c, limits.c, versions.c, key_share.c,
 * renegotiation_info.c, empty.c, session_ticket.c, cookie.c, authorities.c, compress_certificate.c, status_request.c, pre_shared_key.c, early_data.c, padding.c. */
#define EXTENSIONS(X)                                                                              \
	X(server_name) X(alpn)                                                                     \
	X(supported_groups) X(ec_point_formats)                                                    \
	X(signature_algorithms) X(signature_algorithms_cert)                                                                    \
	X(max_fragment_length) X(record_size_limit)                                                \
	X(supported_versions) X(key_share) X(post_handshake_auth)                                                           \
	X(psk_key_exchange_modes) X(early_data) X(pre_shared_key)                                  \
	X(cookie) X(certificate_authorities) X(compress_certificate)                                                       \
	X(status_request) X(padding) X(renegotiation_info)                                                                      \
	X(grease) X(extended_master_secret) X(encrypt_then_mac) X(session_ticket)

#define EXTENSION_DECLARED(name) extern const struct extension extension_##name;
EXTENSIONS(EXTENSION_DECLARED)
#undef EXTENSION_DECLARED

/* What several rows want by. */
static inline bool wanted_always(const struct connection *c)
{
	(void)c;
	return true;
}
/* The endpoint speaks TLS 1.2 or less, too. */
static inline bool wanted_before_tls13(const struct connection *c)
{
	return config_of(c)->min_version < VERSION_TLS13;
}
/* The endpoint speaks TLS 1.3; one that does not says its version in the header of the hello alone. */
static inline bool wanted_by_tls13(const struct connection *c)
{
	return config_of(c)->max_version >= VERSION_TLS13;
}

#endif
