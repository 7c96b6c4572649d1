/* The search for a path from the peer's certificate to a trusted one (RFC 4158
 * describes the problem). First only along links that hold; when no such path is
 * complete, along all links, for the path that comes nearest. Every number is bounded. */
#include <stdlib.h>
#include <string.h>

#include "x509/verify/internal.h"

/* ---- the checklist on a path ---- */

static int weight_of(enum event_type type)
{
	return type == EV_CERT_SIGNATURE ? 100 : type == EV_CERT_TRUST ? 50 : type == EV_CERT_VALIDITY ? 9 : 10;
}

static void run_check(struct verification *v, const struct path *p, int i, const struct check *check, struct summary *out)
{
	struct finding f = check->run(v, p, i);

	if (!finding_stops(f))
		return;
	if (!out->failures++ || (out->failures == out->unjudged + 1 && f.verdict == VERDICT_FAIL)) {
		out->first = f;
		out->first_type = check->type;
		out->first_event = v->told;
	}
	out->unjudged += f.verdict == VERDICT_UNJUDGED;
	out->weight += f.verdict == VERDICT_UNJUDGED ? 1 : weight_of(check->type);
}

void path_run_checks(struct verification *v, const struct path *p, bool telling, struct summary *out)
{
	*out = (struct summary){ .first_type = EV_N };
	v->telling = telling;
	for (int i = -1; i < p->n; i++) {
		/* where the path ends is told first, then certificate by certificate */
		int at = i < 0 ? p->n - 1 : i;

		for (size_t k = 0; k < n_verify_checks; k++)
			if ((verify_checks[k].run == check_trust) == (i < 0) && verify_checks[k].applies(p, at))
				run_check(v, p, at, &verify_checks[k], out);
	}
	v->telling = false;
}

/* The first failure of what the newest certificate brings into the path. */
static enum reason new_failure(struct verification *v, const struct path *p)
{
	int last = p->n - 1;

	for (int below = 0; below <= 1; below++) {
		for (size_t k = 0; k < n_verify_checks; k++) {
			struct finding f;

			if (verify_checks[k].grow != (below ? GROW_BELOW : GROW_NEW) || !verify_checks[k].applies(p, last - below))
				continue;
			f = verify_checks[k].run(v, p, last - below);
			if (finding_stops(f))
				return f.reason;
		}
	}
	return REASON_NONE;
}

static bool in_path(const struct path *p, const struct cert *c)
{
	for (int i = 0; i < p->n; i++)
		if (p->c[i]->holder == c->holder)
			return true;
	return false;
}

/* ---- the search ---- */

struct attempt {
	struct path path;
	enum reason reason;
};

struct search {
	struct verification *v;
	bool all_links;              /* second pass */
	struct path path;
	struct path best;
	struct summary best_summary;
	int attempts;
	struct attempt tried[VERIFY_MAX_TOLD];
	int n_tried;
};

/* Of the last certificate of a path that goes no further. */
static enum reason dead_end(const struct path *p)
{
	const struct cert *last = p->c[p->n - 1];

	return last->x.self_issued ? REASON_PATH_SELF_SIGNED : last->n_issuers ? REASON_PATH_LOOP : REASON_PATH_NO_ISSUER;
}

static void note_attempt(struct search *s, enum reason reason)
{
	if (!s->all_links && s->n_tried < VERIFY_MAX_TOLD)
		s->tried[s->n_tried++] = (struct attempt){ s->path, reason };
}

/* Does nothing but the first certificate itself stand against the path? Then no
 * other path can be better. */
static bool only_first_fails(struct verification *v, const struct path *p, const struct summary *s)
{
	struct summary leaf = { .first_type = EV_N };

	if (p->end != REASON_PATH_COMPLETE)
		return false;
	for (size_t k = 0; k < n_verify_checks; k++)
		if (verify_checks[k].grow != GROW_BELOW && verify_checks[k].run != check_trust && verify_checks[k].type != EV_CERT_POLICIES &&
		    verify_checks[k].applies(p, 0))
			run_check(v, p, 0, &verify_checks[k], &leaf);
	return leaf.failures == s->failures;
}

/* A path that grows no more: is it the best so far? True ends the search. */
static bool consider(struct search *s, enum reason end)
{
	struct summary summary;

	s->path.end = end;
	if (++s->attempts > VERIFY_MAX_ATTEMPTS) {
		s->v->limited = true;
		return true;
	}
	path_run_checks(s->v, &s->path, false, &summary);
	if (!s->best.n || summary.weight < s->best_summary.weight ||
	    (summary.weight == s->best_summary.weight && s->path.n > s->best.n)) {
		s->best = s->path;
		s->best_summary = summary;
	}
	if (!summary.failures || only_first_fails(s->v, &s->path, &summary))
		return true;
	note_attempt(s, end == REASON_PATH_COMPLETE ? summary.first.reason : end);
	return false;
}

static bool search_from(struct search *s);

/* Goes on with one more certificate, if it may. */
static bool extend(struct search *s, struct cert *c)
{
	enum reason failure;
	bool done = false;

	if (++s->v->nodes > VERIFY_MAX_NODES || s->v->compared > VERIFY_MAX_COMPARED) {
		s->v->limited = true;
		return true;
	}
	s->path.c[s->path.n++] = c;
	failure = s->all_links ? REASON_NONE : new_failure(s->v, &s->path);
	if (failure != REASON_NONE)
		note_attempt(s, failure);
	else
		done = search_from(s);
	s->path.n--;
	return done;
}

static bool search_from(struct search *s)
{
	struct cert *last = s->path.c[s->path.n - 1];
	bool done = false, end = true;

	if (last->anchor)
		return consider(s, REASON_PATH_COMPLETE);
	if (s->path.n == VERIFY_MAX_PATH)
		return s->all_links ? consider(s, REASON_PATH_TOO_LONG) : false;
	cert_find_issuers(s->v, last);
	for (int i = 0; i < last->n_issuers && !done; i++) {
		struct cert *c = s->v->certs[last->issuers[i]];

		if (in_path(&s->path, c))
			continue;
		end = false;
		done = extend(s, c);
	}
	return end ? consider(s, dead_end(&s->path)) : done;
}

static bool begins_with(const struct path *p, const struct path *start)
{
	return start->n <= p->n && memcmp(p->c, start->c, (size_t)start->n * sizeof(p->c[0])) == 0;
}

static void tell_path(struct verification *v, const struct path *p, struct finding f, int attempt)
{
	value_id values[VERIFY_MAX_PATH];
	struct event *e;

	for (int i = 0; i < p->n; i++)
		values[i] = cert_slice(v, p->c[i], p->c[i]->x.subject, "subject", SHOW_NAME);
	e = cert_tell(v, EV_CERT_PATH, p->c[p->n - 1], BYTES_NONE, f, values, (size_t)p->n);
	e->arg[0] = p->n;
	e->arg[1] = attempt;
}

static void tell_attempts(struct search *s, const struct path *chosen)
{
	int number = 0;
	bool complete = chosen->end == REASON_PATH_COMPLETE;

	for (int i = 0; i < s->n_tried; i++)
		if (!begins_with(chosen, &s->tried[i].path))
			tell_path(s->v, &s->tried[i].path, finding_of(VERDICT_FAIL, s->tried[i].reason, ALERT_NONE), ++number);
	tell_path(s->v, chosen, finding_of(complete ? VERDICT_OK : VERDICT_WARN, s->v->limited && !complete ?
				      REASON_PATH_LIMIT : chosen->end, ALERT_NONE), number + 1);
}

void path_find(struct verification *v, struct path *out, struct summary *summary)
{
	struct search *s = mem_alloc(sizeof(*s));

	s->v = v;
	s->path.c[0] = v->certs[0];
	s->path.n = 1;
	search_from(s);
	if (!s->best.n || (s->best_summary.failures && !only_first_fails(v, &s->best, &s->best_summary))) {
		s->all_links = true;
		s->attempts = 0;
		v->nodes = 0;
		search_from(s);
	}
	if (!s->best.n) {
		/* limits ended the search before any path was whole */
		s->best = (struct path){ .c = { v->certs[0] }, .n = 1, .end = REASON_PATH_LIMIT };
		v->limited = true;
	}
	*out = s->best;
	tell_attempts(s, out);
	path_run_checks(v, out, true, summary);
	free(s);
}
