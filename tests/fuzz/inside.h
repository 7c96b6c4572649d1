/* Who stands between two parties of TLS 1.3 and knows the keys of one: what is inside that one's records can be
 * changed, and they still open. The keys are looked up in the trace of both. */
#ifndef SLOWSHAKE_TESTS_FUZZ_INSIDE_H
#define SLOWSHAKE_TESTS_FUZZ_INSIDE_H

#include "spec/codes.h"
#include "trace/trace.h"

struct inside {
	const struct trace *t;
	enum side_id side;                         /* whose records */
	struct buf in;                             /* of its stream, until a record is whole */
	value_id seen;                             /* values up to this one were looked at */
	struct { struct bytes key, iv; } keys[64]; /* in the order in which it derived them */
	size_t n, at;
	uint64_t opened, sealed;                   /* records, with the keys in use */
};

/* The next whole record out of in->in; empty: none is there. Valid until the next call. */
struct bytes inside_record(struct inside *in);
/* What is in it: content, type, padding; false: it is in clear, or does not open. */
bool inside_open(struct inside *in, struct bytes record, struct buf *inner);
/* Another record in its place, or one more, under the keys in use. */
void inside_seal(struct inside *in, struct bytes inner, struct buf *out);
void inside_free(struct inside *in);

#endif
