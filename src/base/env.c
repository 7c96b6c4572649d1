#include "base/env.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Days from 1970-01-01 to the given civil date (months count from March, so
 * that the leap day is the last of its year). */
static int64_t days_from_civil(int64_t y, int m, int d)
{
	int64_t era, yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return days[m - 1] + (m == 2 && leap);
}

enum status time_from_civil(int y, int mo, int d, int h, int mi, int s, utc_time *out)
{
	if (y < 0 || y > 9999 || mo < 1 || mo > 12 || d < 1 || d > month_days(y, mo) ||
	    h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59)
		return ST_DECODE;
	*out = days_from_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + s;
	return ST_OK;
}

/* Exactly n digits at *p, moved past; -1 if they are not there. */
static int digits(const char **p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		v = v * 10 + (**p - '0');
	}
	return v;
}

static int after(const char **p, char c, int n)
{
	if (**p != c)
		return -1;
	(*p)++;
	return digits(p, n);
}

enum status time_parse_iso8601(const char *p, utc_time *out)
{
	int y = digits(&p, 4), mo, d, h = 0, mi = 0, s = 0, oh, om, sign;

	if (y < 0 || (mo = after(&p, '-', 2)) < 0 || (d = after(&p, '-', 2)) < 0)
		return ST_DECODE;
	if (*p == 'T' || *p == 't' || *p == ' ') {
		p++;
		if ((h = digits(&p, 2)) < 0 || (mi = after(&p, ':', 2)) < 0)
			return ST_DECODE;
		if (*p == ':' && (s = after(&p, ':', 2)) < 0)
			return ST_DECODE;
	}
	TRY(time_from_civil(y, mo, d, h, mi, s, out));
	if (*p == 'Z' || *p == 'z')
		p++;
	else if (*p == '+' || *p == '-') {
		sign = *p++ == '+' ? 1 : -1;
		if ((oh = digits(&p, 2)) < 0 || (om = after(&p, ':', 2)) < 0 || oh > 23 || om > 59)
			return ST_DECODE;
		*out -= sign * (oh * 3600 + om * 60);
	}
	return *p ? ST_DECODE : ST_OK;
}

static void put_digits(char *out, int width, int v)
{
	while (width-- > 0) {
		out[width] = (char)('0' + v % 10);
		v /= 10;
	}
}

void time_format(utc_time t, char out[24])
{
	const utc_time min = -62167219200, max = 253402300799;
	time_t tt = (time_t)(t < min ? min : t > max ? max : t);
	struct tm tm;

	gmtime_r(&tt, &tm);
	memcpy(out, "0000-00-00T00:00:00Z", 21);
	put_digits(out, 4, tm.tm_year + 1900);
	put_digits(out + 5, 2, tm.tm_mon + 1);
	put_digits(out + 8, 2, tm.tm_mday);
	put_digits(out + 11, 2, tm.tm_hour);
	put_digits(out + 14, 2, tm.tm_min);
	put_digits(out + 17, 2, tm.tm_sec);
}

utc_time time_now(void)
{
	return (utc_time)time(NULL);
}
