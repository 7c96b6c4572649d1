/* The secrets of TLS 1.3 (RFC 9846 7.1), as a connection keeps them. */
#ifndef SLOWSHAKE_TLS_TLS13_H
#define SLOWSHAKE_TLS_TLS13_H

#include "tls/record/protection.h"

enum tls13_secret {
	TLS13_NONE,
	TLS13_EARLY, TLS13_HANDSHAKE, TLS13_MAIN,                          /* extracted, in this order */
	TLS13_CLIENT_EARLY_TRAFFIC, TLS13_EARLY_EXPORTER,                  /* derived */
	TLS13_CLIENT_HANDSHAKE_TRAFFIC, TLS13_SERVER_HANDSHAKE_TRAFFIC,
	TLS13_CLIENT_TRAFFIC, TLS13_SERVER_TRAFFIC, TLS13_EXPORTER, TLS13_RESUMPTION,
	TLS13_N
};

enum { TLS13_EPOCHS = 3 };                         /* handshake, application, early */

struct tls13_keys {
	value_id secrets[TLS13_N];                 /* 0: not made */
	unsigned generation[2];                    /* by enum side_id: how often its traffic secret was updated */
	bool later;                                /* Finished is of authentication after the handshake */
	struct protection sides[2][TLS13_EPOCHS];  /* by enum side_id */
};

#endif
