/* The handshakes of a capture as a list: a row each, and all that is known of it.
 * Streams that are not TLS stand aside, but for connections that never came about: those failed, too. */
#ifndef SLOWSHAKE_VIEW_SCREEN_STREAMS_H
#define SLOWSHAKE_VIEW_SCREEN_STREAMS_H

#include "base/arena.h"
#include "trace/handshake.h"
#include "view/screen/list.h"

enum { STREAMS_MAX = 500000, STREAMS_MODELS = 1024 };

/* Texts are the list's, and those that are only asked of a trace are NULL. */
struct streams_row {
	struct stream_summary stream;
	uint32_t index;                  /* which handshake of the stream, from 0 */
	struct handshake_summary h;      /* of one that is TLS */
};
struct streams_packed;

struct streams {
	struct list list;                /* a row's id is its index in rows */
	struct streams_packed **rows;
	size_t n, cap;
	struct streams_row *models, last;    /* what most rows are like; the one that was put last */
	size_t n_models;
	struct arena arena;
	size_t n_tls;                    /* TLS streams, those without a hello too */
	size_t n_handshakes, n_decrypted, n_failed;
	size_t causes[CAUSE_N];          /* rows by why they failed */
	bool full;                       /* there are more than STREAMS_MAX */
};

void streams_init(struct streams *s);
void streams_free(struct streams *s);
struct streams_row streams_row(const struct streams *s, uint32_t id);
/* Of a row that there is room for; copies what it points to. */
void streams_put(struct streams *s, uint32_t id, const struct streams_row *row);
/* The stream's handshake `index`; h is NULL if the stream is not TLS. Copies what they point to. False when the list is full. */
bool streams_add(struct streams *s, const struct stream_summary *stream, const struct handshake_summary *h, uint32_t index);
/* What is known of a row's handshake by now. */
void streams_set(struct streams *s, uint32_t id, const struct stream_summary *stream, const struct handshake_summary *h);
/* All that is known of a row: why it stays closed first. */
void streams_detail(const struct streams *s, uint32_t id, struct list_detail *out);
/* "stream 3: server.example, closed (no_key)" */
void streams_title(const struct streams *s, uint32_t id, struct buf *out);
/* "12 handshakes, 2 failed, 7 decrypted; a: 3 not TLS": a is the key that shows them. */
void streams_count(const struct streams *s, struct buf *out);
/* Where the n-th handshake (from 0) of a stream's full trace begins; 0: not found. */
event_id streams_event(const struct trace *t, uint32_t handshake);
/* Of a handshake that begins there and failed, the event at which it did: the alert, or how TCP ended; else the last. */
event_id streams_failure(const struct trace *t, event_id begin);

#endif
