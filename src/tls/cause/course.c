#include "tls/cause/course.h"

#include "spec/events.h"
#include "tls/message/message.h"

void course_begin(struct course *k)
{
	*k = (struct course){ .n_certificates = { -1, -1 }, .chain_failed = { EV_N, EV_N }, .lossless = true, .began = true };
}

void course_message(struct course *k, enum side_id side, uint16_t message)
{
	if (message == MSG_DATA)
		k->data[side] = true;
	if (message == MSG_CCS)
		k->changed[side] = true;
	if (message == MSG_HANDSHAKE(HS_HELLO_RETRY_REQUEST))
		k->retry = true;
	if (message == MSG_HANDSHAKE(HS_CERTIFICATE_REQUEST))
		k->requested = true;
	if (message == MSG_HANDSHAKE(HS_CLIENT_HELLO) && k->retry)
		k->hello_again = true;
	k->last[side] = message;
	k->last_from = side;
	k->messages[side]++;
}

void course_sealed(struct course *k, enum side_id side, size_t size)
{
	k->sealed[side]++;
	k->sealed_size[side] = size;
}

/* Of more than there is room for the first ones and the last, which ends it. */
void course_alert(struct course *k, enum side_id side, unsigned level, unsigned description)
{
	const uint16_t before = k->last[side_other(side)];

	if (k->n_alerts == HANDSHAKE_MAX_ALERTS)
		k->n_alerts--;
	k->alerts[k->n_alerts++] = (struct handshake_alert){
		.from = side, .level = (uint8_t)level, .description = (uint8_t)description, .answers = before ? message_title(before) : NULL,
	};
}

void course_certificates(struct course *k, const struct trace *t, enum side_id side, const value_id *values, size_t n)
{
	k->n_certificates[side] = (int)n;
	for (size_t i = 0; i < n && i < COURSE_CERTIFICATES; i++)
		k->certificates[side][i] = trace_bytes(t, values[i]);
}

void course_verdict(struct course *k, enum side_id side, const struct verify_result *r, const struct trust_store *trust)
{
	k->chain[side] = r->accepted ? VERDICT_OK : r->unjudged ? VERDICT_UNJUDGED : VERDICT_FAIL;
	k->chain_failed[side] = r->accepted ? EV_N : r->failed;
	k->trust = trust;
}
