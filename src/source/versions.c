#include "source/versions.h"

#include "spec/suites.h"

#define ALL { VERSION_SSL30, VERSION_TLS13 }
#define TODAY { VERSION_TLS12, VERSION_TLS13 }
const struct versions versions_here = { ALL, TODAY, NULL };
const struct versions versions_live = { TODAY, TODAY, "--allow-obsolete" };
const struct versions versions_obsolete = { ALL, ALL, NULL };
#undef ALL
#undef TODAY

static enum status check_spoken(const struct versions *here, const char *option, uint16_t v, struct error *err)
{
	const struct version_range spoken = here->spoken;
	char room[3][CODE_TEXT_MAX];
	const char *asked = version_text(v, room[0]), *least = version_text(spoken.min, room[1]), *most = version_text(spoken.max, room[2]);

	if (!v || (v >= spoken.min && v <= spoken.max))
		return ST_OK;
	if (here->others && v < spoken.min)
		return error_set(err, ST_USAGE, "%s: %s must not be used any more (RFC %d), and is spoken over a network only with %s", option, asked,
				 v == VERSION_SSL30 ? 7568 : 8996, here->others);
	if (spoken.min == spoken.max)
		return error_set(err, ST_USAGE, "%s: %s is not spoken here yet, only %s", option, asked, most);
	return error_set(err, ST_USAGE, "%s: %s is not spoken here yet, only %s to %s", option, asked, least, most);
}

/* The part of a range in which there is one of the suites. */
static struct version_range with_suites(struct version_range r, struct code_list suites)
{
	uint16_t from = suites.n ? VERSION_TLS13 : r.min, to = suites.n ? VERSION_SSL30 : r.max;

	for (size_t i = 0; i < suites.n; i++) {
		const struct suite *s = suite_find(suites.codes[i]);

		from = suite_spoken_from(s) < from ? suite_spoken_from(s) : from;
		to = s->to > to ? s->to : to;
	}
	return (struct version_range){ from > r.min ? from : r.min, to < r.max ? to : r.max };
}

enum status versions_choose(const struct versions *here, struct version_range wanted, struct code_list suites, struct version_range *out,
			    struct error *err)
{
	struct version_range r = here->usual;

	TRY(check_spoken(here, "--min-version", wanted.min, err));
	TRY(check_spoken(here, "--max-version", wanted.max, err));
	if (wanted.max)
		r.max = wanted.max;
	if (wanted.min || r.min > r.max)
		r.min = wanted.min ? wanted.min : r.max;
	if (r.min > r.max)
		return error_set(err, ST_USAGE, "--min-version: it is higher than the highest version that may be spoken");
	*out = with_suites(r, suites);
	if (out->min > out->max)
		return error_set(err, ST_USAGE, "--suite: none of them is one of the versions that may be spoken");
	return ST_OK;
}
