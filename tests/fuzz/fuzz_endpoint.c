/* An endpoint (FUZZ_SIDE; with FUZZ_TLS13 of TLS 1.3) and whatever may come to it. The first bytes choose its
 * configuration (party.h) and how the input is cut into pieces; then
 *   without the top bit in byte 0: the rest is what the peer sends;
 *   with it: the peer is a real endpoint, and the rest is a list of edits of its
 *   stream (2 bytes: how far ahead; 1 byte: what; 1 byte: with what). What TLS 1.3
 *   protects is edited inside, and sealed again (inside.h).
 * It must come to an end in a number of steps that the input bounds, with a trace
 * whose every byte has a field, and that every output can show. */
#include <stdio.h>

#include "fuzz.h"
#include "inside.h"
#include "out/json.h"
#include "out/text.h"
#include "party.h"
#include "source/sim/sim.h"
#include "tls/endpoint.h"

#ifdef FUZZ_TLS13
#define FUZZ_PARTY fuzz_party13_new
#define FUZZ_RETURNS fuzz_party13_returns
#else
#define FUZZ_PARTY fuzz_party_new
#define FUZZ_RETURNS(bytes) false
#endif

/* Over the transparent floor (clear.h) it has more configuration, and what is protected is edited as it is. */
#ifdef FUZZ_CLEAR
#define FUZZ_MORE PARTY_MORE
#else
#define FUZZ_MORE 0
#endif

enum { MORE = PARTY_BYTES + 1, HEAD = MORE + FUZZ_MORE, EDIT = 4, MAX_TURNS = 400 };

_Static_assert(!FUZZ_MORE || (int)HEAD == (int)FUZZ_HEAD, "the mutator knows another configuration");

struct run {
	struct trace *t;
	struct endpoint *ep, *peer;       /* peer: NULL in the first mode */
	struct fuzz_party own, other;
	struct reader in;                 /* what is left of the input */
	uint32_t cut;                     /* state of the generator of piece sizes */
	size_t fed, n_steps;
	struct buf pipe;                  /* bytes on their way from the peer */
	struct inside inside;             /* of its records */
	uint32_t next_edit;               /* where in the peer's stream */
	size_t peer_sent;
	bool wrote, eof;
	unsigned ends;                    /* what of ending was done */
};

static size_t piece_size(struct run *r, size_t left)
{
	static const size_t sizes[] = { 1, 2, 5, 13, 100, 1000, 20000, 100000 };
	size_t n;

	r->cut = r->cut * 1664525 + 1013904223;
	/* small ones are as many steps: where many inputs matter more, few have them */
	n = sizes[FUZZ_MORE > 0 && r->cut >> 24 & 7 ? 4 | r->cut >> 29 : r->cut >> 29];
	return n < left ? n : left;
}

/* Changes the last byte of what is on its way or what stands around it. */
static void edit_byte(struct run *r, struct buf *to, unsigned what, uint8_t with)
{
	uint8_t *last = &to->p[to->n - 1];
	size_t n = reader_left(&r->in);

	switch (what % 7) {
	case 0: *last ^= with; break;
	case 1: *last = with; break;
	case 2: to->n--; break;
	case 3: buf_add_uint(to, 1, with); break;
	case 4:
		for (unsigned i = 0; i < with; i++)
			buf_add_uint(to, 1, i);
		break;
	case 5: r->eof = true; break;
	default: buf_add(to, reader_take(&r->in, n < with ? n : with)); break;
	}
}

static void edit_stream(struct run *r, struct bytes b, struct buf *to)
{
	for (size_t i = 0; i < b.n && !r->eof; i++) {
		buf_add_uint(to, 1, b.p[i]);
		if (r->peer_sent++ == r->next_edit && reader_left(&r->in) >= EDIT) {
			struct bytes e = reader_take(&r->in, EDIT);

			edit_byte(r, to, e.p[2], e.p[3]);
			r->next_edit += 1 + ((uint32_t)e.p[0] << 8 | e.p[1]) % 4096;
		}
	}
}

/* Record for record: what opens is edited inside. */
static void edit_records(struct run *r, struct bytes b)
{
	struct bytes record;

	buf_add(&r->inside.in, b);
	while ((record = inside_record(&r->inside)).n) {
		struct buf inner = { 0 }, edited = { 0 };

		if (!inside_open(&r->inside, record, &inner)) {
			edit_stream(r, record, &r->pipe);
		} else {
			edit_stream(r, buf_bytes(&inner), &edited);
			inside_seal(&r->inside, buf_bytes(&edited), &r->pipe);
		}
		buf_drop(&r->inside.in, record.n);
		buf_free(&inner);
		buf_free(&edited);
	}
}

/* Lets the peer go on until it waits, with everything that was sent to it. */
static void run_peer(struct run *r)
{
	struct bytes out = endpoint_output(r->ep);

	endpoint_feed(r->peer, out);
	endpoint_drain(r->ep, out.n);
	for (int i = 0; i < 100; i++) {
		enum endpoint_did did = endpoint_step(r->peer);

		out = endpoint_output(r->peer);
		edit_records(r, out);
		endpoint_drain(r->peer, out.n);
		if (did == EP_IDLE && r->ep && endpoint_state(r->ep) == EP_ESTABLISHED) {
			endpoint_write(r->peer, BYTES_LIT("data from the peer"));
			endpoint_update_keys(r->peer, true);
			endpoint_write(r->peer, BYTES_LIT("more of it"));
			endpoint_close(r->peer);
		} else if (did != EP_ACTED)
			break;
	}
}

/* More input for the endpoint; false when there is none. */
static bool feed(struct run *r)
{
	size_t n;

	if (r->peer) {
		run_peer(r);
		n = piece_size(r, r->pipe.n);
		endpoint_feed(r->ep, bytes_of(r->pipe.p, n));
		buf_drop(&r->pipe, n);
	} else {
		struct bytes b = reader_take(&r->in, piece_size(r, reader_left(&r->in)));

		n = b.n;
		endpoint_feed(r->ep, b);
	}
	r->fed += n;
	return n > 0;
}

/* Nobody has anything more to send: it closes and the stream ends, whichever comes first; false when both were done. */
static bool end(struct run *r, enum endpoint_did did)
{
	const bool closes = r->ends++ == (r->cut >> 16 & 1);

	if (r->ends > 2)
		return false;
	if (!closes)
		endpoint_feed_eof(r->ep);
	else if (did == EP_IDLE)
		endpoint_close(r->ep);
	return true;
}

/* One step; false at the end. */
static bool turn(struct run *r)
{
	enum endpoint_did did = endpoint_step(r->ep);
	struct bytes out = endpoint_output(r->ep);

	if (++r->n_steps > MAX_TURNS + 4 * r->fed)
		fuzz_die("%zu steps after %zu bytes: it does not end", r->n_steps, r->fed);
	if (!r->peer)
		endpoint_drain(r->ep, out.n);
	if (did == EP_OVER)
		return false;
	if (did == EP_ACTED)
		return true;
	if (did == EP_IDLE && !r->wrote) {
		endpoint_write(r->ep, BYTES_LIT("some data"));
		r->wrote = true;
		return true;
	}
	if (feed(r))
		return true;
	return end(r, did);
}

/* Every output must be able to show it. */
static void show(const struct trace *t)
{
	static FILE *nowhere;
	struct text_writer *text;
	struct json_writer *json;

	if (!nowhere && !(nowhere = fopen("/dev/null", "w")))
		fuzz_die("/dev/null cannot be opened");
	text = text_writer_new(t, nowhere);
	json = json_writer_new(t, nowhere);
	if (text_writer_finish(text) != ST_OK || json_writer_finish(json) != ST_OK)
		fuzz_die("an output failed");
	text_writer_free(text);
	json_writer_free(json);
}

static void pass_on(struct endpoint *from, struct endpoint *to)
{
	const struct bytes b = endpoint_output(from);

	endpoint_feed(to, b);
	endpoint_drain(from, b.n);
}

/* The handshake that both come back from, which nobody changes. */
static void meet_before(struct fuzz_party *own, struct fuzz_party *other)
{
	struct trace *t = trace_new();
	struct endpoint *a = endpoint_new(t, FUZZ_SIDE, &own->tls), *b = endpoint_new(t, side_other(FUZZ_SIDE), &other->tls);

	for (int i = 0; i < 100; i++) {
		const bool acted = endpoint_step(a) == EP_ACTED, too = endpoint_step(b) == EP_ACTED;

		pass_on(a, b);
		pass_on(b, a);
		if (!acted && !too)
			break;
	}
	endpoint_free(a);
	endpoint_free(b);
	trace_free(t);
}

/* Of the faults by which a party of that side errs, the one of that number; past them: none. */
static enum quirk quirk_of(enum side_id side, unsigned number)
{
	const enum actor errs = side == SIDE_CLIENT ? ACTOR_CLIENT : ACTOR_SERVER;

	for (size_t i = 0; i < n_sim_faults; i++)
		if (sim_faults[i].quirk && sim_faults[i].errs == errs && !number--)
			return sim_faults[i].quirk;
	return QUIRK_NONE;
}

/* It takes far longer than all the rest. */
static bool shown(const uint8_t *data, size_t size)
{
	unsigned sum = 0;

	for (size_t i = HEAD; FUZZ_MORE > 0 && i < size; i++)
		sum += data[i];
	return FUZZ_MORE > 0 ? sum % 256 == 0 : (data[PARTY_BYTES] & 31) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run r = { 0 };

	if (size < HEAD)
		return 0;
	r.t = trace_new();
	r.in = reader_of(bytes_of(data + HEAD, size - HEAD));
	r.cut = data[PARTY_BYTES];
	FUZZ_PARTY(&r.own, FUZZ_SIDE, data);
	FUZZ_PARTY(&r.other, side_other(FUZZ_SIDE), data);
	if (FUZZ_MORE) {
		fuzz_party_more(&r.own, FUZZ_SIDE, data + MORE);
		fuzz_party_more(&r.other, side_other(FUZZ_SIDE), data + MORE);
		r.other.tls.quirk = quirk_of(side_other(FUZZ_SIDE), data[HEAD - 1]);
	}
	if (r.own.sessions && r.other.sessions && FUZZ_RETURNS(data))
		meet_before(&r.own, &r.other);
	r.ep = endpoint_new(r.t, FUZZ_SIDE, &r.own.tls);
	if (data[0] & 0x80) {
		r.peer = endpoint_new(r.t, side_other(FUZZ_SIDE), &r.other.tls);
		r.inside = (struct inside){ .t = r.t, .side = side_other(FUZZ_SIDE), .seen = 1 };
		r.next_edit = (uint32_t)reader_uint(&r.in, 2) % 8192;
	}
	while (turn(&r))
		;
	fuzz_check_trace(r.t, true);
	if (shown(data, size))
		show(r.t);
	endpoint_free(r.ep);
	endpoint_free(r.peer);
	fuzz_party_free(&r.own);
	fuzz_party_free(&r.other);
	inside_free(&r.inside);
	buf_free(&r.pipe);
	trace_free(r.t);
	return 0;
}
