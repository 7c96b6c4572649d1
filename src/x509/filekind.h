/* What a file is that was given for certificates, CRLs, an OCSP response, a private key or a key log, by
 * how it begins; and what makes of it what is wanted. */
#ifndef SLOWSHAKE_X509_FILEKIND_H
#define SLOWSHAKE_X509_FILEKIND_H

#include "base/bytes.h"
#include "base/status.h"

enum file_kind {
	FILE_UNKNOWN, FILE_EMPTY,
	FILE_CERTIFICATE, FILE_TRUSTED, FILE_CRL, FILE_OCSP, FILE_REQUEST,
	FILE_KEY, FILE_KEY_ENCRYPTED, FILE_KEY_OPENSSH, FILE_KEY_PUTTY, FILE_PUBLIC, FILE_PUBLIC_SSH,
	FILE_PKCS7, FILE_PKCS7_DER, FILE_PKCS12, FILE_JKS, FILE_NSS,
	FILE_KEYLOG, FILE_CAPTURE, FILE_COMPRESSED, FILE_BASE64, FILE_HTML,
	FILE_OTHER,                /* a block of PEM that is known, and is none of these */
	FILE_KINDS,
};
enum file_want { WANT_CERTIFICATES, WANT_CRLS, WANT_KEY, WANT_KEYLOG, WANT_OCSP, WANT_LOG_KEYS, WANT_CAS /* certificates, OpenSSL's trusted ones too */ };

/* `raw` as it was read; `text` the same as textfile_decode gives it. PEM is FILE_UNKNOWN
 * here: its blocks have kinds. */
enum file_kind file_kind_of(struct bytes raw, struct bytes text);
/* Of DER or BER, by its first elements. */
enum file_kind file_kind_of_der(struct bytes der);
enum file_kind file_kind_of_label(const char *label);
/* Is what is wanted inside, so that passing it over would lose it? */
bool file_kind_holds(enum file_kind k, enum file_want want);
/* Always ST_DECODE, with the sentence: "F: this is .., and a .. is wanted:
 * openssl .."; `line` is where it
 * begins, 0: the whole file. */
enum status file_kind_refuse(enum file_kind k, enum file_want want, const char *where, unsigned line, struct error *err);

#endif
