/* Layouts against bytes: what is right is read, what is wrong has a reason and a
 * place, and whatever comes, each byte has exactly one leaf. */
#include "unit.h"
#include "check_trace.h"
#include "script.h"

#include "spec/codes.h"
#include "wire/parse.h"

#define R32 " 32*11 "
#define CH_HEAD "0303" R32 "00 [2 003c] [1 00] "
#define SH_HEAD "0303" R32 "00 003c 00 "

struct good {
	const char *name;
	const struct layout *layout;
	const char *bytes;
	const char *path;        /* a field that must be there ... */
	uint32_t off, len;       /* ... and where */
};

#define MESSAGE &layout_handshake

static const struct parse_context of_tls12 = { { [SEL_VERSION] = VERSION_TLS12 } };

static const struct good goods[] = {
	{ "HelloRequest", MESSAGE, "00 [3 ]", NULL, 0, 0 },
	{ "ClientHello without extensions", MESSAGE, "01 [3 " CH_HEAD "]", "CipherSuite", 41, 2 },
	{ "ClientHello with empty extensions", MESSAGE, "01 [3 " CH_HEAD "[2 ] ]", "extensions", 45, 2 },
	{ "session id of 32 bytes", MESSAGE, "01 [3 0303" R32 "[1 32*22] [2 003c] [1 00] ]", "content", 39, 32 },
	{ "server_name", MESSAGE, "01 [3 " CH_HEAD "[2 0000 [2 [2 00 [2 \"a.example\" ] ] ] ] ]", "content", 56, 9 },
	{ "an unknown extension", MESSAGE, "01 [3 " CH_HEAD "[2 fefe [2 010203 ] ] ]", "data", 51, 3 },
	{ "GREASE", MESSAGE, "01 [3 0303" R32 "00 [2 0a0a 003c] [1 00] [2 1a1a [2 ] 2a2a [2 00] ] ]", "CipherSuite", 41, 2 },
	{ "supported_groups", MESSAGE, "01 [3 " CH_HEAD "[2 000a [2 [2 0017 0018 ] ] ] ]", "NamedGroup", 53, 2 },
	{ "signature_algorithms", MESSAGE, "01 [3 " CH_HEAD "[2 000d [2 [2 0401 ] ] ] ]", "SignatureAndHashAlgorithm", 53, 2 },
	{ "ALPN", MESSAGE, "01 [3 " CH_HEAD "[2 0010 [2 [2 [1 \"h2\" ] [1 \"http/1.1\" ] ] ] ] ]", "ProtocolName", 53, 3 },
	{ "X25519MLKEM768", MESSAGE, "01 [3 " CH_HEAD "[2 0033 [2 [2 11ec [2 1184*aa 32*bb ] ] ] ] ]", "x25519_public_value", 1241, 32 },
	{ "SecP256r1MLKEM768", MESSAGE, "01 [3 " CH_HEAD "[2 0033 [2 [2 11eb [2 04 32*01 32*02 1184*aa ] ] ] ] ]", "encapsulation_key", 122, 1184 },
	{ "SecP384r1MLKEM1024", MESSAGE, "01 [3 " CH_HEAD "[2 0033 [2 [2 11ed [2 04 48*01 48*02 1568*aa ] ] ] ] ]", "encapsulation_key", 154, 1568 },
	{ "encrypted_client_hello", MESSAGE, "01 [3 " CH_HEAD "[2 fe0d [2 00 0001 0001 07 [2 32*aa ] [2 16*bb ] ] ] ]", "aead_id", 54, 2 },
	{ "encrypted_client_hello inside", MESSAGE, "01 [3 " CH_HEAD "[2 fe0d [2 01 ] ] ]", "ECHClientHelloType", 51, 1 },
	{ "session_ticket", MESSAGE, "01 [3 " CH_HEAD "[2 0023 [2 6*33 ] ] ]", "ticket", 51, 6 },
	{ "supported_versions", MESSAGE, "01 [3 " CH_HEAD "[2 002b [2 [1 0304 0303 ] ] ] ]", "ProtocolVersion", 52, 2 },
	{ "key_share", MESSAGE, "01 [3 " CH_HEAD "[2 0033 [2 [2 001d [2 32*44 ] ] ] ] ]", "key_exchange", 55, 34 },
	{ "ServerHello without extensions", MESSAGE, "02 [3 " SH_HEAD "]", "cipher_suite", 39, 2 },
	{ "ServerHello with renegotiation_info", MESSAGE, "02 [3 " SH_HEAD "[2 ff01 [2 [1 ] ] ] ]", "renegotiated_connection", 48, 1 },
	{ "empty Certificate", MESSAGE, "0b [3 [3 ] ]", "certificate_list", 4, 3 },
	{ "Certificate with bytes that are none", MESSAGE, "0b [3 [3 [3 30 03 02 01 05 ] ] ]", "Certificate", 10, 5 },
	{ "CertificateRequest", MESSAGE, "0d [3 [1 01 40 ] [2 0401 0403 ] [2 ] ]", "ClientCertificateType", 5, 1 },
	{ "CertificateRequest with a name", MESSAGE, "0d [3 [1 01 ] [2 0401 ] [2 [2 30 00 ] ] ]", "Name", 14, 2 },
	{ "ServerHelloDone", MESSAGE, "0e [3 ]", "ServerHelloDone", 4, 0 },
	{ "CertificateVerify", MESSAGE, "0f [3 0401 [2 8*55 ] ]", "algorithm", 4, 2 },
	{ "ClientKeyExchange", MESSAGE, "10 [3 [2 16*66 ] ]", "EncryptedPreMasterSecret", 4, 18 },
	{ "Finished", MESSAGE, "14 [3 12*77 ]", "verify_data", 4, 12 },
	{ "NewSessionTicket", MESSAGE, "04 [3 00001c20 [2 9*88 ] ]", "ticket_lifetime_hint", 4, 4 },
	{ "an unknown message", MESSAGE, "63 [3 010203 ]", "body", 4, 3 },
	{ "Alert", &layout_alert, "02 28", "description", 1, 1 },
	{ "ChangeCipherSpec", &layout_change_cipher_spec, "01", "type", 0, 1 },
	{ "no application data", &layout_application_data, "", NULL, 0, 0 },
	{ "record", &layout_record, "16 0301 [2 010203 ]", "fragment", 5, 3 },
	{ "empty record", &layout_record, "17 0303 [2 ]", NULL, 0, 0 },
};

struct bad {
	const char *name;
	const struct layout *layout;
	const char *bytes;
	enum reason reason;
	uint32_t off;            /* where the bytes begin that could not be read */
	const char *in;          /* the field that encloses them */
};

static const struct bad bads[] = {
	{ "nothing", MESSAGE, "", REASON_TOO_SHORT, 0, "Handshake" },
	{ "a type alone", MESSAGE, "01", REASON_TOO_SHORT, 1, "Handshake" },
	{ "half a length", MESSAGE, "01 0000", REASON_TOO_SHORT, 1, "Handshake" },
	{ "less than the length says", MESSAGE, "14 00000c 5*77", REASON_TOO_SHORT, 4, "Handshake" },
	{ "more than the length says", MESSAGE, "14 [3 12*77 ] 00", REASON_TRAILING, 16, "Handshake" },
	{ "an empty ClientHello", MESSAGE, "01 [3 ]", REASON_TOO_SHORT, 4, "ClientHello" },
	{ "a byte of the version", MESSAGE, "01 [3 03 ]", REASON_TOO_SHORT, 4, "ClientHello" },
	{ "31 bytes of random", MESSAGE, "01 [3 0303 31*11 ]", REASON_TOO_SHORT, 6, "ClientHello" },
	{ "session id of 33 bytes", MESSAGE, "01 [3 0303" R32 "[1 33*22 ] [2 003c] [1 00] ]", REASON_LENGTH_RANGE, 39, "session_id" },
	{ "session id past the end", MESSAGE, "01 [3 0303" R32 "20 0000 ]", REASON_TOO_SHORT, 39, "session_id" },
	{ "no suites", MESSAGE, "01 [3 0303" R32 "00 [2 ] [1 00] ]", REASON_LENGTH_RANGE, 41, "cipher_suites" },
	{ "half a suite", MESSAGE, "01 [3 0303" R32 "00 [2 003c 00 ] [1 00] ]", REASON_TOO_SHORT, 43, "cipher_suites" },
	{ "one byte of suites", MESSAGE, "01 [3 0303" R32 "00 [2 00 ] [1 00] ]", REASON_LENGTH_RANGE, 41, "cipher_suites" },
	{ "no compression methods", MESSAGE, "01 [3 0303" R32 "00 [2 003c ] [1 ] ]", REASON_LENGTH_RANGE, 44, "compression_methods" },
	{ "it ends after the suites", MESSAGE, "01 [3 0303" R32 "00 [2 003c ] ]", REASON_TOO_SHORT, 43, "compression_methods" },
	{ "half a length of extensions", MESSAGE, "01 [3 " CH_HEAD "00 ]", REASON_TOO_SHORT, 45, "extensions" },
	{ "extensions past the end", MESSAGE, "01 [3 " CH_HEAD "0005 1a1a ]", REASON_TOO_SHORT, 47, "extensions" },
	{ "bytes after the extensions", MESSAGE, "01 [3 " CH_HEAD "[2 1a1a [2 ] ] 00 ]", REASON_TRAILING, 51, "Handshake" },
	{ "half an extension type", MESSAGE, "01 [3 " CH_HEAD "[2 1a ] ]", REASON_TOO_SHORT, 47, "Extension" },
	{ "an extension past the list", MESSAGE, "01 [3 " CH_HEAD "[2 1a1a 0004 00 ] ]", REASON_TOO_SHORT, 51, "extension_data" },
	{ "an empty server_name", MESSAGE, "01 [3 " CH_HEAD "[2 0000 [2 ] ] ]", REASON_TOO_SHORT, 51, "server_name_list" },
	{ "an empty name list", MESSAGE, "01 [3 " CH_HEAD "[2 0000 [2 [2 ] ] ] ]", REASON_LENGTH_RANGE, 53, "server_name_list" },
	{ "an empty host name", MESSAGE, "01 [3 " CH_HEAD "[2 0000 [2 [2 00 [2 ] ] ] ] ]", REASON_LENGTH_RANGE, 56, "HostName" },
	{ "bytes after the name list", MESSAGE, "01 [3 " CH_HEAD "[2 0000 [2 [2 00 [2 61 ] ] 00 ] ] ]", REASON_TRAILING, 57, "extension_data" },
	{ "extended_master_secret with content", MESSAGE, "01 [3 " CH_HEAD "[2 0017 [2 00 ] ] ]", REASON_TRAILING, 51, "extension_data" },
	{ "encrypt_then_mac with content", MESSAGE, "01 [3 " CH_HEAD "[2 0016 [2 00 ] ] ]", REASON_TRAILING, 51, "extension_data" },
	{ "renegotiation_info without length", MESSAGE, "01 [3 " CH_HEAD "[2 ff01 [2 ] ] ]", REASON_TOO_SHORT, 51, "renegotiated_connection" },
	{ "renegotiation_info too long", MESSAGE, "01 [3 " CH_HEAD "[2 ff01 [2 02 00 ] ] ]", REASON_TOO_SHORT, 52, "renegotiated_connection" },
	{ "an empty protocol name", MESSAGE, "01 [3 " CH_HEAD "[2 0010 [2 [2 [1 ] 0000 ] ] ] ]", REASON_LENGTH_RANGE, 54, "ProtocolName" },
	{ "an odd list of groups", MESSAGE, "01 [3 " CH_HEAD "[2 000a [2 [2 0017 00 ] ] ] ]", REASON_TOO_SHORT, 55, "named_group_list" },
	{ "a server that answers with a name", MESSAGE, "02 [3 " SH_HEAD "[2 0000 [2 00 ] ] ]", REASON_TRAILING, 48, "extension_data" },
	{ "ServerHello without compression", MESSAGE, "02 [3 0303" R32 "00 003c ]", REASON_TOO_SHORT, 41, "ServerHello" },
	{ "a certificate of no bytes", MESSAGE, "0b [3 [3 [3 ] ] ]", REASON_LENGTH_RANGE, 10, "ASN.1Cert" },
	{ "a certificate past the list", MESSAGE, "0b [3 [3 000005 30 ] ]", REASON_TOO_SHORT, 10, "ASN.1Cert" },
	{ "bytes after the list", MESSAGE, "0b [3 [3 ] 00 ]", REASON_TRAILING, 7, "Handshake" },
	{ "no certificate types", MESSAGE, "0d [3 [1 ] [2 0401 ] [2 ] ]", REASON_LENGTH_RANGE, 5, "certificate_types" },
	{ "an empty name of a CA", MESSAGE, "0d [3 [1 01 ] [2 0401 ] [2 [2 ] ] ]", REASON_LENGTH_RANGE, 14, "DistinguishedName" },
	{ "ServerHelloDone with content", MESSAGE, "0e [3 00 ]", REASON_TRAILING, 4, "Handshake" },
	{ "HelloRequest with content", MESSAGE, "00 [3 00 ]", REASON_TRAILING, 4, "Handshake" },
	{ "a signature past the end", MESSAGE, "0f [3 0401 0004 55 ]", REASON_TOO_SHORT, 8, "signature" },
	{ "11 bytes of verify_data", MESSAGE, "14 [3 11*77 ]", REASON_TOO_SHORT, 4, "Finished" },
	{ "13 bytes of verify_data", MESSAGE, "14 [3 13*77 ]", REASON_TRAILING, 16, "Handshake" },
	{ "a ticket past the end", MESSAGE, "04 [3 00000000 0004 00 ]", REASON_TOO_SHORT, 10, "ticket" },
	{ "an alert of one byte", &layout_alert, "02", REASON_TOO_SHORT, 1, "Alert" },
	{ "two alerts", &layout_alert, "0100 0100", REASON_TRAILING, 2, "Alert" },
	{ "an empty ChangeCipherSpec", &layout_change_cipher_spec, "", REASON_TOO_SHORT, 0, "ChangeCipherSpec" },
	{ "a long ChangeCipherSpec", &layout_change_cipher_spec, "0101", REASON_TRAILING, 1, "ChangeCipherSpec" },
	{ "a record without its end", &layout_record, "16 0301 0004 00", REASON_TOO_SHORT, 5, "Record" },
};

static unit_id unit_of(struct trace *t, struct bytes b, enum unit_kind kind)
{
	return trace_add_unit(t, kind, ACTOR_CLIENT, trace_add_leaf(t, ACTOR_CLIENT, OP_WIRE, "bytes", b));
}

static unit_id parse_script(struct trace *t, const struct layout *l, const char *text, struct parse_error *err, enum status *st)
{
	struct buf b = { 0 };
	unit_id unit;

	script(&b, text);
	unit = unit_of(t, buf_bytes(&b), UNIT_MESSAGE);
	*st = parse_unit(t, unit, l, &of_tls12, err);
	buf_free(&b);
	return unit;
}

static void good_bytes_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goods); i++) {
		const struct good *g = &goods[i];
		struct trace *t = trace_new();
		struct parse_error err;
		enum status st;
		unit_id unit = parse_script(t, g->layout, g->bytes, &err, &st);
		field_id f;

		CHECK_THAT(st == ST_OK && err.reason == REASON_NONE && !trace_unit(t, unit)->problem, "%s: %s at %u", g->name,
			   reason_name(err.reason), err.off);
		check_unit(t, unit, g->name);
		f = g->path ? trace_find_field(t, trace_unit(t, unit)->first_field, g->path, 0) : 0;
		while (f && trace_field(t, f)->off != g->off)
			f = trace_find_field(t, trace_unit(t, unit)->first_field, g->path, f);
		CHECK_THAT(!g->path || f, "%s: no %s at %u", g->name, g->path, g->off);
		CHECK_THAT(!f || trace_field(t, f)->len == g->len, "%s: %s has %u bytes", g->name, g->path, trace_field(t, f)->len);
		trace_free(t);
	}
}

static void bad_bytes_have_a_reason_and_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bads); i++) {
		const struct bad *b = &bads[i];
		struct trace *t = trace_new();
		struct parse_error err;
		enum status st;
		unit_id unit = parse_script(t, b->layout, b->bytes, &err, &st);
		const struct field *f, *in;

		CHECK_THAT(st == ST_DECODE, "%s: was taken", b->name);
		CHECK_THAT(err.reason == b->reason, "%s: %s, not %s", b->name, reason_name(err.reason), reason_name(b->reason));
		CHECK_THAT(err.off == b->off, "%s: at %u, not %u", b->name, err.off, b->off);
		assert_int_equal(trace_unit(t, unit)->problem, b->reason);
		assert_int_equal(trace_unit(t, unit)->problem_field, err.field);
		f = trace_field(t, err.field);
		in = f->layout == &layout_malformed ? trace_field(t, f->parent) : f;
		CHECK_THAT(f->malformed && strcmp(in->layout->name, b->in) == 0, "%s: in %s, not in %s", b->name, in->layout->name, b->in);
		check_unit(t, unit, b->name);
		trace_free(t);
	}
}

/* ---- every cut and every changed byte ---- */

static void always_covered(const struct layout *l, struct bytes b, const char *name)
{
	struct trace *t = trace_new();
	struct parse_error err;
	unit_id unit = unit_of(t, b, UNIT_MESSAGE);
	enum status st = parse_unit(t, unit, l, &of_tls12, &err);

	check_unit(t, unit, name);
	CHECK_THAT((st == ST_OK) == (err.reason == REASON_NONE), "%s: %s", name, status_name(st));
	CHECK_THAT(st == ST_OK || (err.field && trace_field(t, err.field)->malformed), "%s: an error in no field", name);
	trace_free(t);
}

static void every_cut_and_every_byte(const struct layout *l, struct bytes b, const char *name)
{
	static const uint8_t masks[] = { 0x01, 0x02, 0x10, 0x80, 0xff };
	uint8_t *p = mem_alloc(b.n + 1);

	for (size_t n = 0; n <= b.n; n++) {
		if (n)
			memcpy(p, b.p, n);
		always_covered(l, bytes_of(p, n), name);
		for (size_t m = 0; n < b.n && m < ARRAY_LEN(masks); m++) {
			memcpy(p, b.p, b.n);
			p[n] ^= masks[m];
			always_covered(l, bytes_of(p, b.n), name);
		}
	}
	free(p);
}

static void whatever_comes_each_byte_has_one_leaf(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goods) + ARRAY_LEN(bads); i++) {
		bool good = i < ARRAY_LEN(goods);
		struct buf b = { 0 };

		script(&b, good ? goods[i].bytes : bads[i - ARRAY_LEN(goods)].bytes);
		every_cut_and_every_byte(good ? goods[i].layout : bads[i - ARRAY_LEN(goods)].layout, buf_bytes(&b),
					 good ? goods[i].name : bads[i - ARRAY_LEN(goods)].name);
		buf_free(&b);
	}
}

/* ---- what depends on the connection ---- */

static const struct {
	uint32_t version;
	const char *bytes, *names;       /* of a Handshake message: the leaves, in order */
} by_version[] = {
	{ VERSION_SSL30, "14 [3 36*77 ]", "msg_type length verify_data" },
	{ VERSION_TLS10, "14 [3 12*77 ]", "msg_type length verify_data" },
	{ VERSION_TLS13, "14 [3 32*77 ]", "msg_type length verify_data" },
	{ VERSION_TLS12, "0b [3 [3 [3 30 03 02 01 05 ] ] ]", "msg_type length length length tag and length tag and length value" },
	{ VERSION_TLS13, "0b [3 00 [3 [3 30 03 02 01 05 ] [2 0005 [2 01 [3 30 03 0a 01 03 ] ] 0a0a [2 cc ] ] ] ]",
	  "msg_type length length length length tag and length tag and length value length extension_type length status_type length tag and length tag and length value extension_type length data" },
	{ VERSION_TLS13, "0d [3 [1 aa ] [2 000d [2 [2 0403 ] ] 002f [2 [2 [2 30 00 ] ] ] ] ]",
	  "msg_type length length content length extension_type length length SignatureAndHashAlgorithm extension_type length length length tag and length" },
	{ VERSION_TLS13, "04 [3 00001c20 01020304 [1 00 ] [2 9*88 ] [2 002a [2 00004000 ] ] ]",
	  "msg_type length ticket_lifetime ticket_age_add length content length content length extension_type length max_early_data_size" },
	{ VERSION_TLS12, "04 [3 00001c20 [2 9*88 ] ]", "msg_type length ticket_lifetime_hint length content" },
	{ VERSION_TLS13, "08 [3 [2 0000 [2 ] 0010 [2 [2 [1 \"h2\" ] ] ] ] ]",
	  "msg_type length length extension_type length extension_type length length length content" },
	{ VERSION_TLS12, "08 [3 [2 ] ]", "msg_type length body" },
	{ VERSION_TLS13, "18 [3 01 ]", "msg_type length request_update" },
	{ VERSION_TLS12, "18 [3 01 ]", "msg_type length body" },
	{ VERSION_TLS13, "05 [3 ]", "msg_type length" },
	{ VERSION_SSL30, "10 [3 16*66 ]", "msg_type length EncryptedPreMasterSecret" },
	{ VERSION_TLS11, "10 [3 [2 14*66 ] ]", "msg_type length length content" },
	{ VERSION_TLS11, "0f [3 [2 8*55 ] ]", "msg_type length length content" },
	{ VERSION_TLS13, "08 [3 [2 fe0d [2 [2 fe0d [2 07 0020 [2 aabb ] [2 0001 0001 ] 00 [1 61 ] [2 ] ] ] ] ] ]",
	  "msg_type length length extension_type length length ech_version length config_id kem_id length content length kdf_id aead_id "
	  "maximum_name_length length content length" },
	{ VERSION_TLS13, "0d [3 [1 ] [2 001b [2 [1 0001 0002 ] ] 0030 [2 [2 [1 aa ] [2 bb ] ] ] ] ]",
	  "msg_type length length length extension_type length length CertificateCompressionAlgorithm CertificateCompressionAlgorithm "
	  "extension_type length length length content length content" },
	{ VERSION_TLS12, "0f [3 0401 [2 8*55 ] ]", "msg_type length algorithm length content" },
	{ VERSION_TLS13, "0f [3 0401 [2 8*55 ] ]", "msg_type length algorithm length content" },
	{ 0x7f17, "0f [3 0401 [2 8*55 ] ]", "msg_type length algorithm length content" },   /* a draft of TLS 1.3 */
	{ 0, "0f [3 0401 [2 8*55 ] ]", "msg_type length signature" },                        /* not known: no form */
};

static const struct {
	const char *name;
	const struct layout *layout;
	uint32_t protection, iv, mac, padding;
	const char *bytes, *names;       /* the leaves, in order */
} protected[] = {
	{ "NULL", &layout_record, PROTECT_STREAM, 0, 4, 0, "17 0303 [2 aaaa 4*bb ]", "type version length content MAC" },
	{ "CBC", &layout_record, PROTECT_BLOCK, 4, 4, 0, "17 0303 [2 4*aa 8*bb ]", "type version length IV block-ciphered" },
	{ "CBC, MAC outside", &layout_record, PROTECT_BLOCK_ETM, 4, 2, 0, "17 0303 [2 4*aa 8*bb 2*cc ]",
	  "type version length IV block-ciphered MAC" },
	{ "GCM", &layout_record, PROTECT_AEAD, 8, 16, 0, "17 0303 [2 8*aa 3*bb 16*cc ]",
	  "type version length nonce_explicit aead-ciphered tag" },
	{ "GCM of nothing", &layout_record, PROTECT_AEAD, 8, 16, 0, "17 0303 [2 8*aa 16*cc ]", "type version length nonce_explicit tag" },
	{ "opened CBC", &layout_plaintext, PROTECT_BLOCK, 0, 2, 3, "aaaaaa bbbb 03 03 03 03", "content MAC padding padding_length" },
	{ "opened CBC without padding", &layout_plaintext, PROTECT_BLOCK, 0, 2, 0, "aaaaaa bbbb 00", "content MAC padding_length" },
	{ "opened CBC, MAC outside", &layout_plaintext, PROTECT_BLOCK_ETM, 0, 0, 1, "aaaaaa 01 01", "content padding padding_length" },
	{ "opened GCM", &layout_plaintext, PROTECT_AEAD, 0, 0, 0, "aaaaaa", "content" },
};

static struct parse_context context_of(size_t i)
{
	struct parse_context ctx = { { 0 } };

	ctx.facts[SEL_PROTECTION] = protected[i].protection;
	ctx.facts[SEL_IV_SIZE] = protected[i].iv;
	ctx.facts[SEL_MAC_SIZE] = protected[i].mac;
	ctx.facts[SEL_PADDING_SIZE] = protected[i].padding;
	ctx.facts[SEL_TRAILER_SIZE] = protected[i].mac + protected[i].padding + 1;
	return ctx;
}

/* The last unit of the trace: the names of its leaves, in order. */
static void check_leaves(const struct trace *t, unit_id unit, const char *want)
{
	struct buf names = { 0 };

	for (field_id f = trace_unit(t, unit)->first_field; f < trace_n_fields(t); f++)
		if (trace_field(t, f)->leaf)
			buf_printf(&names, "%s%s", names.n ? " " : "", trace_field(t, f)->layout->name);
	assert_string_equal(buf_str(&names), want);
	buf_free(&names);
}

static void the_version_decides_what_a_message_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(by_version); i++) {
		const struct parse_context ctx = { { [SEL_VERSION] = by_version[i].version, [SEL_HASH_SIZE] = 32 } };
		struct trace *t = trace_new();
		struct buf b = { 0 };
		unit_id unit;

		script(&b, by_version[i].bytes);
		unit = unit_of(t, buf_bytes(&b), UNIT_MESSAGE);
		assert_int_equal(parse_unit(t, unit, MESSAGE, &ctx, NULL), ST_OK);
		check_unit(t, unit, by_version[i].bytes);
		check_leaves(t, unit, by_version[i].names);
		buf_free(&b);
		trace_free(t);
	}
}

/* A case holds from its version on, a form of TLS 1.3 beside the older one. */
static void a_case_holds_from_its_version_on(void **state)
{
	static const struct layout old = { .name = "old", .kind = L_REST }, new = { .name = "new", .kind = L_REST };
	static const struct layout_case cases[] = { { VERSION_TLS10, &old }, { VERSION_TLS13, &new } };
	const struct layout by = { .name = "s", .kind = L_SWITCH, .select = SEL_VERSION, .cases = cases, .n_cases = ARRAY_LEN(cases) };
	struct layout exact = by;

	(void)state;
	assert_null(layout_case_find(&by, 0));
	assert_null(layout_case_find(&by, VERSION_SSL30));
	assert_ptr_equal(layout_case_find(&by, VERSION_TLS10), &old);
	assert_ptr_equal(layout_case_find(&by, VERSION_TLS12), &old);
	assert_ptr_equal(layout_case_find(&by, VERSION_TLS13), &new);
	assert_ptr_equal(layout_case_find(&by, 0x7f12), &new);
	exact.select = SEL_PREVIOUS;
	assert_null(layout_case_find(&exact, VERSION_TLS11));
	assert_ptr_equal(layout_case_find(&exact, VERSION_TLS13), &new);
}

static void protection_decides_what_a_fragment_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(protected); i++) {
		struct parse_context ctx = context_of(i);
		struct trace *t = trace_new();
		struct buf b = { 0 };
		unit_id unit;

		script(&b, protected[i].bytes);
		unit = unit_of(t, buf_bytes(&b), UNIT_RECORD);
		assert_int_equal(parse_unit(t, unit, protected[i].layout, &ctx, NULL), ST_OK);
		check_unit(t, unit, protected[i].name);
		check_leaves(t, unit, protected[i].names);
		buf_free(&b);
		trace_free(t);
	}
}

/* A fragment too short for its IV and MAC is malformed, and still covered. */
static void short_fragments_are_covered(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(protected); i++) {
		struct parse_context ctx = context_of(i);
		struct buf b = { 0 };

		script(&b, protected[i].bytes);
		for (size_t n = 0; n < b.n; n++) {
			struct trace *t = trace_new();
			unit_id unit = unit_of(t, bytes_of(b.p, n), UNIT_RECORD);

			/* with the length corrected, so that only the fragment is short */
			if (protected[i].layout == &layout_record && n > 5) {
				trace_free(t);
				t = trace_new();
				b.p[4] = (uint8_t)(n - 5);
				unit = unit_of(t, bytes_of(b.p, n), UNIT_RECORD);
			}
			(void)!parse_unit(t, unit, protected[i].layout, &ctx, NULL);
			check_unit(t, unit, protected[i].name);
			trace_free(t);
		}
		buf_free(&b);
	}
}

/* ---- building ---- */

struct spec_item {
	const char *name, *bytes;
};

static const struct {
	const char *name, *bytes;
	struct spec_item items[12];
} builds[] = {
	{ "HelloRequest", "00 [3 ]", { { "msg_type", "00" } } },
	{ "ClientHello, lists whole", "01 [3 " CH_HEAD "]",
	  { { "msg_type", "01" }, { "client_version", "0303" }, { "random", R32 }, { "cipher_suites", "003c" }, { "compression_methods", "00" } } },
	{ "ClientHello, lists by element", "01 [3 0303" R32 "[1 22] [2 003c 009c] [1 00 01] ]",
	  { { "msg_type", "01" }, { "client_version", "0303" }, { "random", R32 }, { "session_id", "22" }, { "CipherSuite", "003c" },
	    { "CipherSuite", "009c" }, { "CompressionMethod", "00" }, { "CompressionMethod", "01" } } },
	{ "server_name and an empty extension", "01 [3 " CH_HEAD "[2 0000 [2 [2 00 [2 \"a\" ] ] ] 0017 [2 ] ] ]",
	  { { "msg_type", "01" }, { "client_version", "0303" }, { "random", R32 }, { "cipher_suites", "003c" }, { "compression_methods", "00" },
	    { "extension_type", "0000" }, { "name_type", "00" }, { "HostName", "\"a\"" }, { "extension_type", "0017" } } },
	{ "renegotiation_info, empty inside", "02 [3 " SH_HEAD "[2 ff01 [2 [1 ] ] ] ]",
	  { { "msg_type", "02" }, { "server_version", "0303" }, { "random", R32 }, { "cipher_suite", "003c" }, { "compression_method", "00" },
	    { "extension_type", "ff01" }, { "renegotiated_connection", "" } } },
	{ "two certificates", "0b [3 [3 [3 3000 ] [3 3000 ] ] ]",
	  { { "msg_type", "0b" }, { "ASN.1Cert", "3000" }, { "ASN.1Cert", "3000" } } },
	{ "no certificate", "0b [3 [3 ] ]", { { "msg_type", "0b" } } },
	{ "CertificateRequest", "0d [3 [1 01 40 ] [2 0401 ] [2 [2 3000 ] ] ]",
	  { { "msg_type", "0d" }, { "ClientCertificateType", "01" }, { "ClientCertificateType", "40" },
	    { "supported_signature_algorithms", "0401" }, { "DistinguishedName", "3000" } } },
	{ "Finished", "14 [3 12*77 ]", { { "msg_type", "14" }, { "verify_data", "12*77" } } },
};

static size_t make_items(struct trace *t, const struct spec_item *in, struct build_item *out)
{
	size_t n = 0;

	for (; in[n].name; n++) {
		struct buf b = { 0 };

		script(&b, in[n].bytes);
		out[n] = (struct build_item){ in[n].name, trace_add_leaf(t, ACTOR_CLIENT, OP_CONFIG, in[n].name, buf_bytes(&b)) };
		buf_free(&b);
	}
	return n;
}

static void same_fields(const struct trace *t, unit_id a, unit_id b, const char *name)
{
	const struct unit *x = trace_unit(t, a), *y = trace_unit(t, b);

	CHECK_THAT(x->n_fields == y->n_fields, "%s: %u fields built, %u parsed", name, x->n_fields, y->n_fields);
	for (uint32_t i = 0; i < x->n_fields; i++) {
		const struct field *f = trace_field(t, x->first_field + i), *g = trace_field(t, y->first_field + i);

		CHECK_THAT(f->layout == g->layout && f->off == g->off && f->len == g->len && f->leaf == g->leaf && f->depth == g->depth &&
			   f->index == g->index, "%s: field %u differs: %s", name, i, f->layout->name);
	}
}

static void what_is_built_is_what_is_parsed(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(builds); i++) {
		struct trace *t = trace_new();
		struct build_item items[12];
		size_t n = make_items(t, builds[i].items, items);
		unit_id built = build_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, "message", MESSAGE, &of_tls12, items, n), parsed;
		struct buf want = { 0 };

		script(&want, builds[i].bytes);
		CHECK_THAT(bytes_equal(trace_bytes(t, trace_unit(t, built)->value), buf_bytes(&want)), "%s: other bytes", builds[i].name);
		parsed = unit_of(t, buf_bytes(&want), UNIT_MESSAGE);
		assert_int_equal(parse_unit(t, parsed, MESSAGE, &of_tls12, NULL), ST_OK);
		same_fields(t, built, parsed, builds[i].name);
		check_unit(t, built, builds[i].name);
		/* a leaf is the very value that it was built from, so that one can ask where it came from */
		for (size_t k = 0; k < n; k++) {
			bool found = !trace_bytes(t, items[k].value).n || strcmp(items[k].name, "ASN.1Cert") == 0 ||
				     strcmp(items[k].name, "DistinguishedName") == 0 || strcmp(items[k].name, "cipher_suites") == 0;

			for (uint32_t f = 0; f < trace_unit(t, built)->n_fields; f++)
				found |= trace_field(t, trace_unit(t, built)->first_field + f)->value == items[k].value;
			CHECK_THAT(found, "%s: the value of %s is lost", builds[i].name, items[k].name);
		}
		buf_free(&want);
		trace_free(t);
	}
}

UNIT_GROUP(parse)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_bytes_are_read),
		cmocka_unit_test(bad_bytes_have_a_reason_and_a_place),
		cmocka_unit_test(whatever_comes_each_byte_has_one_leaf),
		cmocka_unit_test(the_version_decides_what_a_message_is),
		cmocka_unit_test(a_case_holds_from_its_version_on),
		cmocka_unit_test(protection_decides_what_a_fragment_is),
		cmocka_unit_test(short_fragments_are_covered),
		cmocka_unit_test(what_is_built_is_what_is_parsed),
	};
	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
