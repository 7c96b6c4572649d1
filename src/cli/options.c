#include "cli/options.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/option_names.h"

const char *options_name(size_t i)
{
	return i < n_option_rows ? option_rows[i].name : NULL;
}

const char *command_name(enum command c)
{
	return command_specs[c].name;
}

static enum status unknown_option(const char *arg, size_t len, struct error *err)
{
	struct text_guess guess;
	char word[64];

	if (len >= sizeof(word))
		len = sizeof(word) - 1;
	memcpy(word, arg, len);
	word[len] = 0;
	guess = (struct text_guess){ .word = word + strspn(word, "-") };
	for (size_t i = 0; i < n_option_rows; i++)
		text_guess_try(&guess, option_rows[i].name);
	if (guess.best)
		return error_set(err, ST_USAGE, "%s: there is no such option; did you mean --%s?", word, guess.best);
	return error_set(err, ST_USAGE, "%s: there is no such option; see slowshake --help", word);
}

static const struct option *find_option(const char *name, size_t len)
{
	for (size_t i = 0; i < n_option_rows; i++)
		if (strlen(option_rows[i].name) == len && memcmp(option_rows[i].name, name, len) == 0)
			return &option_rows[i];
	return NULL;
}

/* The option at argv[*i], and its argument, which may be the next word. */
static enum status parse_option(int argc, char *const *argv, int *i, struct options *o, struct error *err)
{
	const char *word = argv[*i], *eq = strchr(word, '='), *arg = NULL;
	size_t len = eq ? (size_t)(eq - word) : strlen(word);
	const struct option *opt = NULL;

	if (strcmp(word, "-h") == 0)
		opt = find_option("help", 4);
	else if (strcmp(word, "-V") == 0)
		opt = find_option("version", 7);
	else if (len > 2 && memcmp(word, "--", 2) == 0)
		opt = find_option(word + 2, len - 2);
	if (!opt)
		return unknown_option(word, len, err);
	if (opt->arg) {
		if (eq)
			arg = eq + 1;
		else if (*i + 1 < argc)
			arg = argv[++*i];
		else
			return error_set(err, ST_USAGE, "--%s: its argument %s is missing", opt->name, opt->arg);
	} else if (eq) {
		return error_set(err, ST_USAGE, "--%s: takes no argument", opt->name);
	}
	if (o->given[opt - option_rows] && !opt->repeat && opt->arg)
		return error_set(err, ST_USAGE, "--%s: given twice", opt->name);
	o->given[opt - option_rows] = o->any_given = true;
	return opt->set(o, arg, err);
}

static void take_operand(struct options *o, const char *word)
{
	if (!o->operand)
		o->operand = word;
	o->operands[o->n_operands++] = word;
}

static enum status parse_operand(const char *word, struct options *o, struct error *err)
{
	const struct command_spec *c = &command_specs[o->command];
	const size_t room = c->many ? MAX_OPERANDS : *c->operand ? 1 : 0;

	if (o->n_operands >= room)
		return error_set(err, ST_USAGE, "%s: \"%.100s\" is one word too many: %s", c->name, word, c->instead);
	take_operand(o, word);
	return ST_OK;
}

/* A file's name where a command could stand: a capture. */
static bool is_capture(const char *word)
{
	return strcmp(word, "-") == 0 || strchr(word, '/') || access(word, F_OK) == 0;
}

static enum status parse_command(const char *word, struct options *o, struct error *err)
{
	const char *names[CMD_N];

	if (strcmp(word, "help") == 0 || strcmp(word, "version") == 0) {
		*(*word == 'h' ? &o->help : &o->version) = true;
		return ST_OK;
	}
	for (int c = 0; c < CMD_N; c++) {
		names[c] = command_specs[c].name;
		if (strcmp(word, names[c]) == 0) {
			o->command = (enum command)c;
			o->command_given = true;
			return ST_OK;
		}
	}
	if (is_capture(word)) {
		o->command = CMD_REPLAY;
		o->command_given = true;
		take_operand(o, word);
		return ST_OK;
	}
	return option_refuse_name(err, "command", word, names, CMD_N, "there are run, connect, serve, verify, replay, explain, compare, learn, lesson, notes and list; see slowshake --help");
}

/* connect's summary is what --quiet tells. */
static enum status settle(struct options *o, struct error *err)
{
	if (o->command != CMD_CONNECT || !o->summary)
		return ST_OK;
	if (o->output != OUTPUT_DEFAULT && o->output != OUTPUT_QUIET)
		return error_set(err, ST_USAGE, "--summary: one line is all that connect tells with it; leave --tui, --plain or --json away");
	o->output = OUTPUT_QUIET;
	return ST_OK;
}

static enum status check_fit(const struct options *o, struct error *err)
{
	const struct command_spec *c = &command_specs[o->command];

	if (o->help || o->version)
		return ST_OK;
	for (size_t i = 0; i < n_option_rows; i++)
		if (o->given[i] && !(option_rows[i].commands & 1u << o->command))
			return error_set(err, ST_USAGE, "--%s: not an option of %s; see slowshake %s --help", option_rows[i].name,
					 c->name, c->name);
	if (o->time_of_capture && o->command != CMD_REPLAY && o->command != CMD_EXPLAIN && o->command != CMD_COMPARE)
		return error_set(err, ST_USAGE, "--time: capture is for replay, explain and compare; write 2026-06-15T12:00:00Z or now");
	if (c->operand_needed && !o->operand)
		return error_set(err, ST_USAGE, "%s: %s is missing; see slowshake %s --help", c->name, c->operand, c->name);
	if (o->n_certs != o->n_keys) {
		bool key = o->n_certs > o->n_keys;

		return error_set(err, ST_USAGE, "--%s: needs --%s beside it", key ? "cert" : "key", key ? "key" : "cert");
	}
	return ST_OK;
}

enum status options_parse(int argc, char *const *argv, struct options *o, struct error *err)
{
	bool only_operands = false;

	*o = (struct options){ .command = CMD_RUN, .timeout_ms = 30000, .purpose = PURPOSE_SERVER, .stream = -1 };
	for (int i = 0; i < argc; i++) {
		if (!only_operands && strcmp(argv[i], "--") == 0)
			only_operands = true;
		else if (!only_operands && argv[i][0] == '-' && argv[i][1])
			TRY(parse_option(argc, argv, &i, o, err));
		else if (!o->command_given)
			TRY(parse_command(argv[i], o, err));
		else
			TRY(parse_operand(argv[i], o, err));
	}
	TRY(settle(o, err));
	return check_fit(o, err);
}
