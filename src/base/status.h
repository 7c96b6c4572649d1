/* Status codes: one list gives the enum, the names and the sentences. */
#ifndef SLOWSHAKE_BASE_STATUS_H
#define SLOWSHAKE_BASE_STATUS_H

#define STATUS_LIST(X)                                                        \
	X(OK, "no error")                                                     \
	X(MORE, "more bytes are needed")                                      \
	X(DECODE, "the bytes do not have the form that the field must have")  \
	X(LIMIT, "a hard limit was reached")                                  \
	X(USAGE, "wrong usage")                                               \
	X(IO, "a file or socket failed")                                      \
	X(NOT_FOUND, "not found")                                             \
	X(UNSUPPORTED, "not supported")                                       \
	X(CRYPTO, "a cryptographic operation failed")                         \
	X(MISMATCH, "two values that must be equal differ")                   \
	X(REFUSED, "refused by a check")                                      \
	X(TIMEOUT, "the peer did not answer in time")                         \
	X(CLOSED, "the connection is closed")                                 \
	X(WAIT, "nothing more is there yet")

enum status {
#define X(name, text) ST_##name,
	STATUS_LIST(X)
#undef X
};

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* The code's name ("DECODE") and its sentence. Static strings. */
const char *status_name(enum status st);
const char *status_text(enum status st);

#define TRY(expr)                               \
	do {                                    \
		enum status try_st_ = (expr);   \
		if (try_st_ != ST_OK)           \
			return try_st_;         \
	} while (0)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* An error for people, filled where the error is found: what happened, where,
 * what would do. `text` is one line without a newline, already safe to print. */
struct error {
	char text[1024];
};
/* Writes the sentence and returns st, so that it can be the return statement. */
enum status error_set(struct error *e, enum status st, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
