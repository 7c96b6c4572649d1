/* What the files of the TCP floor share: flows in a table, and one direction's order. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_TCP_INT_H
#define SLOWSHAKE_SOURCE_CAPTURE_TCP_INT_H

#include "source/capture/tcp.h"

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_ACK = 16 };
enum { MAX_WAITING = 512, WAIT_PACKETS = 32, LINGERING = 64 };
enum { MAX_AHEAD = 1 << 24 };            /* an acknowledgement further ahead is none */
#define SECOND_NS INT64_C(1000000000)

/* A segment as it came; sequence numbers are the wire's. */
struct segment {
	uint16_t port[2];        /* source, destination */
	uint32_t seq, ack;
	unsigned flags;
	struct bytes data;       /* what was captured of it */
	uint32_t len;            /* what was on the wire, at least data.n */
	uint64_t packet;
	int64_t time_ns;
};

/* A segment, or what is new in it, that cannot be delivered yet. */
struct piece {
	struct piece *next;
	uint32_t seq, len, n;    /* n bytes of len were captured */
	uint32_t ack;
	bool has_ack;
	uint64_t packet;
	int64_t time_ns;
	uint8_t data[];
};

/* One direction. */
struct half {
	bool known;              /* isn and next are */
	bool silent;             /* acknowledged bytes of it do not come: nothing waits for them */
	bool fin, fin_done;
	bool two_isns;           /* other_isn was offered as well */
	uint32_t isn, other_isn;
	uint32_t next;           /* the sequence number to deliver */
	uint32_t lost, lost_end; /* the latest gap that was told, not for a short snaplen; lost == lost_end: none */
	uint32_t fin_seq, fin_ack;
	uint32_t ack;            /* the highest this side has sent, if acked */
	bool acked;
	struct piece *first, *last;      /* by seq, not overlapping, none before next */
	uint32_t n_waiting;
	size_t bytes_waiting;
};

/* What is remembered of a direction that is over: what tells a packet of a new connection from a late one. */
struct half_left {
	uint32_t isn, next;      /* as in struct half */
};

/* In which list a flow stands; each is in the order of last use (LINGER: of entry). */
enum tcp_flow_list {
	LIST_NEW,                /* no data yet */
	LIST_OPEN,               /* opened at the sink */
	LIST_LINGER,             /* over, but packets may be late */
	LIST_DONE,               /* only remembered */
	LIST_N
};

/* A flow in the table: when it is over, this is all that is left. Very many are, so it is kept small. */
struct tcp_entry {
	struct ip_address address[2];
	struct tcp_entry *chain;     /* same hash */
	struct tcp_entry *newer, *older;
	uint64_t hash;
	union {
		struct tcp_flow *flow;           /* owned */
		struct half_left left[2];        /* in LIST_DONE */
	};
	uint16_t port[2];
	uint8_t list;            /* enum tcp_flow_list */
	bool udp : 1, v6 : 1;
	bool opened : 1, replaceable : 1;     /* replaceable: closed by FIN or RST */
	bool idle : 1;           /* closed for its silence, and nothing came since */
	bool known[2];           /* in LIST_DONE: what is left of each direction */
};
_Static_assert(sizeof(struct tcp_entry) <= 88, "with what the allocator adds, 131072 of them are 12 MiB");

/* One that is not over. */
struct tcp_flow {
	struct stream s;
	struct tcp_entry *entry;
	int64_t last_ns, linger_ns;      /* by the table's clock */
	int64_t packet_ns, wait_ns;      /* by the packets' */
	uint32_t waited;         /* packets since something acknowledged was missed; 0: nothing is */
	bool came_late;          /* bytes came behind the gap that they had been told as */
	struct half half[2];
};

struct tcp_flow_queue {
	struct tcp_entry *newest, *oldest;
	uint32_t n;
};

/* Hashes of flows with data that were forgotten before their end. */
struct gone {
	uint64_t *slots;         /* 0: free */
	size_t n, cap;           /* cap a power of 2, or 0 */
};

struct tcp_table {
	struct tcp_sink sink;
	struct tcp_limits limits;
	struct tcp_stats stats;
	uint64_t seed;
	struct tcp_entry **slots;
	size_t n_slots;          /* a power of 2 */
	struct tcp_flow_queue lists[LIST_N];
	uint32_t n_flows;
	struct gone gone;
	uint64_t bytes_waiting;
	int64_t now_ns;
};

/* ---- tcp_flow.c: the table ---- */

void tcp_flow_table_init(struct tcp_table *t);
/* The latest flow between these ends, whichever of them sent this; *side: of the sender. */
struct tcp_entry *tcp_flow_find(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2], unsigned *side);
/* A new one in LIST_NEW, numbered; side 0 is the datagram's sender, unless swapped. */
struct tcp_flow *tcp_flow_add(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2], bool swapped,
		      uint64_t packet, int64_t time_ns);
void tcp_flow_touch(struct tcp_table *t, struct tcp_entry *e, int64_t time_ns);
void tcp_flow_move(struct tcp_table *t, struct tcp_entry *e, enum tcp_flow_list list);
/* Out of the table, and freed; nothing of it waits. */
void tcp_flow_remove(struct tcp_table *t, struct tcp_entry *e);
static inline bool tcp_flow_is_done(const struct tcp_entry *e) { return e->list == LIST_DONE; }
/* What is known of a direction, whether it is over or not; false: nothing is. */
bool tcp_flow_left(const struct tcp_entry *e, unsigned side, struct half_left *out);
/* A flow with data is forgotten before its end; false: there are `most` already. */
bool tcp_flow_gone_add(struct gone *g, uint64_t hash, size_t most);
/* What comes without a SYN for a flow that was forgotten before its end: it is the rest of it. */
bool tcp_flow_is_gone(const struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2]);
/* A SYN: the ports begin a new connection. */
void tcp_flow_gone_forget(struct tcp_table *t, const struct ip_datagram *d, const uint16_t port[2]);
/* Opens the stream at the sink if that was not done. */
void tcp_flow_open(struct tcp_table *t, struct tcp_flow *f);

/* ---- tcp_order.c: one flow's bytes in order ---- */

/* Takes what is new of the segment: delivers it, or keeps it for later. */
void tcp_order_take(struct tcp_table *t, struct tcp_flow *f, unsigned side, const struct segment *seg);
/* Everything that waits is delivered, with the gaps between. */
void tcp_order_flush(struct tcp_table *t, struct tcp_flow *f);
/* Frees what waits, undelivered. */
void tcp_order_drop(struct tcp_table *t, struct tcp_flow *f);

/* ---- tcp_end.c: how flows end ---- */

/* Keeps the entry as a memory only (LIST_DONE): the flow is freed, and what waits, undelivered. */
void tcp_flow_put_away(struct tcp_table *t, struct tcp_entry *e);
/* Tells the sink, and keeps the entry as a memory only; nothing if it is one. */
void tcp_flow_close(struct tcp_table *t, struct tcp_entry *e, enum close_reason reason);
/* Closes what has been silent for too long, and what the limits do not allow. */
void tcp_flow_expire(struct tcp_table *t);
/* Out of the table, without a word to the sink. */
void tcp_flow_forget(struct tcp_table *t, struct tcp_entry *e);
/* So that the limits allow one more. */
void tcp_flow_make_room(struct tcp_table *t);
/* Frees all flows without a word to the sink. */
void tcp_flow_table_free(struct tcp_table *t);

static inline int32_t seq_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

#endif
