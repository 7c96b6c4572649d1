#include "x509/schema.h"

#include "base/status.h"
#include "spec/codes.h"
#include "x509/der.h"

#define LAYOUT(n) { .name = n, .kind = L_DER }
#define VALUE(n, t, s, ...) { .layout = LAYOUT(n), .content = { .name = "value", .kind = L_DER, .show = s }, .tag = t, __VA_ARGS__ }
#define CODED(n, t, c, ...) \
	{ .layout = LAYOUT(n), .content = { .name = "value", .kind = L_DER, .show = SHOW_CODE, .codes = &c }, .tag = t, __VA_ARGS__ }
#define NODE(n, t, k, s, ...) { .layout = LAYOUT(n), .tag = t, .kind = SCHEMA_##k, .sub = s, __VA_ARGS__ }
#define END { .tag = 0 }
#define OPTIONAL .optional = true
#define CTX(n) (DER_CONTEXT | (n))
#define CTXC(n) (DER_CONTEXT | DER_CONSTRUCTED | (n))

static const struct code_table codes_x509_version = {
	.title = "X.509 versions", .rfc = "RFC 5280 4.1.2.1", .n = 3,
	.row_size = sizeof(struct code), .rows = (const struct code[]){ { 0, "v1" }, { 1, "v2" }, { 2, "v3" } },
};
static const struct code_table codes_boolean = {
	.title = "BOOLEAN", .rfc = "X.690 11.1", .n = 2,
	.row_size = sizeof(struct code), .rows = (const struct code[]){ { 0, "FALSE" }, { 0xff, "TRUE" } },
};
const struct code_table schema_crl_reasons = {
	.title = "CRL reasons", .rfc = "RFC 5280 5.3.1", .n = 10,
	.row_size = sizeof(struct code), .rows = (const struct code[]){ { 0, "unspecified" }, { 1, "keyCompromise" }, { 2, "cACompromise" },
		{ 3, "affiliationChanged" }, { 4, "superseded" }, { 5, "cessationOfOperation" },
		{ 6, "certificateHold" }, { 8, "removeFromCRL" }, { 9, "privilegeWithdrawn" }, { 10, "aACompromise" } },
};

/* ---- names: RFC 5280 4.1.2.4 ---- */
static const struct schema attribute_members[] = {
	VALUE("type", DER_OID, SHOW_OID), NODE("value", 0, ANY, NULL), END,
};
static const struct schema attribute[] = { NODE("AttributeTypeAndValue", DER_SEQUENCE, ATTRIBUTE, attribute_members), END };
static const struct schema rdn[] = { NODE("RelativeDistinguishedName", DER_SET, LIST, attribute), END };

#define NAME(n, ...) \
	{ .layout = { .name = n, .kind = L_DER, .show = SHOW_NAME }, .tag = DER_SEQUENCE, .kind = SCHEMA_LIST, .sub = rdn, __VA_ARGS__ }

const struct schema schema_name = NAME("Name");
static const struct schema directory_name[] = { NAME("Name"), END };

static const struct schema other_name[] = {
	VALUE("type-id", DER_OID, SHOW_OID), NODE("value", CTXC(0), LIST, &schema_any), END,
};
#define GENERAL_NAME(ip_show)                                                                                          \
	NODE("otherName", CTXC(0), MEMBERS, other_name), VALUE("rfc822Name", CTX(1), SHOW_TEXT),                       \
	VALUE("dNSName", CTX(2), SHOW_TEXT), NODE("x400Address", CTXC(3), LIST, &schema_any),                          \
	NODE("directoryName", CTXC(4), MEMBERS, directory_name), NODE("ediPartyName", CTXC(5), LIST, &schema_any),     \
	VALUE("uniformResourceIdentifier", CTX(6), SHOW_TEXT), VALUE("iPAddress", CTX(7), ip_show),                    \
	VALUE("registeredID", CTX(8), SHOW_OID), END

static const struct schema general_name_forms[] = { GENERAL_NAME(SHOW_IP) };
static const struct schema general_name[] = { NODE("GeneralName", 0, CHOICE, general_name_forms), END };
static const struct schema general_names = NODE("GeneralNames", DER_SEQUENCE, LIST, general_name);

/* ---- algorithms and keys ---- */
static const struct schema algorithm[] = {
	VALUE("algorithm", DER_OID, SHOW_OID), NODE("parameters", 0, ANY, NULL, OPTIONAL), END,
};
static const struct schema spki[] = {
	NODE("algorithm", DER_SEQUENCE, ALGORITHM, algorithm), NODE("subjectPublicKey", DER_BIT_STRING, KEY, NULL), END,
};
static const struct schema rsa_key[] = {
	VALUE("modulus", DER_INTEGER, SHOW_HEX), VALUE("publicExponent", DER_INTEGER, SHOW_NUMBER), END,
};
const struct schema schema_rsa_key = NODE("RSAPublicKey", DER_SEQUENCE, MEMBERS, rsa_key);
static const struct schema dsa_parameters[] = {
	VALUE("p", DER_INTEGER, SHOW_HEX), VALUE("q", DER_INTEGER, SHOW_HEX), VALUE("g", DER_INTEGER, SHOW_HEX), END,
};
const struct schema schema_dsa_algorithm[] = {
	VALUE("algorithm", DER_OID, SHOW_OID), NODE("Dss-Parms", DER_SEQUENCE, MEMBERS, dsa_parameters, OPTIONAL), END,
};
const struct schema schema_dsa_key = VALUE("DSAPublicKey", DER_INTEGER, SHOW_HEX);
static const struct schema ecdsa_signature[] = {
	VALUE("r", DER_INTEGER, SHOW_HEX), VALUE("s", DER_INTEGER, SHOW_HEX), END,
};
const struct schema schema_ecdsa_signature = NODE("Ecdsa-Sig-Value", DER_SEQUENCE, MEMBERS, ecdsa_signature);
const struct schema schema_dsa_signature = NODE("Dss-Sig-Value", DER_SEQUENCE, MEMBERS, ecdsa_signature);

/* ---- extensions: RFC 5280 4.2 ---- */
static const struct schema extension_members[] = {
	VALUE("extnID", DER_OID, SHOW_OID), CODED("critical", DER_BOOLEAN, codes_boolean, OPTIONAL),
	NODE("extnValue", DER_OCTET_STRING, INSIDE, NULL), END,
};
static const struct schema extension[] = { NODE("Extension", DER_SEQUENCE, EXTENSION, extension_members), END };
static const struct schema extensions[] = { NODE("Extensions", DER_SEQUENCE, LIST, extension), END };

static const struct schema basic_constraints_members[] = {
	CODED("cA", DER_BOOLEAN, codes_boolean, OPTIONAL), VALUE("pathLenConstraint", DER_INTEGER, SHOW_NUMBER, OPTIONAL), END,
};
static const struct schema basic_constraints = NODE("BasicConstraints", DER_SEQUENCE, MEMBERS, basic_constraints_members);
static const struct schema key_usage = NODE("KeyUsage", DER_BIT_STRING, BITS, NULL);
static const struct schema purposes[] = { VALUE("KeyPurposeId", DER_OID, SHOW_OID), END };
static const struct schema ext_key_usage = NODE("ExtKeyUsageSyntax", DER_SEQUENCE, LIST, purposes);
static const struct schema key_id = VALUE("KeyIdentifier", DER_OCTET_STRING, SHOW_HEX);

static const struct schema authority_key_id_members[] = {
	VALUE("keyIdentifier", CTX(0), SHOW_HEX, OPTIONAL),
	NODE("authorityCertIssuer", CTXC(1), LIST, general_name, OPTIONAL),
	VALUE("authorityCertSerialNumber", CTX(2), SHOW_HEX, OPTIONAL), END,
};
static const struct schema authority_key_id = NODE("AuthorityKeyIdentifier", DER_SEQUENCE, MEMBERS, authority_key_id_members);

static const struct schema constraint_forms[] = { GENERAL_NAME(SHOW_HEX) };
static const struct schema subtree_members[] = {
	NODE("base", 0, CHOICE, constraint_forms), VALUE("minimum", CTX(0), SHOW_NUMBER, OPTIONAL),
	VALUE("maximum", CTX(1), SHOW_NUMBER, OPTIONAL), END,
};
static const struct schema subtree[] = { NODE("GeneralSubtree", DER_SEQUENCE, MEMBERS, subtree_members), END };
static const struct schema name_constraints_members[] = {
	NODE("permittedSubtrees", CTXC(0), LIST, subtree, OPTIONAL),
	NODE("excludedSubtrees", CTXC(1), LIST, subtree, OPTIONAL), END,
};
static const struct schema name_constraints = NODE("NameConstraints", DER_SEQUENCE, MEMBERS, name_constraints_members);

static const struct schema dp_name_forms[] = {
	NODE("fullName", CTXC(0), LIST, general_name), NODE("nameRelativeToCRLIssuer", CTXC(1), LIST, attribute), END,
};
static const struct schema dp_name[] = { NODE("DistributionPointName", 0, CHOICE, dp_name_forms), END };
static const struct schema dp_members[] = {
	NODE("distributionPoint", CTXC(0), MEMBERS, dp_name, OPTIONAL),
	NODE("reasons", CTX(1), BITS, NULL, OPTIONAL),
	NODE("cRLIssuer", CTXC(2), LIST, general_name, OPTIONAL), END,
};
static const struct schema dp[] = { NODE("DistributionPoint", DER_SEQUENCE, MEMBERS, dp_members), END };
static const struct schema crl_dp = NODE("CRLDistributionPoints", DER_SEQUENCE, LIST, dp);

static const struct schema issuing_dp_members[] = {
	NODE("distributionPoint", CTXC(0), MEMBERS, dp_name, OPTIONAL),
	CODED("onlyContainsUserCerts", CTX(1), codes_boolean, OPTIONAL),
	CODED("onlyContainsCACerts", CTX(2), codes_boolean, OPTIONAL),
	NODE("onlySomeReasons", CTX(3), BITS, NULL, OPTIONAL),
	CODED("indirectCRL", CTX(4), codes_boolean, OPTIONAL),
	CODED("onlyContainsAttributeCerts", CTX(5), codes_boolean, OPTIONAL), END,
};
static const struct schema issuing_dp = NODE("IssuingDistributionPoint", DER_SEQUENCE, MEMBERS, issuing_dp_members);

static const struct schema access_members[] = {
	VALUE("accessMethod", DER_OID, SHOW_OID), NODE("accessLocation", 0, CHOICE, general_name_forms), END,
};
static const struct schema access_description[] = { NODE("AccessDescription", DER_SEQUENCE, MEMBERS, access_members), END };
static const struct schema info_access = NODE("AuthorityInfoAccessSyntax", DER_SEQUENCE, LIST, access_description);

static const struct schema qualifier_members[] = {
	VALUE("policyQualifierId", DER_OID, SHOW_OID), NODE("qualifier", 0, ANY, NULL), END,
};
static const struct schema qualifier[] = { NODE("PolicyQualifierInfo", DER_SEQUENCE, MEMBERS, qualifier_members), END };
static const struct schema policy_members[] = {
	VALUE("policyIdentifier", DER_OID, SHOW_OID), NODE("policyQualifiers", DER_SEQUENCE, LIST, qualifier, OPTIONAL), END,
};
static const struct schema policy[] = { NODE("PolicyInformation", DER_SEQUENCE, MEMBERS, policy_members), END };
static const struct schema policies = NODE("CertificatePolicies", DER_SEQUENCE, LIST, policy);
static const struct schema mapping_members[] = {
	VALUE("issuerDomainPolicy", DER_OID, SHOW_OID), VALUE("subjectDomainPolicy", DER_OID, SHOW_OID), END,
};
static const struct schema mapping[] = { NODE("PolicyMapping", DER_SEQUENCE, MEMBERS, mapping_members), END };
static const struct schema mappings = NODE("PolicyMappings", DER_SEQUENCE, LIST, mapping);
static const struct schema policy_constraints_members[] = {
	VALUE("requireExplicitPolicy", CTX(0), SHOW_NUMBER, OPTIONAL),
	VALUE("inhibitPolicyMapping", CTX(1), SHOW_NUMBER, OPTIONAL), END,
};
static const struct schema policy_constraints = NODE("PolicyConstraints", DER_SEQUENCE, MEMBERS, policy_constraints_members);
static const struct schema inhibit_any = VALUE("InhibitAnyPolicy", DER_INTEGER, SHOW_NUMBER);
static const struct schema feature[] = { VALUE("feature", DER_INTEGER, SHOW_NUMBER), END };
static const struct schema acme_identifier = VALUE("Authorization", DER_OCTET_STRING, SHOW_HEX);
static const struct schema tls_feature = NODE("Features", DER_SEQUENCE, LIST, feature);
static const struct schema crl_number = VALUE("CRLNumber", DER_INTEGER, SHOW_NUMBER);
static const struct schema reason_code = CODED("CRLReason", DER_ENUMERATED, schema_crl_reasons);
static const struct schema invalidity = VALUE("InvalidityDate", DER_GENERALIZED_TIME, SHOW_TIME);
static const struct schema sct_list = NODE("SignedCertificateTimestampList", DER_OCTET_STRING, TIMESTAMPS, NULL);
static const struct schema ns_comment = VALUE("comment", DER_IA5_STRING, SHOW_TEXT);
static const struct schema ns_cert_type = NODE("NetscapeCertType", DER_BIT_STRING, BITS, NULL);
static const struct schema private_key_period_members[] = {
	VALUE("notBefore", CTX(0), SHOW_TIME, OPTIONAL), VALUE("notAfter", CTX(1), SHOW_TIME, OPTIONAL), END,
};
static const struct schema private_key_period =
	NODE("PrivateKeyUsagePeriod", DER_SEQUENCE, MEMBERS, private_key_period_members);

static const struct schema *const extension_contents[OID_N] = {
	[OID_CE_SUBJECT_KEY_ID] = &key_id,
	[OID_SCT_LIST] = &sct_list,
	[OID_CE_KEY_USAGE] = &key_usage,
	[OID_CE_PRIVATE_KEY_PERIOD] = &private_key_period,
	[OID_CE_SUBJECT_ALT_NAME] = &general_names,
	[OID_CE_ISSUER_ALT_NAME] = &general_names,
	[OID_CE_BASIC_CONSTRAINTS] = &basic_constraints,
	[OID_CE_CRL_NUMBER] = &crl_number,
	[OID_CE_REASON_CODE] = &reason_code,
	[OID_CE_INVALIDITY_DATE] = &invalidity,
	[OID_CE_DELTA_CRL] = &crl_number,
	[OID_CE_ISSUING_DP] = &issuing_dp,
	[OID_CE_CERTIFICATE_ISSUER] = &general_names,
	[OID_CE_NAME_CONSTRAINTS] = &name_constraints,
	[OID_CE_CRL_DP] = &crl_dp,
	[OID_CE_FRESHEST_CRL] = &crl_dp,
	[OID_CE_POLICIES] = &policies,
	[OID_CE_POLICY_MAPPINGS] = &mappings,
	[OID_CE_AUTHORITY_KEY_ID] = &authority_key_id,
	[OID_CE_POLICY_CONSTRAINTS] = &policy_constraints,
	[OID_CE_EXT_KEY_USAGE] = &ext_key_usage,
	[OID_CE_INHIBIT_ANY_POLICY] = &inhibit_any,
	[OID_PE_AUTHORITY_INFO] = &info_access,
	[OID_PE_SUBJECT_INFO] = &info_access,
	[OID_PE_TLS_FEATURE] = &tls_feature,
	[OID_PE_ACME_IDENTIFIER] = &acme_identifier,
	[OID_NS_COMMENT] = &ns_comment,
	[OID_NS_CERT_TYPE] = &ns_cert_type,
};

const struct schema *schema_extension(enum oid id)
{
	return extension_contents[id];
}

/* ---- certificates: RFC 5280 4.1 ---- */
static const struct schema version[] = { CODED("version", DER_INTEGER, codes_x509_version), END };
static const struct schema time_forms[] = {
	VALUE("utcTime", DER_UTC_TIME, SHOW_TIME), VALUE("generalTime", DER_GENERALIZED_TIME, SHOW_TIME), END,
};
/* A Time is named by what it stands for, whichever form it has. */
static const struct schema validity[] = { VALUE("notBefore", 0, SHOW_TIME), VALUE("notAfter", 0, SHOW_TIME), END };

static const struct schema tbs_certificate[] = {
	NODE("version", CTXC(0), MEMBERS, version, OPTIONAL),
	VALUE("serialNumber", DER_INTEGER, SHOW_HEX),
	NODE("signature", DER_SEQUENCE, ALGORITHM, algorithm),
	NAME("issuer"),
	NODE("validity", DER_SEQUENCE, MEMBERS, validity),
	NAME("subject"),
	NODE("subjectPublicKeyInfo", DER_SEQUENCE, MEMBERS, spki),
	NODE("issuerUniqueID", CTX(1), BITS, NULL, OPTIONAL),
	NODE("subjectUniqueID", CTX(2), BITS, NULL, OPTIONAL),
	NODE("extensions", CTXC(3), MEMBERS, extensions, OPTIONAL),
	END,
};
static const struct schema certificate[] = {
	NODE("tbsCertificate", DER_SEQUENCE, MEMBERS, tbs_certificate),
	NODE("signatureAlgorithm", DER_SEQUENCE, ALGORITHM, algorithm),
	NODE("signatureValue", DER_BIT_STRING, SIGNATURE, NULL),
	END,
};
const struct schema schema_certificate = NODE("Certificate", DER_SEQUENCE, MEMBERS, certificate);

/* ---- CRLs: RFC 5280 5.1 ---- */
static const struct schema revoked_members[] = {
	VALUE("userCertificate", DER_INTEGER, SHOW_HEX), NODE("revocationDate", 0, CHOICE, time_forms),
	NODE("crlEntryExtensions", DER_SEQUENCE, LIST, extension, OPTIONAL), END,
};
static const struct schema revoked[] = { NODE("revokedCertificate", DER_SEQUENCE, MEMBERS, revoked_members), END };
static const struct schema tbs_cert_list[] = {
	CODED("version", DER_INTEGER, codes_x509_version, OPTIONAL),
	NODE("signature", DER_SEQUENCE, ALGORITHM, algorithm),
	NAME("issuer"),
	VALUE("thisUpdate", 0, SHOW_TIME),
	VALUE("nextUpdate", DER_UTC_TIME, SHOW_TIME, OPTIONAL),
	VALUE("nextUpdate", DER_GENERALIZED_TIME, SHOW_TIME, OPTIONAL),
	NODE("revokedCertificates", DER_SEQUENCE, LIST, revoked, OPTIONAL),
	NODE("crlExtensions", CTXC(0), MEMBERS, extensions, OPTIONAL),
	END,
};
static const struct schema cert_list[] = {
	NODE("tbsCertList", DER_SEQUENCE, MEMBERS, tbs_cert_list),
	NODE("signatureAlgorithm", DER_SEQUENCE, ALGORITHM, algorithm),
	NODE("signatureValue", DER_BIT_STRING, SIGNATURE, NULL),
	END,
};
const struct schema schema_crl = NODE("CertificateList", DER_SEQUENCE, MEMBERS, cert_list);

/* ---- OCSP responses: RFC 6960 4.2.1 ---- */
const struct code_table schema_ocsp_statuses = {
	.title = "OCSP response statuses", .rfc = "RFC 6960 4.2.1", .n = 6,
	.row_size = sizeof(struct code), .rows = (const struct code[]){ { 0, "successful" }, { 1, "malformedRequest" }, { 2, "internalError" },
		{ 3, "tryLater" }, { 5, "sigRequired" }, { 6, "unauthorized" } },
};
static const struct schema cert_id_members[] = {
	NODE("hashAlgorithm", DER_SEQUENCE, ALGORITHM, algorithm), VALUE("issuerNameHash", DER_OCTET_STRING, SHOW_HEX),
	VALUE("issuerKeyHash", DER_OCTET_STRING, SHOW_HEX), VALUE("serialNumber", DER_INTEGER, SHOW_HEX), END,
};
static const struct schema revoked_reason[] = { CODED("revocationReason", DER_ENUMERATED, schema_crl_reasons), END };
static const struct schema revoked_info[] = {
	VALUE("revocationTime", DER_GENERALIZED_TIME, SHOW_TIME), NODE("revocationReason", CTXC(0), MEMBERS, revoked_reason, OPTIONAL), END,
};
static const struct schema cert_status_forms[] = {
	VALUE("good", CTX(0), SHOW_HEX), NODE("revoked", CTXC(1), MEMBERS, revoked_info), VALUE("unknown", CTX(2), SHOW_HEX), END,
};
static const struct schema next_update[] = { VALUE("nextUpdate", DER_GENERALIZED_TIME, SHOW_TIME), END };
static const struct schema single_response_members[] = {
	NODE("certID", DER_SEQUENCE, MEMBERS, cert_id_members),
	NODE("certStatus", 0, CHOICE, cert_status_forms),
	VALUE("thisUpdate", DER_GENERALIZED_TIME, SHOW_TIME),
	NODE("nextUpdate", CTXC(0), MEMBERS, next_update, OPTIONAL),
	NODE("singleExtensions", CTXC(1), MEMBERS, extensions, OPTIONAL), END,
};
static const struct schema single_response[] = { NODE("SingleResponse", DER_SEQUENCE, MEMBERS, single_response_members), END };
static const struct schema key_hash[] = { VALUE("KeyHash", DER_OCTET_STRING, SHOW_HEX), END };
static const struct schema responder_forms[] = {
	NODE("byName", CTXC(1), MEMBERS, directory_name), NODE("byKey", CTXC(2), MEMBERS, key_hash), END,
};
static const struct schema response_data_members[] = {
	NODE("version", CTXC(0), MEMBERS, version, OPTIONAL),
	NODE("responderID", 0, CHOICE, responder_forms),
	VALUE("producedAt", DER_GENERALIZED_TIME, SHOW_TIME),
	NODE("responses", DER_SEQUENCE, LIST, single_response),
	NODE("responseExtensions", CTXC(1), MEMBERS, extensions, OPTIONAL), END,
};
static const struct schema certificate_element[] = { NODE("Certificate", DER_SEQUENCE, MEMBERS, certificate), END };
static const struct schema certificate_elements[] = { NODE("certs", DER_SEQUENCE, LIST, certificate_element), END };
static const struct schema basic_response_members[] = {
	NODE("tbsResponseData", DER_SEQUENCE, MEMBERS, response_data_members),
	NODE("signatureAlgorithm", DER_SEQUENCE, ALGORITHM, algorithm),
	NODE("signature", DER_BIT_STRING, SIGNATURE, NULL),
	NODE("certs", CTXC(0), MEMBERS, certificate_elements, OPTIONAL), END,
};
static const struct schema basic_response[] = { NODE("BasicOCSPResponse", DER_SEQUENCE, MEMBERS, basic_response_members), END };
static const struct schema response_bytes_members[] = {
	VALUE("responseType", DER_OID, SHOW_OID), NODE("response", DER_OCTET_STRING, INSIDE, basic_response), END,
};
static const struct schema response_bytes[] = { NODE("ResponseBytes", DER_SEQUENCE, MEMBERS, response_bytes_members), END };
static const struct schema ocsp_response[] = {
	CODED("responseStatus", DER_ENUMERATED, schema_ocsp_statuses), NODE("responseBytes", CTXC(0), MEMBERS, response_bytes, OPTIONAL), END,
};
const struct schema schema_ocsp = NODE("OCSPResponse", DER_SEQUENCE, MEMBERS, ocsp_response);

/* ---- whatever has no schema ---- */
const struct schema schema_any = NODE("element", 0, ANY, NULL);

static const struct { const char *name; enum show show; } universal[32] = {
	[DER_BOOLEAN] = { "BOOLEAN", SHOW_HEX },
	[DER_INTEGER] = { "INTEGER", SHOW_NUMBER },
	[DER_BIT_STRING] = { "BIT STRING", SHOW_HEX },
	[DER_OCTET_STRING] = { "OCTET STRING", SHOW_HEX },
	[DER_NULL] = { "NULL", SHOW_HEX },
	[DER_OID] = { "OBJECT IDENTIFIER", SHOW_OID },
	[DER_ENUMERATED] = { "ENUMERATED", SHOW_NUMBER },
	[DER_UTF8_STRING] = { "UTF8String", SHOW_TEXT },
	[DER_SEQUENCE & 31] = { "SEQUENCE", SHOW_HEX },
	[DER_SET & 31] = { "SET", SHOW_HEX },
	[DER_NUMERIC_STRING] = { "NumericString", SHOW_TEXT },
	[DER_PRINTABLE_STRING] = { "PrintableString", SHOW_TEXT },
	[DER_TELETEX_STRING] = { "TeletexString", SHOW_TEXT },
	[DER_IA5_STRING] = { "IA5String", SHOW_TEXT },
	[DER_UTC_TIME] = { "UTCTime", SHOW_TIME },
	[DER_GENERALIZED_TIME] = { "GeneralizedTime", SHOW_TIME },
	[DER_VISIBLE_STRING] = { "VisibleString", SHOW_TEXT },
	[DER_UNIVERSAL_STRING] = { "UniversalString", SHOW_HEX },
	[DER_BMP_STRING] = { "BMPString", SHOW_HEX },
};

const struct layout *schema_tag_layout(uint8_t tag)
{
	static const struct layout named[32] = {
		[DER_BOOLEAN] = LAYOUT("BOOLEAN"), [DER_INTEGER] = LAYOUT("INTEGER"), [DER_BIT_STRING] = LAYOUT("BIT STRING"),
		[DER_OCTET_STRING] = LAYOUT("OCTET STRING"), [DER_NULL] = LAYOUT("NULL"), [DER_OID] = LAYOUT("OBJECT IDENTIFIER"),
		[DER_ENUMERATED] = LAYOUT("ENUMERATED"), [DER_UTF8_STRING] = LAYOUT("UTF8String"),
		[DER_SEQUENCE & 31] = LAYOUT("SEQUENCE"), [DER_SET & 31] = LAYOUT("SET"),
		[DER_NUMERIC_STRING] = LAYOUT("NumericString"), [DER_PRINTABLE_STRING] = LAYOUT("PrintableString"),
		[DER_TELETEX_STRING] = LAYOUT("TeletexString"), [DER_IA5_STRING] = LAYOUT("IA5String"),
		[DER_UTC_TIME] = LAYOUT("UTCTime"), [DER_GENERALIZED_TIME] = LAYOUT("GeneralizedTime"),
		[DER_VISIBLE_STRING] = LAYOUT("VisibleString"), [DER_UNIVERSAL_STRING] = LAYOUT("UniversalString"),
		[DER_BMP_STRING] = LAYOUT("BMPString"),
	};
	static const struct layout context[] = {
		LAYOUT("[0]"), LAYOUT("[1]"), LAYOUT("[2]"), LAYOUT("[3]"), LAYOUT("[4]"), LAYOUT("[5]"), LAYOUT("[6]"),
		LAYOUT("[7]"), LAYOUT("[8]"),
	};
	static const struct layout other = LAYOUT("element");
	unsigned number = tag & 0x1f;

	if ((tag & 0xc0) == DER_CONTEXT && number < ARRAY_LEN(context))
		return &context[number];
	return !(tag & 0xc0) && named[number].name ? &named[number] : &other;
}

const struct layout *schema_tag_content(uint8_t tag)
{
	static const struct layout by_show[] = {
		[SHOW_HEX] = { .name = "value", .kind = L_DER },
		[SHOW_NUMBER] = { .name = "value", .kind = L_DER, .show = SHOW_NUMBER },
		[SHOW_TEXT] = { .name = "value", .kind = L_DER, .show = SHOW_TEXT },
		[SHOW_TIME] = { .name = "value", .kind = L_DER, .show = SHOW_TIME },
		[SHOW_OID] = { .name = "value", .kind = L_DER, .show = SHOW_OID },
	};

	return &by_show[tag & 0xc0 ? SHOW_HEX : universal[tag & 0x1f].show];
}

const struct layout *schema_oid_layout(enum oid id)
{
	static const struct layout layouts[OID_N] = {
#define X(oid_id, oid_text, der) [OID_##oid_id] = LAYOUT(oid_text),
		OID_LIST(X)
#undef X
	};
	return &layouts[id];
}

const struct layout schema_header = LAYOUT("tag and length");
const struct layout schema_unused_bits = { .name = "unused bits", .kind = L_DER, .show = SHOW_NUMBER };
const struct layout schema_bits = LAYOUT("bits");
const struct layout schema_point = LAYOUT("ECPoint");
const struct layout schema_malformed = LAYOUT("malformed");
const struct layout schema_opaque = LAYOUT("value");
const struct layout schema_too_deep = LAYOUT("not opened further");

/* ---- timestamps: RFC 6962 3.2, 3.3 ---- */
const struct layout schema_sct_list = LAYOUT("sct_list");
const struct layout schema_length = { .name = "length", .kind = L_DER, .show = SHOW_NUMBER };
const struct layout schema_serialized_sct = LAYOUT("SerializedSCT");
const struct layout schema_sct = LAYOUT("SignedCertificateTimestamp");
const struct layout schema_sct_version = { .name = "sct_version", .kind = L_DER, .show = SHOW_CODE, .codes = &codes_sct_version };
const struct layout schema_sct_other = LAYOUT("timestamp of another version");
const struct layout schema_log_id = LAYOUT("LogID");
const struct layout schema_timestamp = { .name = "timestamp", .kind = L_DER, .show = SHOW_TIME };
const struct layout schema_ct_extensions = LAYOUT("CtExtensions");
const struct layout schema_sct_algorithm = { .name = "algorithm", .kind = L_DER, .show = SHOW_CODE, .codes = &codes_signature_scheme };
const struct layout schema_sct_signature = LAYOUT("signature");
