/* What key logs (RFC 9850; first the format of NSS) call a secret, and by what they find it. */
#ifndef SLOWSHAKE_SPEC_KEYLOG_H
#define SLOWSHAKE_SPEC_KEYLOG_H

#include <stdbool.h>
#include <stdint.h>

enum keylog_label {
	KEYLOG_NONE,                             /* no key log has it */
	KEYLOG_CLIENT_RANDOM,                    /* by client random: the master secret */
	KEYLOG_RSA,                              /* by encrypted pre-master secret: the pre-master secret */
	KEYLOG_SESSION_ID,                       /* "RSA Session-ID:.. Master-Key:..": the master secret */
	KEYLOG_PMS,                              /* PMS_CLIENT_RANDOM, by client random: the pre-master secret */
	KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET,      /* TLS 1.3, by client random */
	KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET,
	KEYLOG_SERVER_HANDSHAKE_TRAFFIC_SECRET,
	KEYLOG_CLIENT_TRAFFIC_SECRET_0,
	KEYLOG_SERVER_TRAFFIC_SECRET_0,
	KEYLOG_EARLY_EXPORTER_SECRET,
	KEYLOG_EXPORTER_SECRET,
	KEYLOG_N
};

enum { KEYLOG_SECRET_MAX = 1024 };

/* What stands where in a line; sizes in bytes. */
struct keylog_spec {
	const char *name;
	uint8_t id_least, id_most;
	uint16_t secret_least, secret_most;
};
extern const struct keylog_spec keylog_specs[KEYLOG_N];

#endif
