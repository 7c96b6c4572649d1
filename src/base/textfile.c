#include "base/textfile.h"

#include "base/text.h"

enum encoding { UTF8, UTF16_LE, UTF16_BE };

/* *mark is how long the byte order mark is. */
static enum encoding encoding_of(struct bytes raw, size_t *mark)
{
	const uint8_t *p = raw.p;

	*mark = 0;
	if (raw.n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		*mark = 3;
	else if (raw.n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0))
		*mark = 2;
	if (*mark == 2)
		return p[0] == 0xff ? UTF16_LE : UTF16_BE;
	if (*mark || raw.n < 4)
		return UTF8;
	if (p[0] && !p[1] && p[2] && !p[3])
		return UTF16_LE;
	return !p[0] && p[1] && !p[2] && p[3] ? UTF16_BE : UTF8;
}

static uint32_t unit_at(struct bytes b, size_t i, enum encoding e)
{
	return e == UTF16_LE ? (uint32_t)(b.p[i] | b.p[i + 1] << 8) : (uint32_t)(b.p[i] << 8 | b.p[i + 1]);
}

static void convert(struct bytes b, enum encoding e, struct buf *out)
{
	for (size_t i = 0; i + 1 < b.n; i += 2) {
		uint32_t c = unit_at(b, i, e);

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < b.n) {
			uint32_t low = unit_at(b, i + 2, e);

			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		text_add_utf8(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	}
	if (b.n % 2)
		text_add_utf8(out, 0xfffd);
}

struct bytes textfile_decode(struct bytes raw, struct buf *room)
{
	size_t mark;
	enum encoding e = encoding_of(raw, &mark);
	struct bytes text = bytes_slice(raw, mark, raw.n - mark);

	if (e == UTF8)
		return text;
	convert(text, e, room);
	return buf_bytes(room);
}

static size_t until(struct bytes b, int c)
{
	const uint8_t *at = b.n ? memchr(b.p, c, b.n) : NULL;

	return at ? (size_t)(at - b.p) : b.n;
}

/* A stretch at a time: with one kind of line end only, each line would look for the other to the end of the text. */
static size_t line_length(struct bytes text)
{
	enum { STRETCH = 256 };
	size_t n = 0, more, found;

	do {
		more = text.n - n < STRETCH ? text.n - n : STRETCH;
		found = until(bytes_slice(text, n, until(bytes_slice(text, n, more), '\n')), '\r');
		n += found;
	} while (found == STRETCH && n < text.n);
	return n;
}

bool textfile_line(struct bytes *rest, struct bytes *line)
{
	size_t n, end;

	if (!rest->n)
		return false;
	n = line_length(*rest);
	end = n + (n < rest->n);
	if (n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n')
		end++;
	*line = bytes_slice(*rest, 0, n);
	*rest = bytes_slice(*rest, end, rest->n - end);
	return true;
}

/* How many bytes the blank takes at the start, or at the end; 0: there is none. */
static size_t blank_at(struct bytes b, bool end)
{
	static const char *const blanks[] = { " ", "\t", "\xef\xbb\xbf", "\xe2\x80\x8b", "\xc2\xa0" };

	for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
		const size_t n = strlen(blanks[i]);

		if (b.n >= n && memcmp(end ? b.p + b.n - n : b.p, blanks[i], n) == 0)
			return n;
	}
	return 0;
}

struct bytes textfile_trim(struct bytes line)
{
	size_t n;

	while ((n = blank_at(line, true)) > 0)
		line.n -= n;
	while ((n = blank_at(line, false)) > 0)
		line = bytes_slice(line, n, line.n - n);
	return line;
}

bool textfile_begins(struct bytes b, const char *with)
{
	size_t n = strlen(with);

	return b.n >= n && memcmp(b.p, with, n) == 0;
}
