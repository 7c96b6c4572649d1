#include "base/text.h"
#include "cli/option_table.h"

static void put_help_text(struct buf *out, const char *text, int indent, int column)
{
	while (*text) {
		size_t len = strcspn(text, " ");

		if (column + 1 + (int)len > 79) {
			buf_printf(out, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			buf_puts(out, " ");
			column++;
		}
		buf_add(out, bytes_of(text, len));
		column += (int)len;
		text += len + strspn(text + len, " ");
	}
	buf_puts(out, "\n");
}

static void put_option(struct buf *out, const struct option *opt)
{
	enum { HELP_COLUMN = 22 };
	size_t start = out->n;
	int used;

	buf_printf(out, "  --%s%s%s", opt->name, opt->arg ? " " : "", opt->arg ? opt->arg : "");
	used = (int)(out->n - start);
	if (used >= HELP_COLUMN) {
		buf_puts(out, "\n");
		used = 0;
	}
	buf_printf(out, "%*s", HELP_COLUMN - used, "");
	put_help_text(out, opt->help, HELP_COLUMN, HELP_COLUMN);
}

static void put_commands(struct buf *out)
{
	buf_puts(out, "slowshake: a TLS handshake in slow motion, byte by byte\n\n");
	buf_puts(out, "  slowshake                    the menu; in a pipe the default handshake\n");
	buf_puts(out, "  slowshake FILE|-             the same as replay FILE|-\n");
	for (int c = 0; c < CMD_N; c++) {
		size_t start = out->n;

		buf_printf(out, "  slowshake %s %s", command_specs[c].name, command_specs[c].operand);
		if (out->n - start < 30)
			buf_printf(out, "%*s", (int)(31 - (out->n - start)), "");
		else
			buf_printf(out, "\n%31s", "");
		put_help_text(out, command_specs[c].help, 31, 31);
	}
	buf_puts(out, "\nEvery command has its own --help. Exit: 0 established (verify: accepted), 1 the\n"
		      "handshake failed (refused), 2 wrong usage, 3 a file or socket failed. The file\n"
		      "that $SSLKEYLOGFILE names gets the keys of every handshake.\n");
}

void options_help(enum command c, struct buf *out)
{
	if (c == CMD_N) {
		put_commands(out);
	} else {
		buf_printf(out, "slowshake %s %s%s\n  ", command_specs[c].name, command_specs[c].operand, c == CMD_LIST ? "" : " [options]");
		put_help_text(out, command_specs[c].help, 2, 2);
	}
	buf_puts(out, "\nOptions\n");
	for (size_t i = 0; i < n_option_rows; i++)
		if (c == CMD_N || option_rows[i].commands & 1u << c)
			put_option(out, &option_rows[i]);
}
