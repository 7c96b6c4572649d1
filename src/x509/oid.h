/* Object identifiers: those that this program knows, their names, and dotted text.
 * An OID is given by the content of its DER element. */
#ifndef SLOWSHAKE_X509_OID_H
#define SLOWSHAKE_X509_OID_H

#include "base/bytes.h"
#include "base/status.h"

/* id, name as in the RFC that defines it, content bytes */
#define OID_LIST(X)                                                                              \
	/* attributes of names: X.520, RFC 4519, RFC 5280 A.1 */                                 \
	X(AT_COMMON_NAME, "commonName", "\x55\x04\x03")                                          \
	X(AT_SURNAME, "surname", "\x55\x04\x04")                                                 \
	X(AT_SERIAL_NUMBER, "serialNumber", "\x55\x04\x05")                                      \
	X(AT_COUNTRY, "countryName", "\x55\x04\x06")                                             \
	X(AT_LOCALITY, "localityName", "\x55\x04\x07")                                           \
	X(AT_STATE, "stateOrProvinceName", "\x55\x04\x08")                                       \
	X(AT_STREET, "streetAddress", "\x55\x04\x09")                                            \
	X(AT_ORGANIZATION, "organizationName", "\x55\x04\x0a")                                   \
	X(AT_ORGANIZATIONAL_UNIT, "organizationalUnitName", "\x55\x04\x0b")                      \
	X(AT_TITLE, "title", "\x55\x04\x0c")                                                     \
	X(AT_DESCRIPTION, "description", "\x55\x04\x0d")                                         \
	X(AT_BUSINESS_CATEGORY, "businessCategory", "\x55\x04\x0f")                              \
	X(AT_POSTAL_CODE, "postalCode", "\x55\x04\x11")                                          \
	X(AT_NAME, "name", "\x55\x04\x29")                                                       \
	X(AT_GIVEN_NAME, "givenName", "\x55\x04\x2a")                                            \
	X(AT_INITIALS, "initials", "\x55\x04\x2b")                                               \
	X(AT_GENERATION, "generationQualifier", "\x55\x04\x2c")                                  \
	X(AT_DN_QUALIFIER, "dnQualifier", "\x55\x04\x2e")                                        \
	X(AT_PSEUDONYM, "pseudonym", "\x55\x04\x41")                                             \
	X(AT_ORGANIZATION_ID, "organizationIdentifier", "\x55\x04\x61")                          \
	X(AT_USER_ID, "userId", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01")                      \
	X(AT_DOMAIN_COMPONENT, "domainComponent", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19")    \
	X(AT_EMAIL, "emailAddress", "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01")                      \
	X(AT_JURISDICTION_L, "jurisdictionLocalityName", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01")        \
	X(AT_JURISDICTION_ST, "jurisdictionStateOrProvinceName", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02") \
	X(AT_JURISDICTION_C, "jurisdictionCountryName", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03")         \
	/* keys: RFC 3279, RFC 4055, RFC 5480, RFC 8410 */                                       \
	X(RSA, "rsaEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")                          \
	X(RSASSA_PSS, "id-RSASSA-PSS", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a")                   \
	X(MGF1, "id-mgf1", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08")                               \
	X(EC, "id-ecPublicKey", "\x2a\x86\x48\xce\x3d\x02\x01")                                  \
	X(DSA, "id-dsa", "\x2a\x86\x48\xce\x38\x04\x01")                                         \
	X(DH, "dhpublicnumber", "\x2a\x86\x48\xce\x3e\x02\x01")                                  \
	X(X25519, "id-X25519", "\x2b\x65\x6e")                                                   \
	X(X448, "id-X448", "\x2b\x65\x6f")                                                       \
	X(ED25519, "id-Ed25519", "\x2b\x65\x70")                                                 \
	X(ED448, "id-Ed448", "\x2b\x65\x71")                                                     \
	X(P192, "secp192r1", "\x2a\x86\x48\xce\x3d\x03\x01\x01")                                 \
	X(P224, "secp224r1", "\x2b\x81\x04\x00\x21")                                             \
	X(P256, "secp256r1", "\x2a\x86\x48\xce\x3d\x03\x01\x07")                                 \
	X(P384, "secp384r1", "\x2b\x81\x04\x00\x22")                                             \
	X(P521, "secp521r1", "\x2b\x81\x04\x00\x23")                                             \
	X(K256, "secp256k1", "\x2b\x81\x04\x00\x0a")                                             \
	/* signatures */                                                                         \
	X(RSA_MD2, "md2WithRSAEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02")               \
	X(RSA_MD5, "md5WithRSAEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04")               \
	X(RSA_SHA1, "sha1WithRSAEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05")             \
	X(RSA_SHA224, "sha224WithRSAEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e")         \
	X(RSA_SHA256, "sha256WithRSAEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")         \
	X(RSA_SHA384, "sha384WithRSAEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c")         \
	X(RSA_SHA512, "sha512WithRSAEncryption", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d")         \
	X(ECDSA_SHA1, "ecdsa-with-SHA1", "\x2a\x86\x48\xce\x3d\x04\x01")                         \
	X(ECDSA_SHA224, "ecdsa-with-SHA224", "\x2a\x86\x48\xce\x3d\x04\x03\x01")                 \
	X(ECDSA_SHA256, "ecdsa-with-SHA256", "\x2a\x86\x48\xce\x3d\x04\x03\x02")                 \
	X(ECDSA_SHA384, "ecdsa-with-SHA384", "\x2a\x86\x48\xce\x3d\x04\x03\x03")                 \
	X(ECDSA_SHA512, "ecdsa-with-SHA512", "\x2a\x86\x48\xce\x3d\x04\x03\x04")                 \
	X(DSA_SHA1, "dsa-with-sha1", "\x2a\x86\x48\xce\x38\x04\x03")                             \
	X(DSA_SHA224, "dsa-with-sha224", "\x60\x86\x48\x01\x65\x03\x04\x03\x01")                 \
	X(DSA_SHA256, "dsa-with-sha256", "\x60\x86\x48\x01\x65\x03\x04\x03\x02")                 \
	X(DSA_SHA384, "id-dsa-with-sha384", "\x60\x86\x48\x01\x65\x03\x04\x03\x03")              \
	X(DSA_SHA512, "id-dsa-with-sha512", "\x60\x86\x48\x01\x65\x03\x04\x03\x04")              \
	/* hashes */                                                                             \
	X(MD5, "md5", "\x2a\x86\x48\x86\xf7\x0d\x02\x05")                                        \
	X(SHA1, "id-sha1", "\x2b\x0e\x03\x02\x1a")                                               \
	X(SHA224, "id-sha224", "\x60\x86\x48\x01\x65\x03\x04\x02\x04")                           \
	X(SHA256, "id-sha256", "\x60\x86\x48\x01\x65\x03\x04\x02\x01")                           \
	X(SHA384, "id-sha384", "\x60\x86\x48\x01\x65\x03\x04\x02\x02")                           \
	X(SHA512, "id-sha512", "\x60\x86\x48\x01\x65\x03\x04\x02\x03")                           \
	/* extensions of certificates and CRLs: RFC 5280 4.2, 5.2, 5.3 */                        \
	X(CE_SUBJECT_DIRECTORY, "subjectDirectoryAttributes", "\x55\x1d\x09")                    \
	X(CE_SUBJECT_KEY_ID, "subjectKeyIdentifier", "\x55\x1d\x0e")                             \
	X(CE_KEY_USAGE, "keyUsage", "\x55\x1d\x0f")                                              \
	X(CE_PRIVATE_KEY_PERIOD, "privateKeyUsagePeriod", "\x55\x1d\x10")                        \
	X(CE_SUBJECT_ALT_NAME, "subjectAltName", "\x55\x1d\x11")                                 \
	X(CE_ISSUER_ALT_NAME, "issuerAltName", "\x55\x1d\x12")                                   \
	X(CE_BASIC_CONSTRAINTS, "basicConstraints", "\x55\x1d\x13")                              \
	X(CE_CRL_NUMBER, "cRLNumber", "\x55\x1d\x14")                                            \
	X(CE_REASON_CODE, "reasonCode", "\x55\x1d\x15")                                          \
	X(CE_INVALIDITY_DATE, "invalidityDate", "\x55\x1d\x18")                                  \
	X(CE_DELTA_CRL, "deltaCRLIndicator", "\x55\x1d\x1b")                                     \
	X(CE_ISSUING_DP, "issuingDistributionPoint", "\x55\x1d\x1c")                             \
	X(CE_CERTIFICATE_ISSUER, "certificateIssuer", "\x55\x1d\x1d")                            \
	X(CE_NAME_CONSTRAINTS, "nameConstraints", "\x55\x1d\x1e")                                \
	X(CE_CRL_DP, "cRLDistributionPoints", "\x55\x1d\x1f")                                    \
	X(CE_POLICIES, "certificatePolicies", "\x55\x1d\x20")                                    \
	X(CE_POLICY_MAPPINGS, "policyMappings", "\x55\x1d\x21")                                  \
	X(CE_AUTHORITY_KEY_ID, "authorityKeyIdentifier", "\x55\x1d\x23")                         \
	X(CE_POLICY_CONSTRAINTS, "policyConstraints", "\x55\x1d\x24")                            \
	X(CE_EXT_KEY_USAGE, "extKeyUsage", "\x55\x1d\x25")                                       \
	X(CE_FRESHEST_CRL, "freshestCRL", "\x55\x1d\x2e")                                        \
	X(CE_NO_REV_AVAIL, "noRevAvail", "\x55\x1d\x38")                                          \
	X(CE_INHIBIT_ANY_POLICY, "inhibitAnyPolicy", "\x55\x1d\x36")                             \
	X(PE_AUTHORITY_INFO, "authorityInfoAccess", "\x2b\x06\x01\x05\x05\x07\x01\x01")          \
	X(PE_OCSP_NOCHECK, "id-pkix-ocsp-nocheck", "\x2b\x06\x01\x05\x05\x07\x30\x01\x05")            \
	X(PE_SUBJECT_INFO, "subjectInfoAccess", "\x2b\x06\x01\x05\x05\x07\x01\x0b")              \
	X(PE_PROXY, "proxyCertInfo", "\x2b\x06\x01\x05\x05\x07\x01\x0e")                         \
	X(PE_TLS_FEATURE, "tlsFeature", "\x2b\x06\x01\x05\x05\x07\x01\x18")                      \
	X(PE_ACME_IDENTIFIER, "acmeIdentifier", "\x2b\x06\x01\x05\x05\x07\x01\x1f")              \
	X(SCT_LIST, "signedCertificateTimestampList", "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02") \
	X(CT_POISON, "precertificatePoison", "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x03")         \
	X(NS_CERT_TYPE, "netscapeCertType", "\x60\x86\x48\x01\x86\xf8\x42\x01\x01")              \
	X(NS_COMMENT, "netscapeComment", "\x60\x86\x48\x01\x86\xf8\x42\x01\x0d")                 \
	/* purposes: RFC 5280 4.2.1.12 */                                                        \
	X(KP_ANY, "anyExtendedKeyUsage", "\x55\x1d\x25\x00")                                     \
	X(KP_SERVER_AUTH, "id-kp-serverAuth", "\x2b\x06\x01\x05\x05\x07\x03\x01")                \
	X(KP_CLIENT_AUTH, "id-kp-clientAuth", "\x2b\x06\x01\x05\x05\x07\x03\x02")                \
	X(KP_CODE_SIGNING, "id-kp-codeSigning", "\x2b\x06\x01\x05\x05\x07\x03\x03")              \
	X(KP_EMAIL, "id-kp-emailProtection", "\x2b\x06\x01\x05\x05\x07\x03\x04")                 \
	X(KP_TIME_STAMPING, "id-kp-timeStamping", "\x2b\x06\x01\x05\x05\x07\x03\x08")            \
	X(KP_OCSP_SIGNING, "id-kp-OCSPSigning", "\x2b\x06\x01\x05\x05\x07\x03\x09")              \
	X(KP_MS_SGC, "msServerGatedCrypto", "\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03")          \
	X(KP_NS_SGC, "nsServerGatedCrypto", "\x60\x86\x48\x01\x86\xf8\x42\x04\x01")              \
	/* access methods and policies */                                                        \
	X(OCSP_BASIC, "id-pkix-ocsp-basic", "\x2b\x06\x01\x05\x05\x07\x30\x01\x01")                 \
	X(AD_OCSP, "id-ad-ocsp", "\x2b\x06\x01\x05\x05\x07\x30\x01")                             \
	X(AD_CA_ISSUERS, "id-ad-caIssuers", "\x2b\x06\x01\x05\x05\x07\x30\x02")                  \
	X(AD_CA_REPOSITORY, "id-ad-caRepository", "\x2b\x06\x01\x05\x05\x07\x30\x05")            \
	X(QT_CPS, "id-qt-cps", "\x2b\x06\x01\x05\x05\x07\x02\x01")                               \
	X(QT_USER_NOTICE, "id-qt-unotice", "\x2b\x06\x01\x05\x05\x07\x02\x02")                   \
	X(ANY_POLICY, "anyPolicy", "\x55\x1d\x20\x00")                                           \
	X(POLICY_DV, "domain-validated", "\x67\x81\x0c\x01\x02\x01")                             \
	X(POLICY_OV, "organization-validated", "\x67\x81\x0c\x01\x02\x02")                       \
	X(POLICY_IV, "individual-validated", "\x67\x81\x0c\x01\x02\x03")                         \
	X(POLICY_EV, "extended-validation", "\x67\x81\x0c\x01\x01")

enum oid {
	OID_UNKNOWN,
#define X(id, name, der) OID_##id,
	OID_LIST(X)
#undef X
	OID_N
};

enum oid oid_find(struct bytes content);
struct bytes oid_bytes(enum oid id);
/* The name, or NULL when it is not known. Static. */
const char *oid_name(struct bytes content);
/* The content of the OID that "2.5.4.3" names. ST_DECODE: it names none; ST_LIMIT: it does not fit `max` bytes, or an arc 32 bits. */
enum status oid_read(const char *dotted, uint8_t *out, size_t max, size_t *n) MUST_USE;
/* Adds "2.5.4.3"; arcs that do not fit 64 bits and broken encodings as hex. */
void oid_dotted(struct bytes content, struct buf *out);

#endif
