/* What the parts of certificate verification share; nobody outside includes it. */
#ifndef SLOWSHAKE_X509_VERIFY_INTERNAL_H
#define SLOWSHAKE_X509_VERIFY_INTERNAL_H

#include "spec/codes.h"
#include "spec/events.h"
#include "spec/reasons.h"
#include "x509/verify/verify.h"
#include "x509/crl.h"
#include "x509/certificate.h"
#include "x509/name.h"

enum {
	VERIFY_MAX_SENT = 64,        /* certificates taken from the peer */
	VERIFY_MAX_PATH = 20,        /* certificates in a path, the trusted one included */
	VERIFY_MAX_SIGNATURES = 256,
	VERIFY_MAX_NODES = 4000,     /* steps of the search */
	VERIFY_MAX_ATTEMPTS = 64,    /* whole paths that are held against all checks */
	VERIFY_MAX_TOLD = 24,        /* attempts that get an event of their own */
	VERIFY_MAX_COMPARED = 250000 /* names against constraints in one verification, long ones counted more than once */
};

struct trust_anchor {
	struct x509 x;
	struct buf der;              /* owned */
	struct bytes aux;            /* OpenSSL's CertAux behind it: what it is trusted for; may be empty */
	uint32_t subject_hash;
};

struct trust_store {
	struct trust_anchor **anchors;
	size_t n;
	uint32_t *by_hash;           /* indexes of anchors, sorted by subject_hash */
};

struct crl_file {
	struct crl crl;
	struct buf der;              /* owned */
	char *where;
};

/* A log of certificates. */
struct ct_log {
	struct buf spki;             /* its key; owned */
	uint8_t id[HASH_MAX];        /* LogID: SHA-256 of it */
};
struct ct_log_store {
	struct ct_log **logs;
	size_t n;
};

enum { CRL_MAX_UNREAD = 32 };      /* that are told one by one */

struct crl_store {
	struct crl_file **crls;
	size_t n;
	char *unread[CRL_MAX_UNREAD];      /* sentences, owned: what in the files could not be read */
	size_t n_unread;
};

/* Index of the first anchor (in by_hash) whose subject may be this one; go on
 * while trust_candidate gives an anchor. */
const struct trust_anchor *trust_candidate(const struct trust_store *s, struct bytes subject, size_t *state);
/* The anchor with exactly this DER, or NULL. */
const struct trust_anchor *trust_same(const struct trust_store *s, const struct x509 *x);
/* Does its CertAux, if it has one, let it be trusted for this? */
bool trust_allows(const struct trust_anchor *a, enum purpose purpose);
/* Does the store hold the same name and key with a CertAux against this purpose? */
bool trust_rejects(const struct trust_store *s, const struct x509 *x, enum purpose purpose);

struct finding {
	enum verdict verdict;
	enum reason reason;
	int alert;                   /* of a failure */
};

/* A certificate that takes part: sent, or trusted. */
enum { VERIFY_MAX_CERTS = 2 * VERIFY_MAX_SENT };

struct cert {
	struct x509 x;
	bool readable;
	int number;                  /* in events: sent ones from 0, trusted ones behind them */
	const struct trust_anchor *anchor;   /* it is trusted, sent or not */
	bool distrusted;             /* the trust store holds it with a CertAux against this purpose */
	value_id value;              /* of its DER; 0 until cert_show */
	field_id field;              /* that stands for it; 0 until cert_show */
	uint32_t base;               /* offset of its DER in the field's unit */
	int holder;                  /* equal for certificates of one name, issuer and key */
	bool issuers_known;
	uint8_t issuers[VERIFY_MAX_SENT];    /* numbers of who may have issued it, the best first */
	int n_issuers;
	bool key_valued, key_judged;
	struct finding key_finding;  /* once key_judged */
};

struct path {
	struct cert *c[VERIFY_MAX_PATH + 1];
	int n;
	enum reason end;             /* REASON_PATH_... */
};

struct signature_result {
	const struct cert *subject, *issuer;
	enum status status;
	struct signature_parts parts;
	value_id signature;
};

struct crl_result {
	const struct crl_file *crl;
	const struct cert *issuer;
	enum status status;
	struct signature_parts parts;
	value_id value, signature;
	unit_id unit;
};

struct verification {
	struct work w;
	const struct verify_config *cfg;
	struct cert *certs[VERIFY_MAX_CERTS];   /* owned; the sent ones first, then anchors as they are met */
	int n_certs, n_sent;
	struct signature_result signatures[VERIFY_MAX_SIGNATURES];
	int n_signatures;
	struct crl_result *crls;     /* one a CRL and issuer that was tried */
	int n_crls;
	int nodes, compared;
	bool limited;                /* a limit ended the search */
	value_id clock, name;        /* 0 until used */
	bool telling;                /* checks add their events */
	event_id told;               /* the last event that a check added */
};

/* ---- issuer.c ---- */
/* Adds it to v->certs, which owns it from then on. */
void cert_join(struct verification *v, struct cert *c);
/* The certificate that most likely issued it, NULL if none is there. */
struct cert *cert_best_issuer(struct verification *v, struct cert *c);
/* Fills c->issuers, once. */
void cert_find_issuers(struct verification *v, struct cert *of);
/* Does the authorityKeyIdentifier say that another certificate than this one issued it?
 * REASON_NONE: no; else which part of it does. */
enum reason cert_contradicts_issuer(const struct x509 *c, const struct x509 *issuer);

/* ---- told.c ---- */
/* Where in its unit the DER begins: the field may stand for a length prefix too. */
uint32_t cert_base(struct verification *v, const struct cert *c);
/* Makes the value, the unit and the fields of a trusted certificate. */
void cert_show(struct verification *v, struct cert *c);
/* A part of the certificate's DER (a view of c->x.der) as a value. */
value_id cert_slice(struct verification *v, struct cert *c, struct bytes part, const char *label, enum show show);
/* The same for the public key's parts, once. */
void cert_key_values(struct verification *v, struct cert *c);
/* Those values; returns how many there are. */
enum { CERT_KEY_VALUES = 7 };
size_t cert_key_list(const struct cert *c, value_id out[CERT_KEY_VALUES]);
/* The event of a check on the certificate, or on the part of it (empty: all). */
struct event *cert_tell(struct verification *v, enum event_type type, struct cert *c, struct bytes part, struct finding f,
		   const value_id *values, size_t n);
static inline struct finding finding_of(enum verdict verdict, enum reason reason, int alert)
{
	return (struct finding){ verdict, reason, alert };
}
static inline struct finding finding_good(enum reason reason) { return finding_of(VERDICT_OK, reason, ALERT_NONE); }
/* What would decide it is not supported here. */
static inline struct finding finding_unjudged(enum reason reason, int alert) { return finding_of(VERDICT_UNJUDGED, reason, alert); }
static inline bool finding_stops(struct finding f) { return f.verdict == VERDICT_FAIL || f.verdict == VERDICT_UNJUDGED; }
static inline struct finding finding_refuse(enum reason reason, int alert) { return finding_of(VERDICT_FAIL, reason, alert); }

/* ---- the checks: certificate i of the path ---- */
typedef struct finding check_fn(struct verification *v, const struct path *p, int i);
check_fn check_form, check_critical, check_names, check_signature, check_validity, check_key, check_name, check_basic,
	check_path_length, check_key_usage, check_ext_key_usage, check_name_constraints, check_policies, check_revocation,
	check_crl_files, check_timestamps, check_trust, check_distrust;

/* ---- link.c ---- */
/* Whether the key may have made signatures by that algorithm, and both are known here. */
bool signature_is_tried(const struct x509_algorithm *a, const struct public_key *k);
/* The parts of a signature in the order in which people compare them: the hash that was computed, then what the signature says;
 * returns how many there are. */
enum { SIGNATURE_VALUES = 9 };
size_t signature_list(const struct signature_parts *p, value_id signature, value_id out[SIGNATURE_VALUES]);
/* NULL: the limit is reached. */
const struct signature_result *cert_verify_signature(struct verification *v, struct cert *subject, struct cert *issuer);

/* One row a check; `applies` says to which certificates of the path. */
struct check {
	enum event_type type;
	check_fn *run;
	bool (*applies)(const struct path *p, int i);
	enum { GROW_NOT, GROW_NEW, GROW_BELOW } grow;   /* while a path grows: of the new certificate, of the one below it */
};
extern const struct check verify_checks[];
extern const size_t n_verify_checks;

struct summary {
	int failures, weight;        /* checks that stop it; weight: how far the path is from holding */
	int unjudged;                /* those of them that could not be judged */
	struct finding first;        /* the first failure; if there is none, the first that could not be judged */
	enum event_type first_type;
	event_id first_event;        /* when telling */
};
void path_run_checks(struct verification *v, const struct path *p, bool telling, struct summary *out);

/* ---- acme.c ---- */
/* The checks that stand in the place of all others where a challenge is asked about. */
void acme_judge(struct verification *v, struct summary *out);

/* ---- crl_scope.c ---- */
/* ReasonFlags for which the CRL speaks of the certificate; 0: it does not. */
uint32_t crl_scope(const struct crl *crl, const struct x509 *c);

/* ---- path.c ---- */
/* The path that holds, or the one that comes nearest. Tells the others. */
void path_find(struct verification *v, struct path *out, struct summary *summary);

/* ---- name.c ---- */
enum name_form { NAME_DNS, NAME_IP, NAME_BAD };
enum name_form name_classify(const char *name, uint8_t ip[16], size_t *ip_len);
/* How a presented dNSName fits the wanted name: 0 not, 1 equal, 2 by its star. */
int name_match_dns(struct bytes presented, struct bytes wanted);

/* ---- constraints.c ---- */
/* Holds the names of `c` against the constraints (an extension's value). *culprit
 * is the name that they do not let pass, a view of the certificate. */
enum reason constraints_hold(struct verification *v, struct bytes constraints, const struct x509 *c, bool is_leaf,
			     struct x509_general_name *culprit);

#endif
