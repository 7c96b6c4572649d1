#include "source/capture/unwrap.h"

enum { TDS_HEADER = 8, RECORD_HEADER = 5 };

static bool is_record(struct bytes b)
{
	return b.n >= 2 && b.p[0] >= 20 && b.p[0] <= 24 && b.p[1] == 3;
}

/* Its length stands in bytes 2 and 3, with the header counted. */
static void header_add(struct unwrap *u, uint8_t byte)
{
	u->header[u->n_header++] = byte;
	if (u->n_header < TDS_HEADER)
		return;
	u->left = (size_t)u->header[2] << 8 | u->header[3];
	u->left = u->left > TDS_HEADER ? u->left - TDS_HEADER : 0;
	u->n_header = 0;
}

void unwrap_tds(struct unwrap *u, struct bytes bytes, struct buf *out)
{
	/* the header was passed over with the dialogue: the record fills its packet */
	if (!u->begun && is_record(bytes) && bytes.n >= RECORD_HEADER)
		u->left = RECORD_HEADER + (size_t)bytes_uint(bytes_slice(bytes, 3, 2));
	u->begun = true;
	while (bytes.n) {
		size_t n = 1;

		if (!u->left && !u->n_header && is_record(bytes))
			u->bare = true;
		if (u->bare || u->left) {
			n = u->bare || bytes.n < u->left ? bytes.n : u->left;
			buf_add(out, bytes_slice(bytes, 0, n));
			u->left -= u->bare ? 0 : n;
		} else {
			header_add(u, bytes.p[0]);
		}
		bytes = bytes_slice(bytes, n, bytes.n - n);
	}
}
