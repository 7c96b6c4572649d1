/* The key schedule up to TLS 1.2. */
#ifndef SLOWSHAKE_TLS_SCHEDULE_H
#define SLOWSHAKE_TLS_SCHEDULE_H

#include "tls/connection.h"

void schedule_keys(struct connection *c);
/* The parts of schedule_keys: the master secret out of the pre-master secret, and the keys out of it. */
void schedule_master_secret(struct connection *c);
void schedule_key_block(struct connection *c);
/* RFC 6101 5.6.8, 5.6.9: Finished of `whose`, or (ACTOR_NONE) what CertificateVerify signs. */
value_id schedule_ssl30_hash(struct connection *c, const char *label, enum actor whose);
value_id schedule_verify_data(struct connection *c, enum actor whose);

#endif
