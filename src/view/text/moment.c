#include "view/text/moment.h"

#include <inttypes.h>

enum { CLOCK = 11, TEXT = 19 };          /* where the time of day begins, and where the seconds end */

bool moment_of_step(const struct trace *t, step_id step, int64_t *ns, int64_t *delta)
{
	int64_t before;

	if (!step || !trace_event_time(t, trace_step(t, step)->first_event, ns))
		return false;
	*delta = step > 1 && trace_event_time(t, trace_step(t, step - 1)->first_event, &before) ? *ns - before : 0;
	return true;
}

void moment_time(int64_t ns, struct buf *out)
{
	const int64_t s = ns / 1000000000 - (ns % 1000000000 < 0);
	char text[24];

	time_format(s, text);
	buf_add(out, bytes_of(text, TEXT));
	buf_puts(out, ".");
	buf_add_decimal(out, (uint64_t)((ns - s * 1000000000) / 1000), 6);
	buf_puts(out, "Z");
}

void moment_clock(int64_t ns, struct buf *out)
{
	struct buf time = { 0 };

	moment_time(ns, &time);
	buf_add(out, bytes_slice(buf_bytes(&time), CLOCK, time.n - CLOCK - 1));
	buf_free(&time);
}

void moment_delta(int64_t delta, struct buf *out)
{
	const uint64_t size = (uint64_t)(delta < 0 ? -delta : delta) / 1000;

	buf_puts(out, delta < 0 ? "-" : "");
	buf_add_decimal(out, size / 1000000, 1);
	buf_puts(out, ".");
	buf_add_decimal(out, size % 1000000, 6);
	buf_puts(out, " s");
}

void moment_short(int64_t delta, struct buf *out)
{
	static const struct {
		uint64_t from, unit;         /* microseconds */
		const char *name;
	} units[] = { { 1000000, 1000000, "s" }, { 1000, 1000, "ms" }, { 0, 1, "us" } };
	const uint64_t us = (uint64_t)(delta < 0 ? -delta : delta) / 1000;
	size_t i = 0;

	while (us < units[i].from)
		i++;
	buf_printf(out, "%c%" PRIu64, delta < 0 ? '-' : '+', us / units[i].unit);
	if (units[i].unit > 1 && us / units[i].unit < 10)
		buf_printf(out, ".%" PRIu64, us % units[i].unit / (units[i].unit / 10));
	buf_puts(out, units[i].name);
}

void moment_say(const struct trace *t, step_id step, struct buf *out)
{
	int64_t ns, delta;

	if (!moment_of_step(t, step, &ns, &delta))
		return;
	moment_clock(ns, out);
	buf_puts(out, " UTC");
	if (step > 1) {
		buf_puts(out, ", ");
		moment_delta(delta, out);
		buf_printf(out, " after %s", trace_step(t, step - 1)->title);
	}
}
