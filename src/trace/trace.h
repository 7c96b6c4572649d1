/* The trace: what happened (events), what it was made of (values), and where
 * every byte stands (units and fields). Sources append to it, outputs read it;
 * nothing in it is ever changed or removed, so a cursor may move freely while
 * it still grows. Everything is named by an id; id 0 means none. Pointers that
 * the accessors return stay valid until trace_free.
 *
 *   step   one message of the handshake (or one phase between messages)
 *   event  one thing that a party did or checked
 *   unit   a byte string with a field tree: a record, its plaintext, a message
 *   field  a part of a unit; the leaves of a unit cover each byte exactly once
 *   value  an immutable byte string and how it was made from others
 */
#ifndef SLOWSHAKE_TRACE_TRACE_H
#define SLOWSHAKE_TRACE_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/env.h"
#include "spec/show.h"

/* The tables of spec/ are known here by their numbers alone: a new row must not change what everybody includes. */
struct code_table;
struct layout;

typedef uint32_t value_id, unit_id, field_id, event_id, step_id;
typedef uint16_t connection_id;   /* here 0 is the first */

/* Who acts: a row of the trace's table of actors. Every trace begins with these, and may add others (trace_add_actor).
 * NETWORK is whoever carries the bytes: TCP, or the one who alters them. */
enum actor { ACTOR_NONE, ACTOR_CLIENT, ACTOR_SERVER, ACTOR_OBSERVER, ACTOR_NETWORK, ACTOR_ADDED };
struct actor_spec {
	const char *name;       /* "client", one word; static */
	const char *text;       /* "the client", in a sentence; static */
};
extern const struct actor_spec actors_standard[ACTOR_ADDED];

/* The two ends of a connection, whoever is at them. SIDE_NONE: at neither, as an observer; or whichever. */
enum side_id { SIDE_CLIENT, SIDE_SERVER, SIDE_NONE };
static inline enum side_id side_other(enum side_id s) { return s == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT; }

/* VERDICT_UNJUDGED: what would decide it is not supported here, so that it may hold or not; nobody
 * trusts what is not known to hold, but nothing is said against it. */
enum verdict { VERDICT_NONE, VERDICT_OK, VERDICT_FAIL, VERDICT_WARN, VERDICT_SKIPPED, VERDICT_UNJUDGED };
const char *verdict_name(enum verdict v); /* "none" "ok" "fail" "warn" "skipped" "unjudged" */

/* How a value was made. `inputs` as the comment says; where it says data..., the
 * bytes are the inputs joined. `alg` names the algorithm. A test recomputes
 * every value from its inputs by these rules. */
#define VALUE_OP_LIST(X)                                                                        \
	X(CONST, "a constant of the specification")                                             \
	X(CONFIG, "given by the user or the configuration")                                     \
	X(RANDOM, "drawn at random")                                                            \
	X(WIRE, "came over the wire; input: the value that was sent, if it is known")           \
	X(KEYLOG, "taken from a key log")                                                       \
	X(CLOCK, "read from the clock")                                                         \
	X(COUNTER, "counted by the engine: a sequence number or a length")                      \
	X(SLICE, "inputs: whole; bytes [offset, offset + length) of it")                        \
	X(CONCAT, "inputs: parts joined in order")                                              \
	X(INTERSECT, "inputs: a, b; the 2-byte elements of b that also stand in a, in b's order") \
	X(XOR, "inputs: a, b, of the same length; a XOR b")                                     \
	X(ADD, "inputs: numbers a, b, of the same length; their sum, without what does not fit")  \
	X(HASH, "inputs: data...")                                                              \
	X(HMAC, "inputs: key, data...")                                                         \
	X(PRF, "inputs: secret, label, seed, blocks...; the first bytes of the blocks joined")  \
	X(HKDF_EXTRACT, "inputs: salt, key material")                                           \
	X(HKDF_EXPAND, "inputs: key, info")                                                     \
	X(CLAMP, "inputs: random bytes; with the bits set and cleared that RFC 7748 5 fixes")    \
	X(DH_PUBLIC, "inputs: private key; over a finite field also g, p; the public value")    \
	X(DH, "inputs: private key, the other's public value; over a finite field also p; the shared secret") \
	X(RSA_PUBLIC, "inputs: x, n, e; x^e mod n, as long as n")                               \
	X(RSA_PRIVATE, "inputs: x, private key (PKCS#1 DER); x^d mod n, as long as n")          \
	X(SIGN, "inputs: private key, hash; ECDSA: r and s side by side, as long as the curve's numbers") \
	X(MGF1, "inputs: seed, bits of the modulus; the mask of RFC 8017 B.2.1, without the bits that the block has no room for") \
	X(VERIFY, "inputs: public key (RSA: n, e; DSA: p, q, g, y), signature, hash; one byte, 01 or 00") \
	X(ENCRYPT, "inputs: key, iv, plaintext; CBC")                                           \
	X(DECRYPT, "inputs: key, iv, ciphertext; CBC")                                          \
	X(STREAM, "inputs: key, position in the keystream in bytes, data; data XOR keystream")  \
	X(SEAL, "inputs: key, nonce, additional data, plaintext; ciphertext with its tag")      \
	X(OPEN, "inputs: key, nonce, additional data, ciphertext with its tag; empty if the tag is wrong") \
	X(COMPRESS, "inputs: data; a string that decompresses to it")                           \
	X(DECOMPRESS, "inputs: length, compressed data; empty unless just so many bytes come out")

enum value_op {
#define X(name, text) OP_##name,
	VALUE_OP_LIST(X)
#undef X
	OP_N
};
const char *value_op_name(enum value_op op);  /* "CONST" ... */
const char *value_op_text(enum value_op op);

struct value {
	enum value_op op;
	enum actor actor;       /* who made it */
	enum show show;         /* how people read it */
	const struct code_table *codes;  /* for SHOW_CODE and SHOW_CODES */
	const char *label;      /* "client_random", "A(1)"; lives as long as the trace */
	const char *alg;        /* "SHA-256", "AES-128-CBC", "P-256"; NULL if none */
	uint32_t offset;        /* SLICE */
	uint32_t n_inputs;
	const value_id *inputs;
	struct bytes bytes;
	event_id event;         /* the first event that lists it, 0 if none does */
};

enum unit_kind {
	UNIT_RECORD,            /* a record as it is on the wire, header included */
	UNIT_PLAINTEXT,         /* what a record's decryption gave: IV, content, MAC, padding */
	UNIT_MESSAGE,           /* handshake message, ChangeCipherSpec, alert, application data */
	UNIT_BLOCK,             /* a padded RSA block; a ticket, and the state inside */
	UNIT_CERTIFICATE,       /* a certificate or CRL that is not inside a message (trust, file) */
};

struct unit {
	enum unit_kind kind;
	enum actor sender;
	step_id step;
	connection_id connection;
	uint8_t content_type;   /* CT_... ; for a record what its header says */
	uint8_t handshake_type; /* HS_... when content_type is CT_HANDSHAKE and kind UNIT_MESSAGE */
	bool encrypted;         /* a protected record, or a message that came inside one */
	bool altered;           /* not what its sender sent */
	unsigned problem;       /* enum reason: what does not hold to its layout; REASON_NONE: nothing */
	field_id problem_field; /* where */
	uint16_t version;       /* in force when it was made, that of a ServerHello its own; 0: none yet */
	uint64_t seq;           /* record sequence number in its direction and epoch */
	value_id value;         /* its bytes */
	unit_id carrier;        /* plaintext: its record; message: the record or plaintext of its first byte; block: 0 */
	uint32_t carrier_off;   /* where in the carrier it begins */
	field_id first_field;   /* the root; the others follow in preorder */
	uint32_t n_fields;
};

struct field {
	unit_id unit;
	field_id parent;        /* 0 for the root */
	uint16_t depth;         /* root 0 */
	bool leaf;
	bool malformed;         /* does not hold to its layout */
	uint16_t index;         /* which element of a list, from 0 */
	uint32_t off, len;      /* in the unit's bytes */
	const struct layout *layout;
	value_id value;         /* 0 until someone asked for it: see trace_field_value */
	uint32_t under;         /* so many behind it are parts of it, or of them; 0 where nobody counted */
};

#define ARG_UNKNOWN INT64_MIN   /* null in JSON */

struct event {
	unsigned type;          /* enum event_type */
	enum actor actor;
	enum verdict verdict;
	unsigned reason;        /* enum reason: why the verdict is what it is; REASON_NONE if it needs none */
	bool fatal;             /* a check that failed or could not be judged, and ends the connection */
	step_id step;
	unit_id unit;           /* what it speaks of, 0 if none */
	field_id field;         /* the part of it, 0 for all */
	unsigned secret;        /* enum keylog_label: its first value is a secret that key logs call so; KEYLOG_NONE: it is not */
	value_id secret_of;     /* the client's random, by which they find it */
	int64_t arg[2];         /* see event_specs[type].arg; ARG_UNKNOWN */
	uint16_t version;       /* in force when it happened, as on the wire; 0: none was agreed on yet */
	uint32_t n_values;
	const value_id *values;
};

struct step {
	const char *title;      /* "ClientHello", "TCP", "key derivation"; lives as long as the trace */
	enum actor sender;      /* who speaks; ACTOR_NONE for a phase without a message */
	connection_id connection;
	unit_id unit;           /* its message, 0 while there is none */
	event_id first_event;
	unit_id first_unit, end_unit;   /* its units are among [first_unit, end_unit) */
};

struct trace_outcome {
	bool done;
	const char *outcome;        /* "established" "failed" "truncated", of a capture "closed"; NULL while not done */
	const char *version;        /* "TLSv1.2" (version_token) or NULL */
	const char *cipher_suite;   /* IANA name, of an unknown one the number, or NULL */
	const char *alert;          /* description or NULL */
	const char *failed_check;   /* event name of the check that was fatal, or NULL */
	bool resumed;               /* it went on with the session of an earlier one */
	bool unjudged;              /* it did not fail: what it needs is not supported here */
	const char *server_name;
	const char *alpn;           /* of ends that agreed on a protocol: its name, safe; else NULL */
	const char *cause, *cause_text;   /* why it failed (spec/causes.h), and the sentence; NULL: it did not, or nobody can say */
	enum actor alert_from;
};

/* One conversation between two parties. */
struct trace_connection {
	enum actor parties[2];      /* who is at each end: by enum side_id */
	uint16_t version;           /* in force; see trace_agree_version */
	struct trace_outcome outcome;
	struct buf awaited[2];      /* unit_id: what each of them sent and the other has not received */
};

struct trace {
	struct arena arena;
	struct arena texts;              /* brief: what trace_text keeps; it outlives a rest (trace/rest.h) */
	size_t handed;                   /* brief: bytes handed out by `arena` before the last rest */
	struct segvec events, values, units, fields, steps;   /* element 0 of each is the null one */
	struct segvec actors;            /* struct actor_spec, by enum actor */
	struct segvec handshakes;        /* of who observes: trace/handshake.h */
	struct segvec connections;       /* struct trace_connection; every trace begins with one, of client and server */
	connection_id connection;        /* what is added now is of that one */
	connection_id studied;           /* the one that the trace is about */
	/* For a summary nobody reads events, the trees of certificates, the steps of a PRF, what
	 * values are called and made of: it is not kept. Set before the first event. */
	bool brief;
	struct event scratch;            /* brief: what trace_add_event gives out instead */
	step_id step;                    /* what is added now is of that one */
	struct knowledge *knowledge;     /* see knowledge_of */
	const char *scenario;            /* what was run, for titles; NULL if nothing */
	const char *seed;                /* as text, NULL if the run was not seeded */
	int64_t stream;                  /* its number in a capture; -1: not out of one */
	utc_time began;                  /* the parties' clock at the start; 0: nobody told */
	struct segvec runs;              /* event_id: the first of each run */
	struct segvec moments;           /* of a capture: see trace_set_time */
};

struct trace *trace_new(void);
/* As if it were new, with the memory that it has: for one short trace after another. */
void trace_clear(struct trace *t);
void trace_free(struct trace *t);

/* Counts include the null element: ids run from 1 to count - 1. */
static inline uint32_t trace_n_events(const struct trace *t) { return (uint32_t)t->events.n; }
static inline uint32_t trace_n_values(const struct trace *t) { return (uint32_t)t->values.n; }
static inline uint32_t trace_n_units(const struct trace *t) { return (uint32_t)t->units.n; }
static inline uint32_t trace_n_fields(const struct trace *t) { return (uint32_t)t->fields.n; }
static inline uint32_t trace_n_steps(const struct trace *t) { return (uint32_t)t->steps.n; }
static inline const struct event *trace_event(const struct trace *t, event_id id) { return segvec_at(&t->events, id); }
static inline const struct value *trace_value(const struct trace *t, value_id id) { return segvec_at(&t->values, id); }
static inline const struct unit *trace_unit(const struct trace *t, unit_id id) { return segvec_at(&t->units, id); }
static inline const struct field *trace_field(const struct trace *t, field_id id) { return segvec_at(&t->fields, id); }
static inline const struct step *trace_step(const struct trace *t, step_id id) { return segvec_at(&t->steps, id); }

static inline const struct actor_spec *trace_actor(const struct trace *t, enum actor a) { return segvec_at(&t->actors, a); }

static inline struct trace_connection *trace_connection(const struct trace *t, connection_id id) { return segvec_at(&t->connections, id); }
/* The connection that what happens now belongs to; the one that the trace is about. */
static inline struct trace_connection *trace_current(const struct trace *t) { return trace_connection(t, t->connection); }
static inline const struct trace_connection *trace_studied(const struct trace *t) { return trace_connection(t, t->studied); }
/* The last of that type (enum event_type) in that connection; NULL: there is none. */
const struct event *trace_last_event(const struct trace *t, connection_id id, unsigned type);
/* What failed from that event on ends nothing after all: of who goes on all the same, or only listens. Before anybody reads them. */
void trace_end_nothing(struct trace *t, event_id from);
/* Whether the network has told of it: where certificates alone are looked at it has not, nor where nobody came so far. */
bool trace_was_opened(const struct trace *t, connection_id id);
/* Whether others than client and server are at an end of one. */
bool trace_has_others(const struct trace *t);
/* At which end of the connection that one is; SIDE_NONE: at neither. */
enum side_id trace_side(const struct trace *t, connection_id id, enum actor a);
/* The other end; who is at neither is its own peer. */
enum actor trace_peer(const struct trace *t, connection_id id, enum actor a);
/* That of the message it belongs to. */
static inline connection_id trace_event_connection(const struct trace *t, const struct event *e) { return trace_step(t, e->step)->connection; }

/* ---- writing ---- */

/* A further connection; what is added from now on stays with the one before until t->connection says otherwise. */
connection_id trace_add_connection(struct trace *t, enum actor client, enum actor server);
/* What is added from now on is of that connection, beginning with its last step: for several that are under way at once. */
void trace_turn_to(struct trace *t, connection_id id);
/* A further party: one in the middle, a second client. */
enum actor trace_add_actor(struct trace *t, struct actor_spec spec);

/* A text that lasts as long as the trace, or as what is told of its stream. */
static inline const char *trace_text(struct trace *t, const char *s) { return arena_str(t->brief ? &t->texts : &t->arena, s); }
/* Bytes that were kept for it so far. */
static inline size_t trace_handed(const struct trace *t) { return t->handed + t->arena.total; }

/* A value; inputs and bytes are copied, alg must be static, label is copied
 * unless label_static. Returns its id. A brief trace keeps neither inputs nor label. */
value_id trace_add_value(struct trace *t, enum actor actor, enum value_op op, const char *label,
			 const char *alg, const value_id *inputs, size_t n_inputs, struct bytes bytes);
/* Room for n bytes, and the same value of what stands in it: that is not copied. */
uint8_t *trace_room(struct trace *t, size_t n);
value_id trace_add_own(struct trace *t, enum actor actor, enum value_op op, const char *label,
		       const char *alg, const value_id *inputs, size_t n_inputs, struct bytes own);
/* The same for a leaf without inputs. */
value_id trace_add_leaf(struct trace *t, enum actor actor, enum value_op op, const char *label, struct bytes bytes);
/* [off, off + n) of a value: the bytes are shared, not copied. */
value_id trace_add_slice(struct trace *t, enum actor actor, value_id whole, size_t off, size_t n, const char *label);
value_id trace_add_concat(struct trace *t, enum actor actor, const char *label, const value_id *parts, size_t n);
/* A big-endian number as a value (op CONST, CONFIG or COUNTER). */
value_id trace_add_uint(struct trace *t, enum actor actor, enum value_op op, const char *label, unsigned width, uint64_t v);
/* A time as its ISO 8601 text (op CLOCK or CONFIG, SHOW_TIME). */
value_id trace_add_time(struct trace *t, enum actor actor, enum value_op op, const char *label, utc_time when);
/* Sets how people read the value (only before anyone has read it). Returns id. */
value_id trace_show(struct trace *t, value_id id, enum show show, const struct code_table *codes);
static inline struct bytes trace_bytes(const struct trace *t, value_id id) { return trace_value(t, id)->bytes; }

/* Opens a step; events added from now on with step 0 belong to it. `title` static or in the arena. */
step_id trace_open_step(struct trace *t, const char *title, enum actor sender);
void trace_set_step(struct trace *t, step_id step);
step_id trace_current_step(const struct trace *t);

/* Of a capture: what is added from now on came over the wire then (nanoseconds since 1970). Not kept if brief. */
void trace_set_time(struct trace *t, int64_t ns);

/* A unit whose bytes are `value`; its fields are added right after by
 * trace_add_field in preorder, before any other unit's. */
/* From here on events and units are of that version (0: of none); so is `unit`, the message that says so (0: none). */
void trace_agree_version(struct trace *t, uint16_t version, unit_id unit);

unit_id trace_add_unit(struct trace *t, enum unit_kind kind, enum actor sender, value_id value);
/* It belongs to that step instead of the current one. */
void trace_put_unit(struct trace *t, unit_id unit, step_id step);
static inline struct unit *trace_edit_unit(struct trace *t, unit_id id) { return segvec_at(&t->units, id); }   /* only while it is being made */
field_id trace_add_field(struct trace *t, unit_id unit, field_id parent, const struct layout *layout,
			 uint32_t off, uint32_t len, bool leaf);
static inline struct field *trace_edit_field(struct trace *t, field_id id) { return segvec_at(&t->fields, id); }

/* Sending and receiving one thing: the sender announces the unit; the receiver
 * asks for the unit that stands next in that direction if it has these bytes,
 * so that both speak of the same one. 0: nothing such was announced (or its
 * bytes were altered on the way; then *altered is that unit). */
void trace_announce(struct trace *t, unit_id unit);
/* The same for a record with all that is in it: it comes (once more), behind what was announced so far; nobody will get it. */
void trace_announce_record(struct trace *t, unit_id record);
void trace_forget_record(struct trace *t, unit_id record);
/* What this record carries nobody will claim: it is not read. */
void trace_pass_over(struct trace *t, enum actor sender, unit_id record);
unit_id trace_claim(struct trace *t, enum unit_kind kind, enum actor sender, struct bytes bytes, unit_id *altered);

/* What was announced is replaced on its way: the receiver will meet `now`. False if it
 * is not awaited (any more). */
bool trace_announce_instead(struct trace *t, unit_id unit, unit_id now);

/* An event. The returned pointer may be filled in further (verdict, args, unit)
 * until the next call. `values` is copied. */
/* `type`: enum event_type */
struct event *trace_add_event(struct trace *t, unsigned type, enum actor actor,
			      const value_id *values, size_t n_values);
#define trace_event_values(t, type, actor, ...)                                              \
	trace_add_event(t, type, actor, (const value_id[]){ __VA_ARGS__ },                   \
			sizeof((const value_id[]){ __VA_ARGS__ }) / sizeof(value_id))

/* Brief: the units, fields and steps that were added since a mark are forgotten, their ids used anew; values stay. */
struct trace_mark {
	uint32_t units, fields, steps;
};
static inline struct trace_mark trace_here(const struct trace *t) { return (struct trace_mark){ trace_n_units(t), trace_n_fields(t), trace_n_steps(t) }; }
void trace_rewind(struct trace *t, struct trace_mark m);

/* ---- reading ---- */

/* Events that follow one another in the same step are a run. How many there are, which of them, from 0, an event is of
 * (not event 0), and the first event of one. */
static inline uint32_t trace_n_runs(const struct trace *t) { return (uint32_t)t->runs.n; }
uint32_t trace_run_of(const struct trace *t, event_id e);
static inline event_id trace_run_first(const struct trace *t, uint32_t run) { return *(const event_id *)segvec_at(&t->runs, run); }
/* When an event came over the wire; false: nobody told. */
bool trace_event_time(const struct trace *t, event_id e, int64_t *ns);

/* The value of a field: made on first use as a slice of its unit's value. */
value_id trace_field_value(struct trace *t, field_id field);
struct bytes trace_field_bytes(const struct trace *t, field_id field);
/* First field named `name` inside `root` (root's own descendants, preorder),
 * after field `after` (0: from the start); 0 if there is none. */
field_id trace_find_field(const struct trace *t, field_id root, const char *name, field_id after);
/* The same of its own parts alone, without a look into them. */
field_id trace_find_child(const struct trace *t, field_id root, const char *name, field_id after);
/* The field after the last descendant of f (may be the end of the unit's fields). */
field_id trace_field_end(const struct trace *t, field_id f);
/* The leaf of the unit that holds the byte at off; 0 if off is outside. */
field_id trace_leaf_at(const struct trace *t, unit_id unit, uint32_t off);
/* Whether it is an element of a list (and not the list's length): `index` says which. */
bool trace_field_is_element(const struct trace *t, field_id f);
/* "client_hello.extensions[3].extension_type": names from below the root down, joined by dots. */
void trace_field_path(const struct trace *t, field_id f, struct buf *out);

#endif
