/* Text helpers: hex, and making foreign strings safe to show. */
#ifndef SLOWSHAKE_BASE_TEXT_H
#define SLOWSHAKE_BASE_TEXT_H

#include "base/bytes.h"
#include "base/status.h"

/* Adds lower-case hex; `sep` between bytes unless 0. */
void text_hex(struct buf *out, struct bytes b, char sep);
/* What a hex digit of either case stands for; -1: it is none. */
static inline int text_hex_digit(int c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads hex with optional blanks or colons between bytes. */
enum status text_unhex(const char *hex, struct buf *out) MUST_USE;
/* Adds bytes that came from a peer as text that is safe on a terminal: valid
 * UTF-8 that is printable stays, control characters, bidirectional controls and
 * invalid bytes become \xNN. */
void text_safe(struct buf *out, struct bytes b);
/* Adds the bytes as the inside of a JSON string (RFC 8259 7), invalid UTF-8
 * as U+FFFD. */
void text_json(struct buf *out, struct bytes b);
/* Decodes one UTF-8 character at p (n > 0): its code point and length; an
 * invalid byte gives 0xfffd and length 1. */
uint32_t text_utf8(const uint8_t *p, size_t n, size_t *len);
/* Adds the code point as UTF-8. */
void text_add_utf8(struct buf *out, uint32_t c);
/* Columns that the UTF-8 text takes in a terminal (0, 1 or 2 a character). */
int text_width(const char *s);
int text_char_width(uint32_t c);
/* Where in a text of n bytes the end begins that takes at most so many columns. */
const char *text_tail(const char *text, size_t n, int columns);
/* Adds the text, or where it is too wide its end behind two dots: of what begins alike the end says more. */
void text_add_end(struct buf *out, const char *text, int columns);
/* ASCII only, as host names and option names want it. */
bool text_equal_nocase(const char *a, const char *b);
/* "did you mean": the candidate nearest to word (edit distance at most a third
 * of its length, at least 1), or NULL. */
const char *text_nearest(const char *word, const char *const *candidates, size_t n);
/* The same of name(0), name(1) ... up to the first NULL, however many these are. */
const char *text_nearest_of(const char *word, const char *(*name)(size_t i));
/* The same, one candidate after another, as often as they come; begins as { .word = WORD }. */
struct text_guess {
	const char *word, *best;         /* best: so far, or NULL */
	size_t limit;                    /* what the next must be below */
};
void text_guess_try(struct text_guess *g, const char *candidate);
/* An IPv4 address, with or without a port behind a colon, as a number to sort by; INT64_MAX: it is none. */
int64_t text_ipv4_number(const char *address);

#endif
