/* slowshake run: a handshake in process. slowshake list: what can be run. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/say.h"
#include "cli/show.h"
#include "source/sim/sim.h"
#include "source/sim/whatif.h"
#include "spec/groups.h"
#include "spec/schemes.h"
#include "spec/reasons.h"
#include "tls/flow/flow.h"
#include "tls/suites.h"
#include "tui/settings.h"
#include "tui/tui.h"

/* ---- names ---- */

static const char *scenario_name(size_t i)
{
	return i < n_sim_scenarios ? sim_scenarios[i].name : NULL;
}

static const char *fault_name(size_t i)
{
	return i < n_sim_faults ? sim_faults[i].name : NULL;
}

static enum status unknown(const char *what, const char *word, const char *(*name)(size_t), struct error *err)
{
	const char *nearest = text_nearest_of(word, name);

	if (nearest)
		return error_set(err, ST_USAGE, "%s: there is no \"%.100s\"; did you mean %s?", what, word, nearest);
	return error_set(err, ST_USAGE, "%s: there is no \"%.100s\"; see slowshake list %ss", what, word, what);
}

/* ---- run ---- */

struct files {
	struct buf ca, crl, ocsp, ct_log, certs[MAX_CERTS], keys[MAX_CERTS];
};

static enum status read_one(const char *path, struct buf *b, struct sim_file *out, struct error *err)
{
	if (!path)
		return ST_OK;
	TRY(file_read(path, b, err));
	*out = (struct sim_file){ buf_bytes(b), path };
	return ST_OK;
}

static enum status read_files(const struct options *o, struct files *f, struct sim_options *sim, struct error *err)
{
	TRY(read_one(o->ca, &f->ca, &sim->ca, err));
	TRY(read_one(o->crl, &f->crl, &sim->crl, err));
	TRY(read_one(o->ct_log, &f->ct_log, &sim->ct_log, err));
	TRY(read_one(o->ocsp, &f->ocsp, &sim->ocsp, err));
	for (size_t i = 0; i < o->n_certs; i++) {
		TRY(read_one(o->certs[i], &f->certs[i], &sim->own[i].cert, err));
		TRY(read_one(o->keys[i], &f->keys[i], &sim->own[i].key, err));
	}
	sim->n_own = o->n_certs;
	return ST_OK;
}

static enum status sim_setup(const struct options *o, struct sim_options *sim, struct error *err)
{
	*sim = (struct sim_options){
		.seed = o->seed, .suites = o->suites, .n_suites = o->n_suites, .groups = o->groups, .n_groups = o->n_groups,
		.schemes = o->schemes, .n_schemes = o->n_schemes,
		.compressions = o->compressions, .n_compressions = o->n_compressions,
		.versions = o->versions, .alpn = o->alpn,
		.client_auth_given = o->client_auth_given, .client_auth = o->client_auth,
		.server_name = o->servername, .time_given = o->time_given, .time = o->time,
		.insecure = o->insecure, .without = o->without, .data = bytes_str(o->data), .crl_required = o->crl_required, .policies = &o->policies,
	};
	if (o->operand && !(sim->scenario = sim_find_scenario(o->operand)))
		return unknown("scenario", o->operand, scenario_name, err);
	if (o->fault && !(sim->fault = sim_find_fault(o->fault)))
		return unknown("fault", o->fault, fault_name, err);
	if (o->without && sim_scenario_of(sim)->tls13)
		return error_set(err, ST_USAGE, "--without: protections are left out in TLS 1.2 and before, not in the scenario %s", sim_scenario_of(sim)->name);
	if (o->operand && o->fault && sim->fault->scenario && strcmp(sim->fault->scenario, o->operand) != 0)
		return error_set(err, ST_USAGE, "--fault: %s happens in the scenario %s; leave out %s", o->fault, sim->fault->scenario, o->operand);
	return ST_OK;
}

static struct feed *what_if(void *ctx, unit_id unit, uint32_t off, uint8_t mask, struct error *err)
{
	return whatif_byte(ctx, unit, off, mask, err);
}

static const char *fault_at(size_t i, const char **summary)
{
	if (i >= n_sim_faults)
		return NULL;
	*summary = sim_faults[i].summary;
	return sim_faults[i].name;
}

static struct feed *what_if_fault(void *ctx, size_t i, struct error *err)
{
	return whatif_fault(ctx, &sim_faults[i], err);
}

static enum status open_and_show(const struct options *o, struct files *files, int *code, struct error *err)
{
	struct sim_options sim;
	struct shown shown;
	struct feed *f, *original = NULL;
	struct show_more more;
	struct edit edit;
	enum output out;
	enum status st;

	TRY(sim_setup(o, &sim, err));
	if (o->flip)
		TRY(edit_parse(o->flip, &edit, err));
	TRY(show_check(o, &out, err));
	TRY(read_files(o, files, &sim, err));
	st = o->flip ? whatif_open(&sim, &edit, &original, &f, err) : sim_open(&sim, &f, err);
	if (st != ST_OK)
		return st == ST_USAGE ? st : ST_IO;
	more = (struct show_more){ original ? original->trace : NULL, original ? NULL : what_if, &sim, what_if_fault, fault_at, NULL };
	st = show_feed_with(f, &more, o, out, 0, &shown, err);
	if (original)
		original->free(original);
	if (shown.signal)
		*code = 128 + shown.signal;
	else if (st == ST_OK && !shown.quit && strcmp(trace_studied(f->trace)->outcome.outcome, "established") != 0)
		*code = EXIT_HANDSHAKE;
	f->free(f);
	return st;
}

int command_run(const struct options *o)
{
	struct files files = { 0 };
	struct error err = { "" };
	int code = EXIT_ESTABLISHED;
	enum status st = open_and_show(o, &files, &code, &err);

	buf_free(&files.ca);
	buf_free(&files.crl);
	buf_free(&files.ocsp);
	buf_free(&files.ct_log);
	for (size_t i = 0; i < MAX_CERTS; i++) {
		buf_free(&files.certs[i]);
		buf_free(&files.keys[i]);
	}
	return st == ST_OK ? code : say_error_exit(st, &err);
}

/* ---- list ---- */

/* A line a scenario: its name first; for programs its group last, for people under a heading. */
static void list_group(struct buf *out, unsigned group, bool people)
{
	bool any = false;

	for (const struct scenario *sc = sim_scenarios; sc < sim_scenarios + n_sim_scenarios; sc++) {
		if (sc->shows != group)
			continue;
		if (people && !any)
			buf_printf(out, "%s%s\n", out->n ? "\n" : "", scenario_groups[group].heading);
		if (people)
			buf_printf(out, "  %-20s %s\n", sc->name, sc->summary);
		else
			buf_printf(out, "%-20s %-96s %s\n", sc->name, sc->summary, scenario_groups[group].word);
		any = true;
	}
}

static void list_scenarios(struct buf *out)
{
	for (unsigned group = 0; group < SCENARIO_GROUP_N; group++)
		list_group(out, group, isatty(STDOUT_FILENO));
}

static void list_faults(struct buf *out)
{
	for (size_t i = 0; i < n_sim_faults; i++) {
		const struct fault *f = &sim_faults[i];
		const char *none = f->falls_back ? "full handshake" : "no alert";

		buf_printf(out, "%-29s %s (%s)\n", f->name, f->summary, f->alert == ALERT_NONE ? none : code_name(&codes_alert, (uint32_t)f->alert));
	}
}

/* What the library lacks is marked. */
static void list_suites(struct buf *out)
{
	const struct code_list spoken = suites_spoken();

	for (size_t i = 0; i < spoken.n; i++) {
		const struct suite *s = suite_find(spoken.codes[i]);
		const bool here = suite_has_primitives(s);

		buf_printf(out, here ? "%-45s %s%s\n" : "%-45s %-30s %s\n", s->code.name, s->openssl_name ? s->openssl_name : "-",
			   here ? "" : reason_name(REASON_CLOSED_NO_PRIMITIVE));
	}
}

static const char *group_kind(const struct group *g)
{
	static const char *const kinds[] = {
		[GROUP_EC] = "elliptic curve", [GROUP_FF] = "finite field", [GROUP_KEM] = "key encapsulation", [GROUP_HYBRID] = "hybrid",
		[GROUP_OTHER] = "other",
	};

	return kinds[g->kind];
}

static void list_named_group(const struct group *g, bool spoken, struct buf *out)
{
	buf_printf(out, "%-32s %-18s%s\n", g->code.name, group_kind(g), spoken ? " spoken" : " only named");
}

/* What is spoken comes first, as it is liked. */
static void list_groups(struct buf *out)
{
	for (size_t i = 0; i < groups_spoken.n; i++)
		list_named_group(group_find(groups_spoken.codes[i]), true, out);
	for (size_t i = 0; i < codes_named_group.n; i++) {
		const struct group *g = (const struct group *)code_at(&codes_named_group, i);

		if (!code_listed(&groups_spoken, g->code.value))
			list_named_group(g, false, out);
	}
}

static void list_named_scheme(const struct scheme *s, bool spoken, struct buf *out)
{
	struct buf openssl = { 0 };

	buf_printf(out, "%-33s %-15s %s\n", s->code.name, scheme_openssl_name(s, &openssl) ? buf_str(&openssl) : "-", spoken ? "spoken" : "only named");
	buf_free(&openssl);
}

static void list_schemes(struct buf *out)
{
	for (size_t i = 0; i < schemes_spoken.n; i++)
		list_named_scheme(scheme_find(schemes_spoken.codes[i]), true, out);
	for (size_t i = 0; i < codes_signature_scheme.n; i++) {
		const struct scheme *s = (const struct scheme *)code_at(&codes_signature_scheme, i);

		if (!code_listed(&schemes_spoken, s->code.value))
			list_named_scheme(s, false, out);
	}
}

static void list_flow(struct buf *out)
{
	for (size_t i = 0; i < flow_all_n; i++) {
		buf_puts(out, i ? "\n" : "");
		flow_draw(flow_all[i], out);
	}
}

static void list_config(struct buf *out)
{
	config_read();
	settings_write(out);
}

int command_list(const struct options *o)
{
	static const struct {
		const char *name;
		void (*list)(struct buf *out);
	} lists[] = { { "scenarios", list_scenarios }, { "faults", list_faults }, { "suites", list_suites }, { "groups", list_groups },
		    { "schemes", list_schemes }, { "flow", list_flow }, { "config", list_config } };
	struct error err = { "" };
	struct buf out = { 0 };
	enum status st = ST_NOT_FOUND;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (strcmp(lists[i].name, o->operand) == 0) {
			lists[i].list(&out);
			st = say_text(&out, &err);
		}
	buf_free(&out);
	if (st == ST_NOT_FOUND)
		st = error_set(&err, ST_USAGE, "list: there is no \"%.100s\"; there are scenarios, faults, suites, groups, schemes, flow and config", o->operand);
	return st == ST_OK ? 0 : say_error_exit(st, &err);
}
