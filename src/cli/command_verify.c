/* slowshake verify: the certificate checklist alone, on files. */
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/show.h"
#include "base/file.h"
#include "source/files.h"
#include "source/verify_files.h"

struct contents {
	struct buf chain, ca, crl, ocsp, ct_log;
};

static enum status read_into(const char *path, struct buf *buf, struct bytes *bytes, const char **where, struct error *err)
{
	if (!path)
		return ST_OK;
	TRY(file_read(path, buf, err));
	*bytes = buf_bytes(buf);
	*where = path;
	return ST_OK;
}

static enum status open_feed(const struct options *o, struct contents *c, struct feed **out, struct verify_result *result,
			     struct error *err)
{
	struct verify_files in = {
		.ca_may_skip = !o->ca, .name = o->servername, .now = o->time_given ? o->time : time_now(), .purpose = o->purpose,
		.crl_required = o->crl_required, .policies = &o->policies,
	};

	TRY(read_into(o->operand, &c->chain, &in.chain, &in.chain_where, err));
	TRY(read_into(o->ca ? o->ca : file_system_trust(), &c->ca, &in.ca, &in.ca_where, err));
	TRY(read_into(o->crl, &c->crl, &in.crl, &in.crl_where, err));
	TRY(read_into(o->ct_log, &c->ct_log, &in.ct_log, &in.ct_log_where, err));
	TRY(read_into(o->ocsp, &c->ocsp, &in.ocsp, &in.ocsp_where, err));
	return verify_files(&in, out, result, err);
}

static enum status verify(const struct options *o, struct contents *c, int *code, struct error *err)
{
	struct verify_result result;
	struct shown shown;
	struct feed *f;
	enum output out;
	enum status st;

	TRY(show_check(o, &out, err));
	st = open_feed(o, c, &f, &result, err);
	if (st != ST_OK)
		return ST_IO;
	f->trace->scenario = "verify";
	st = show_feed(f, o, out, 0, &shown, err);
	*code = shown.signal ? 128 + shown.signal : result.accepted ? EXIT_ESTABLISHED : EXIT_HANDSHAKE;
	f->free(f);
	return st;
}

int command_verify(const struct options *o)
{
	struct contents c = { 0 };
	struct error err = { "" };
	int code = EXIT_ESTABLISHED;
	enum status st = verify(o, &c, &code, &err);

	buf_free(&c.chain);
	buf_free(&c.ca);
	buf_free(&c.crl);
	buf_free(&c.ocsp);
	buf_free(&c.ct_log);
	return st == ST_OK ? code : say_error_exit(st, &err);
}
