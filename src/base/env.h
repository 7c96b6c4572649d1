/* What a deterministic engine must not reach for itself: chance and time. */
#ifndef SLOWSHAKE_BASE_ENV_H
#define SLOWSHAKE_BASE_ENV_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/status.h"

/* Random source. `role` and `purpose` name the stream ("client", "random"), so
 * that a seeded source gives each its own and a new draw shifts no other. */
struct rng {
	void (*draw)(void *ctx, const char *role, const char *purpose, uint8_t *out, size_t n);
	void *ctx;
};

/* Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. */
typedef int64_t utc_time;

/* "2026-01-02T03:04:05Z"; also "2026-01-02", "2026-01-02T03:04Z", a numeric
 * offset ("+02:00") and a space for the T. */
enum status time_parse_iso8601(const char *text, utc_time *out) MUST_USE;
/* Writes "2026-01-02T03:04:05Z" (years 0 to 9999, others clamped). */
void time_format(utc_time t, char out[24]);
/* From the proleptic Gregorian calendar; ST_DECODE if a part is out of range. */
enum status time_from_civil(int year, int month, int day, int hour, int min, int sec,
			    utc_time *out) MUST_USE;
utc_time time_now(void);

#endif
