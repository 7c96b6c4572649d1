#include "x509/filekind.h"

#include <string.h>

#include "base/textfile.h"
#include "x509/der.h"

/* ---- PEM ---- */

enum file_kind file_kind_of_label(const char *label)
{
	static const struct {
		const char *label;
		enum file_kind kind;
	} labels[] = {
		{ "CERTIFICATE", FILE_CERTIFICATE }, { "X509 CERTIFICATE", FILE_CERTIFICATE },
		{ "TRUSTED CERTIFICATE", FILE_TRUSTED },
		{ "X509 CRL", FILE_CRL },
		{ "CERTIFICATE REQUEST", FILE_REQUEST }, { "NEW CERTIFICATE REQUEST", FILE_REQUEST },
		{ "ENCRYPTED PRIVATE KEY", FILE_KEY_ENCRYPTED },
		{ "OPENSSH PRIVATE KEY", FILE_KEY_OPENSSH },
		{ "PUBLIC KEY", FILE_PUBLIC }, { "RSA PUBLIC KEY", FILE_PUBLIC }, { "DSA PUBLIC KEY", FILE_PUBLIC },
		{ "PKCS7", FILE_PKCS7 }, { "PKCS #7 SIGNED DATA", FILE_PKCS7 }, { "CMS", FILE_PKCS7 },
		{ "PKCS12", FILE_PKCS12 },
		{ "DH PARAMETERS", FILE_OTHER }, { "X9.42 DH PARAMETERS", FILE_OTHER }, { "EC PARAMETERS", FILE_OTHER },
		{ "DSA PARAMETERS", FILE_OTHER }, { "ATTRIBUTE CERTIFICATE", FILE_OTHER }, { "SSL SESSION PARAMETERS", FILE_OTHER },
		{ "OCSP RESPONSE", FILE_OCSP },
	};
	const char *suffix = strstr(label, "PRIVATE KEY");

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (strcmp(label, labels[i].label) == 0)
			return labels[i].kind;
	return suffix && !suffix[strlen("PRIVATE KEY")] ? FILE_KEY : FILE_UNKNOWN;
}

/* ---- DER and BER ---- */

/* The tag and what may be its content. Containers are often BER, so that lengths may be
 * indefinite, and files are cut: what is not there is only not looked at. */
static bool step_in(struct bytes in, uint8_t *tag, struct bytes *content, struct bytes *after)
{
	size_t head = 2, n;

	*after = BYTES_NONE;
	if (in.n < 2)
		return false;
	*tag = in.p[0];
	n = in.p[1];
	if (n & 0x80) {
		head += n & 0x7f;
		if (head > 6 || head > in.n)
			return false;
		n = head == 2 ? in.n : (size_t)bytes_uint(bytes_slice(in, 2, head - 2));
	}
	*content = bytes_slice(in, head, n < in.n - head ? n : in.n - head);
	*after = bytes_slice(in, head + content->n, in.n - head - content->n);
	return true;
}

/* The tags of the first elements, and each one's content. */
struct glance {
	uint8_t tags[5];
	struct bytes content[5];
};

static struct glance look(struct bytes content)
{
	struct glance g = { { 0 }, { { 0 } } };

	for (size_t i = 0; i < ARRAY_LEN(g.tags); i++)
		if (!step_in(content, &g.tags[i], &g.content[i], &content))
			break;
	return g;
}

static bool is_pkcs7(struct bytes content)
{
	return textfile_begins(content, "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07");
}

/* SEQUENCE { SEQUENCE .., what is signed or sealed: by what the inner one begins with. */
static enum file_kind of_two_sequences(const struct glance *outer)
{
	struct glance g = look(outer->content[0]);

	if (g.tags[0] == DER_OID)
		return outer->tags[1] == DER_OCTET_STRING ? FILE_KEY_ENCRYPTED : outer->tags[1] == DER_BIT_STRING ? FILE_PUBLIC : FILE_UNKNOWN;
	if (g.tags[0] == DER_SEQUENCE)
		return g.tags[2] == DER_UTC_TIME || g.tags[2] == DER_GENERALIZED_TIME ? FILE_CRL : FILE_CERTIFICATE;
	if (g.tags[0] == DER_INTEGER && g.tags[1] == DER_SEQUENCE && look(g.content[1]).tags[0] != DER_OID)
		return FILE_REQUEST;
	if (g.tags[0] == DER_INTEGER)
		return g.tags[3] == DER_UTC_TIME || g.tags[3] == DER_GENERALIZED_TIME ? FILE_CRL : FILE_CERTIFICATE;
	return FILE_CERTIFICATE;
}

enum file_kind file_kind_of_der(struct bytes der)
{
	struct bytes content, after;
	struct glance g;
	uint8_t tag;

	if (!step_in(der, &tag, &content, &after) || tag != DER_SEQUENCE)
		return FILE_UNKNOWN;
	g = look(content);
	if (is_pkcs7(content))
		return FILE_PKCS7_DER;
	if (g.tags[0] == DER_SEQUENCE)
		return of_two_sequences(&g);
	if (g.tags[0] == DER_ENUMERATED)
		return FILE_OCSP;
	if (g.tags[0] != DER_INTEGER)
		return FILE_UNKNOWN;
	if (g.tags[1] == DER_SEQUENCE)
		return is_pkcs7(g.content[1]) ? FILE_PKCS12 : FILE_KEY;
	if (g.tags[1] == DER_INTEGER)
		return g.tags[2] == DER_INTEGER ? FILE_KEY : FILE_PUBLIC;
	return g.tags[1] == DER_OCTET_STRING ? FILE_KEY : FILE_UNKNOWN;
}

/* ---- any file ---- */

static const struct {
	const char *begins;
	enum file_kind kind;
} beginnings[] = {
	{ "PuTTY-User-Key-File-", FILE_KEY_PUTTY },
	{ "ssh-rsa ", FILE_PUBLIC_SSH }, { "ssh-ed25519 ", FILE_PUBLIC_SSH }, { "ssh-dss ", FILE_PUBLIC_SSH },
	{ "ecdsa-sha2-", FILE_PUBLIC_SSH }, { "---- BEGIN SSH2 ", FILE_PUBLIC_SSH },
	{ "\xfe\xed\xfe\xed", FILE_JKS }, { "\xce\xce\xce\xce", FILE_JKS },
	{ "SQLite format 3", FILE_NSS },
	{ "\x0a\x0d\x0d\x0a", FILE_CAPTURE }, { "\xd4\xc3\xb2\xa1", FILE_CAPTURE }, { "\xa1\xb2\xc3\xd4", FILE_CAPTURE },
	{ "\x4d\x3c\xb2\xa1", FILE_CAPTURE }, { "\xa1\xb2\x3c\x4d", FILE_CAPTURE },
	{ "\x1f\x8b", FILE_COMPRESSED }, { "PK\x03\x04", FILE_COMPRESSED }, { "BZh", FILE_COMPRESSED },
	{ "\xfd" "7zXZ", FILE_COMPRESSED }, { "\x28\xb5\x2f\xfd", FILE_COMPRESSED },
	{ "<!DOCTYPE", FILE_HTML }, { "<!doctype", FILE_HTML }, { "<html", FILE_HTML }, { "<HTML", FILE_HTML },
};

/* DER as base64 without BEGIN and END: a SEQUENCE of 256 bytes or more begins "MI". */
static bool is_base64(struct bytes text)
{
	if (text.n < 64 || !textfile_begins(text, "MI"))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || memchr("+/=\r\n \t", c, 8)))
			return false;
	}
	return true;
}

static bool is_keylog(struct bytes text)
{
	static const char *const labels[] = { "CLIENT_", "SERVER_", "RSA ", "EXPORTER_SECRET ", "EARLY_EXPORTER_", "QUIC_", "PMS_CLIENT_" };
	struct bytes line;

	while (textfile_line(&text, &line))
		for (size_t i = 0; i < ARRAY_LEN(labels); i++)
			if (textfile_begins(line, labels[i]))
				return true;
	return false;
}

/* A SEQUENCE whose length takes bytes of its own, or is that of the file: text that begins with the digit 0 is neither. */
static bool may_be_der(struct bytes raw)
{
	return raw.n > 1 && raw.p[0] == DER_SEQUENCE && (raw.p[1] & 0x80 || raw.n == 2 + (size_t)raw.p[1]);
}

enum file_kind file_kind_of(struct bytes raw, struct bytes text)
{
	if (!raw.n)
		return FILE_EMPTY;
	for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
		if (textfile_begins(text, beginnings[i].begins))
			return beginnings[i].kind;
	if (may_be_der(raw) && file_kind_of_der(raw) != FILE_UNKNOWN)
		return file_kind_of_der(raw);
	return is_base64(text) ? FILE_BASE64 : is_keylog(text) ? FILE_KEYLOG : FILE_UNKNOWN;
}

/* ---- what to do with it ---- */

static const char *const wanted[] = {
	[WANT_CERTIFICATES] = "certificate",
	[WANT_CRLS] = "CRL (a PEM block X509 CRL, or DER)",
	[WANT_KEY] = "private key",
	[WANT_KEYLOG] = "key log",
	[WANT_LOG_KEYS] = "public key (PEM or DER)",
	[WANT_OCSP] = "response of OCSP (DER, or a PEM block OCSP RESPONSE)",
};

#define AS_DER "base64 -d < FILE > decoded.der"

/* A kind's name; then, by what is wanted, what makes it of the file (NULL: nothing does).
 * FILE stands for its name. */
static const struct {
	const char *name, *what[6];
} kinds[FILE_KINDS] = {
	[FILE_EMPTY] = { "an empty file", { NULL } },
	[FILE_CERTIFICATE] = { "a certificate", { [WANT_KEY] = "the key that belongs to it stands in another file", [WANT_LOG_KEYS] = "openssl x509 -in FILE -noout -pubkey" } },
	[FILE_TRUSTED] = { "a TRUSTED CERTIFICATE of OpenSSL (with what it is trusted for behind it)",
		{ [WANT_CERTIFICATES] = "openssl x509 -in FILE -out plain.pem" } },
	[FILE_CRL] = { "a CRL", { [WANT_CERTIFICATES] = "a CRL is given with --crl" } },
	[FILE_OCSP] = { "an OCSP response", { [WANT_CERTIFICATES] = "an OCSP response is given with --ocsp", [WANT_CRLS] = "an OCSP response is given with --ocsp" } },
	[FILE_REQUEST] = { "a certificate request", { [WANT_CERTIFICATES] = "a CA makes a certificate of it" } },
	[FILE_KEY] = { "a private key", { [WANT_KEYLOG] = "a server's private key is given with --rsa-key" } },
	[FILE_KEY_ENCRYPTED] = { "a private key that is encrypted",
		{ [WANT_KEY] = "openssl pkey -in FILE -out plain.key", [WANT_KEYLOG] = "a server's private key is given with --rsa-key" } },
	[FILE_KEY_OPENSSH] = { "a private key in OpenSSH's own format",
		{ [WANT_KEY] = "cp FILE plain.key && ssh-keygen -p -N '' -m PEM -f plain.key" } },
	[FILE_KEY_PUTTY] = { "a private key in PuTTY's format",
		{ [WANT_KEY] = "puttygen FILE -O private-openssh -o plain.key" } },
	[FILE_PUBLIC] = { "a public key", { [WANT_KEY] = "the private half stands in another file",
		[WANT_CERTIFICATES] = "no name stands in it, and no signature of a CA" } },
	[FILE_PUBLIC_SSH] = { "a public key of SSH", { [WANT_KEY] = "the private half stands in another file" } },
	[FILE_PKCS7] = { "a PKCS #7 container",
		{ [WANT_CERTIFICATES] = "openssl pkcs7 -print_certs -in FILE -out certs.pem",
		  [WANT_CRLS] = "openssl pkcs7 -print_certs -in FILE -out crls.pem" } },
	[FILE_PKCS7_DER] = { "a PKCS #7 container (DER)",
		{ [WANT_CERTIFICATES] = "openssl pkcs7 -inform DER -print_certs -in FILE -out certs.pem",
		  [WANT_CRLS] = "openssl pkcs7 -inform DER -print_certs -in FILE -out crls.pem" } },
	[FILE_PKCS12] = { "a PKCS #12 container",
		{ [WANT_CERTIFICATES] = "openssl pkcs12 -in FILE -nokeys -out certs.pem",
		  [WANT_KEY] = "openssl pkcs12 -in FILE -nocerts -nodes -out plain.key" } },
	[FILE_JKS] = { "a Java keystore",
		{ [WANT_CERTIFICATES] = "keytool -importkeystore -srckeystore FILE -destkeystore store.p12 -deststoretype PKCS12 && "
				       "openssl pkcs12 -in store.p12 -nokeys -out certs.pem",
		  [WANT_KEY] = "keytool -importkeystore -srckeystore FILE -destkeystore store.p12 -deststoretype PKCS12 && "
			       "openssl pkcs12 -in store.p12 -nocerts -nodes -out plain.key" } },
	[FILE_NSS] = { "a database of NSS", { [WANT_CERTIFICATES] = "certutil -L -d FOLDER -n NAME -a > certs.pem",
		[WANT_KEY] = "pk12util -o store.p12 -d FOLDER -n NAME && openssl pkcs12 -in store.p12 -nocerts -nodes -out plain.key" } },
	[FILE_KEYLOG] = { "a key log", { [WANT_KEY] = "a key log is given with --keylog" } },
	[FILE_CAPTURE] = { "a capture", { [WANT_CERTIFICATES] = "slowshake explain FILE shows the certificates in it" } },
	[FILE_COMPRESSED] = { "a compressed file", { "unpack it first", "unpack it first", "unpack it first", "unpack it first", "unpack it first", "unpack it first" } },
	[FILE_BASE64] = { "base64 without its BEGIN and END lines", { AS_DER, AS_DER, AS_DER, NULL, AS_DER, AS_DER } },
	[FILE_HTML] = { "a web page", { NULL } },
	[FILE_OTHER] = { "a PEM block of another kind", { NULL } },
};

bool file_kind_holds(enum file_kind k, enum file_want want)
{
	switch (k) {
	case FILE_PKCS7: return want == WANT_CERTIFICATES || want == WANT_CAS || want == WANT_CRLS;
	case FILE_PKCS12: return want == WANT_CERTIFICATES || want == WANT_CAS || want == WANT_KEY;
	case FILE_TRUSTED: return want == WANT_CERTIFICATES;
	case FILE_KEY_ENCRYPTED: case FILE_KEY_OPENSSH: return want == WANT_KEY;
	default: return false;
	}
}

/* The name as one word of a shell. */
static void add_word(struct buf *out, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+=:,@%-";

	if (*word && *word != '-' && strspn(word, plain) == strlen(word)) {
		buf_puts(out, word);
		return;
	}
	buf_puts(out, *word == '-' ? "./'" : "'");
	for (; *word; word++) {
		if (*word == '\'')
			buf_puts(out, "'\\''");
		else
			buf_add_uint(out, 1, (uint8_t)*word);
	}
	buf_puts(out, "'");
}

static void add_advice(struct buf *out, const char *advice, const char *where)
{
	const char *at;

	while ((at = strstr(advice, "FILE"))) {
		buf_add(out, bytes_of(advice, (size_t)(at - advice)));
		add_word(out, where);
		advice = at + 4;
	}
	buf_puts(out, advice);
}

enum status file_kind_refuse(enum file_kind k, enum file_want want, const char *where, unsigned line, struct error *err)
{
	struct buf text = { 0 };

	want = want == WANT_CAS ? WANT_CERTIFICATES : want;
	buf_puts(&text, where);
	if (line)
		buf_printf(&text, ":%u", line);
	if (!kinds[k].name) {
		buf_printf(&text, ": there is no %s in it", wanted[want]);
	} else {
		buf_printf(&text, ": this is %s, and a %s is wanted", kinds[k].name, wanted[want]);
		if (kinds[k].what[want]) {
			buf_puts(&text, ": ");
			add_advice(&text, kinds[k].what[want], where);
		}
	}
	error_set(err, ST_DECODE, "%s", buf_str(&text));
	buf_free(&text);
	return ST_DECODE;
}
