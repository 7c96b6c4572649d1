/* The rows, by subject. Files of extension/ and its test only. */
#ifndef SLOWSHAKE_TLS_EXTENSION_ROWS_H
#define SLOWSHAKE_TLS_EXTENSION_ROWS_H

#include "tls/extension/extension.h"

/* names.c */
extern const struct extension extension_server_name, extension_alpn;
/* groups.c */
extern const struct extension extension_supported_groups, extension_ec_point_formats;
/* signature_algorithms.c */
extern const struct extension extension_signature_algorithms;
/* versions.c */
extern const struct extension extension_supported_versions;
/* renegotiation_info.c */
extern const struct extension extension_renegotiation_info;
/* empty.c */
extern const struct extension extension_grease, extension_extended_master_secret, extension_encrypt_then_mac,
	extension_session_ticket;

#endif
