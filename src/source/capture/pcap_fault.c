/* What is wrong with a file of packets, in words. */
#include "source/capture/pcap_int.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { MAX_NOTES = 20 };

void pcap_note(struct pcap_reader *r, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (!r->hooks.note || r->notes > MAX_NOTES)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->hooks.note(r->hooks.user, r->notes++ < MAX_NOTES ? text : "more such faults in the file are not told");
}

enum status pcap_cut(struct pcap_reader *r, struct error *err, const char *what)
{
	if (r->f->waiting)
		return ST_WAIT;
	if (r->f->failed != ST_OK) {
		*err = r->f->error;
		return r->f->failed;
	}
	return error_set(err, ST_MORE, "the capture is cut: it ends inside %s, %" PRIu64 " bytes from its start, after packet %" PRIu64,
			 what, r->f->offset, r->number);
}
