#!/bin/sh
# Makes the demo PKI in this folder. Run by hand, never by the build.
#   make.sh       for the clock of the simulation
#   make.sh DIR   in DIR, with the same keys, for today: tests with real peers
#
# Keys are made once and kept: with the same keys, the dates and the serial
# numbers written here, a second run gives the same bytes for everything that an
# RSA key signs (ECDSA signatures contain a random number). Delete a key to have
# it made anew. Needs OpenSSL 3.0 or later.
set -eu
# Leaves run 90 days around the clock (public ones may run 200 at most since March 2026: CA/Browser Forum,
# SC-081v3); a day ends a second before the next one begins.
from=20260501000000Z to=20260729235959Z
# OCSP responses hold for a week, as those of public CAs do.
this=20260613000000Z next=20260620000000Z
# Short-lived ones run seven days at most (CA/Browser Forum, Baseline Requirements 1.6.1): this week's, and last week's.
week='20260612000000Z 20260618235959Z' last_week='20260605000000Z 20260611235959Z'
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-}
[ -z "$dir" ] || dir=$(cd "$dir" && pwd)
cd "$(dirname "$0")"
if [ -n "$dir" ]; then
	from=$(date -u -d '-1 day' +%Y%m%d000000Z) to=$(date -u -d '+88 days' +%Y%m%d235959Z)
	this=$(date -u +%Y%m%d000000Z) next=$(date -u -d '+7 days' +%Y%m%d000000Z)
	week="$(date -u -d '-3 days' +%Y%m%d000000Z) $(date -u -d '+3 days' +%Y%m%d235959Z)"
	last_week="$(date -u -d '-10 days' +%Y%m%d000000Z) $(date -u -d '-4 days' +%Y%m%d235959Z)"
	cp -R ca ./*.key "$dir"
	cd "$dir"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p ca

rsa() { [ -s "$1" ] || openssl genrsa -traditional -out "$1" 2048 2>/dev/null; }
# A key that is kept for RSASSA-PSS (RFC 4055 1.2), for any hash.
pss() { [ -s "$1" ] || openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$1" 2>/dev/null; }
ec() { [ -s "$1" ] || openssl ecparam -name "$2" -genkey -noout -out "$1"; }

# serial NAME: 16 bytes out of the name, positive, so that a certificate keeps its number.
serial() { printf 'slowshake %s' "$1" | openssl dgst -sha256 -r | cut -c1-31 | sed 's/^/4/'; }

# issue NAME KEY SUBJECT ISSUER FROM TO HASH, extensions on standard input; makes $work/NAME.
# ISSUER is the name of a certificate in $work whose key is ca/ISSUER.key, or "self".
issue() {
	name=$1 key=$2 subject=$3 issuer=$4 from=$5 to=$6 hash=$7
	cat >"$work/ext"
	: >"$work/index"
	echo 'unique_subject = no' >"$work/index.attr"
	serial "$name" >"$work/serial"
	cat >"$work/conf" <<-CONF
		[req]
		distinguished_name = dn
		string_mask = utf8only
		[dn]
		[ca]
		default_ca = demo
		[demo]
		database = $work/index
		new_certs_dir = $work
		serial = $work/serial
		email_in_dn = no
		policy = any
		[any]
		O = optional
		CN = supplied
	CONF
	openssl req -new -config "$work/conf" -utf8 -key "$key" -subj "$subject" -out "$work/csr"
	if [ "$issuer" = self ]; then
		set -- -selfsign -keyfile "$key"
	else
		set -- -cert "$work/$issuer" -keyfile "ca/$issuer.key"
	fi
	openssl ca -config "$work/conf" -batch -notext -preserveDN -md "$hash" "$@" -in "$work/csr" \
		-startdate "$from" -enddate "$to" -extfile "$work/ext" -out "$work/$name" 2>"$work/log" ||
		{ cat "$work/log" >&2; exit 1; }
}

# chain FILE NAME...: the certificates one after the other, as PEM.
chain() {
	file=$1
	shift
	: >"$file"
	for c; do cat "$work/$c" >>"$file"; done
}

# crl FILE ISSUER [NAME]: a revocation list that names NAME's certificate, or nobody.
crl() {
	: >"$work/index"
	[ $# -lt 3 ] || printf 'R\t260729235959Z\t260520080000Z,keyCompromise\t%s\tunknown\t/CN=%s\n' \
		"$(serial "$3" | tr a-f A-F)" "$3" >"$work/index"
	echo "0$(($# - 1))" >"$work/crlnumber"
	cat >"$work/conf" <<-CONF
		[ca]
		default_ca = demo
		[demo]
		database = $work/index
		crlnumber = $work/crlnumber
		default_md = sha256
		crl_extensions = ext
		[ext]
		authorityKeyIdentifier = keyid
	CONF
	openssl ca -config "$work/conf" -gencrl -cert "$work/$2" -keyfile "ca/$2.key" \
		-crl_lastupdate 20260601000000Z -crl_nextupdate 20450101000000Z 2>"$work/log" >>"$1" ||
		{ cat "$work/log" >&2; exit 1; }
}

ca_extensions='subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
keyUsage = critical, keyCertSign, cRLSign'
ca() { printf '%s\nbasicConstraints = critical, CA:TRUE%s\n' "$ca_extensions" "${1:-}"; }
names='DNS:server.example, DNS:*.demo.example, DNS:localhost, IP:127.0.0.1, IP:::1'
server() {
	cat <<-EXT
		basicConstraints = CA:FALSE
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		keyUsage = critical, digitalSignature, keyEncipherment
		extendedKeyUsage = serverAuth
		subjectAltName = ${1:-$names}
	EXT
}
# One that can only sign: no key for the RSA key exchange.
signer() { server | sed 's/, keyEncipherment//'; }
client() {
	cat <<-EXT
		basicConstraints = CA:FALSE
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		keyUsage = critical, digitalSignature
		extendedKeyUsage = clientAuth
		subjectAltName = email:$1
	EXT
}

for k in root intermediate client-ca untrusted constrained not-a-ca ocsp ct-log other-log; do rsa ca/$k.key; done
for k in server wrong-server client-rsa mallory; do rsa $k.key; done
ec ca/client-ecdsa.key secp384r1
ec client-p256.key prime256v1
ec client-p384.key secp384r1
for who in server client; do
	ec $who-p521.key secp521r1
	pss $who-pss.key
done
ec server-p256.key prime256v1
ec server-p384.key secp384r1

org='/O=slowshake demo'
site="$org/CN=server.example"

# ---- what holds ----
ca | issue root ca/root.key "$org/CN=slowshake demo root CA" self 20200101000000Z 20550101000000Z sha256
ca ', pathlen:0' | issue intermediate ca/intermediate.key "$org/CN=slowshake demo intermediate CA" root \
	20210101000000Z 20450101000000Z sha256
server | issue server server.key "$site" intermediate $from $to sha256
ca | issue client-ca ca/client-ca.key "$org/CN=slowshake demo client CA" self 20200101000000Z 20550101000000Z sha256
ca ', pathlen:0' | issue client-ecdsa ca/client-ecdsa.key "$org/CN=slowshake demo ECDSA client CA" client-ca \
	20210101000000Z 20450101000000Z sha256
for k in p256 p384 p521 pss; do
	signer | issue server-$k server-$k.key "$site" intermediate $from $to sha256
done
# One to whom the intermediate gave the task to answer for it.
printf '%s\n' 'basicConstraints = CA:FALSE' 'subjectKeyIdentifier = hash' 'authorityKeyIdentifier = keyid' \
	'keyUsage = critical, digitalSignature' 'extendedKeyUsage = OCSPSigning' 'noCheck = ignored' |
	issue ocsp ca/ocsp.key "$org/CN=slowshake demo OCSP responder" intermediate $from $to sha256
# One that two logs have seen (RFC 6962): issued without what they said, then once more with it; its timestamps are of its first day.
server | issue ct server.key "$site" intermediate $from $to sha256
at=$(openssl x509 -in "$work/ct" -noout -startdate | cut -d= -f2)
scts=$(python3 "$here/sct.py" "$work/ct" "$work/intermediate" "$(date -u -d "$at" +%s)250" ca/ct-log.key ca/other-log.key)
{ server; echo "$scts"; } | issue ct server.key "$site" intermediate $from $to sha256
openssl pkey -in ca/ct-log.key -pubout -out ct-log.pem
# One for a week, of which its CA does not say whether it is revoked (noRevAvail, RFC 9608), and the one before.
{ server; echo '2.5.29.56 = DER:0500'; } | issue short-lived server.key "$site" intermediate $week sha256
{ server; echo '2.5.29.56 = DER:0500'; } | issue short-lived-over server.key "$site" intermediate $last_week sha256
# Answers to the challenge tls-alpn-01 (RFC 8737) with this token, which the simulation knows: of the account whose key is client-p256.key, of
# another one (client-p384.key), and one that is not critical. The third word is the key's thumbprint (RFC 7638).
acme() {
	digest=$(printf '%s.%s' s0FwhjsH7JH538yzrvWI5g "$3" | openssl dgst -sha256 -r | cut -c1-64)
	printf '%s\n' 'subjectAltName = DNS:server.example' "1.3.6.1.5.5.7.1.31 = ${2}DER:0420$digest" |
		issue "$1" server.key '/CN=server.example' self $from $to sha256
}
acme acme critical, q6R9NdiNV5UtSBL3JVKiCSPrg_uRcDEHHzCODvTvSt4
acme acme-other critical, i_hY2H1pewROBSfINHXMOfFFkcclYbxrYc59ojY2mNs
acme acme-not-critical '' q6R9NdiNV5UtSBL3JVKiCSPrg_uRcDEHHzCODvTvSt4
# A server that promises an OCSP response (RFC 7633).
{ server; echo 'tlsfeature = status_request'; } | issue must-staple server.key "$site" intermediate $from $to sha256
for who in rsa:client-rsa p256:client-p256 p384:client-p384 p521:client-p521 pss:client-pss; do
	client "${who%:*}@client.example" | issue "${who#*:}" "${who#*:}.key" "$org/CN=${who%:*} client" client-ca \
		$from $to sha256
done
client chain@client.example | issue client-chain client-p256.key "$org/CN=client of a chain" client-ecdsa \
	$from $to sha384

# ---- what does not ----
server | issue expired server.key "$site" intermediate 20260101000000Z 20260331235959Z sha256
server | issue not-yet-valid server.key "$site" intermediate 20400101000000Z 20400330235959Z sha256
server | issue self-signed server.key "$site" self $from $to sha256
ca | issue untrusted ca/untrusted.key "$org/CN=a CA that nobody trusts" self 20200101000000Z 20550101000000Z sha256
server | issue untrusted-leaf server.key "$site" untrusted $from $to sha256
server | issue mallory-leaf mallory.key "$site" untrusted $from $to sha256
server 'DNS:other.example' | issue wrong-name server.key "$org/CN=server.example" intermediate \
	$from $to sha256
# No keyUsage in the false CA, so that the missing cA bit alone stands against it.
printf '%s\n' 'basicConstraints = CA:FALSE' 'subjectKeyIdentifier = hash' 'authorityKeyIdentifier = keyid' \
	'subjectAltName = DNS:other.example' | issue not-a-ca ca/not-a-ca.key "$org/CN=other.example" root \
	$from $to sha256
server | issue not-a-ca-leaf server.key "$site" not-a-ca $from $to sha256
# A CA that may speak for other.example only, and speaks for server.example.
{ ca ', pathlen:0'; echo 'nameConstraints = critical, permitted;DNS:other.example'; } |
	issue constrained ca/constrained.key "$org/CN=slowshake demo CA for other.example" root \
	20210101000000Z 20450101000000Z sha256
server 'DNS:server.example' | issue stolen-name-leaf server.key "$site" constrained \
	$from $to sha256
server | issue flipped-leaf server.key "$site" intermediate $from $to sha256
client expired@client.example | issue client-expired client-rsa.key "$org/CN=expired client" client-ca \
	20260101000000Z 20260331235959Z sha256
# One bit of the signature, which is the last thing in a certificate.
python3 - "$work/flipped-leaf" "$work/bad-signature-leaf" <<'PY'
import base64, sys, textwrap
lines = open(sys.argv[1]).read().split('-----')
der = bytearray(base64.b64decode(lines[2]))
der[-100] ^= 1
body = '\n'.join(textwrap.wrap(base64.b64encode(der).decode(), 64))
open(sys.argv[2], 'w').write(f'-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n')
PY

# ---- the files ----
chain root.pem root
chain intermediate.pem intermediate
chain server.pem server intermediate
chain client-ca.pem client-ca
chain must-staple.pem must-staple intermediate
for c in acme acme-other acme-not-critical; do chain $c.pem $c; done
for c in short-lived short-lived-over; do chain $c.pem $c intermediate; done
chain ct.pem ct intermediate
for c in server-p256 server-p384 server-p521 server-pss; do chain $c.pem $c intermediate; done
for c in client-rsa client-p256 client-p384 client-p521 client-pss client-expired; do chain $c.pem $c; done
chain client-chain.pem client-chain client-ecdsa
for c in expired not-yet-valid wrong-name; do chain $c.pem $c intermediate; done
chain self-signed.pem self-signed
chain untrusted.pem untrusted-leaf untrusted
chain mallory.pem mallory-leaf untrusted
chain bad-signature.pem bad-signature-leaf intermediate
chain not-a-ca.pem not-a-ca-leaf not-a-ca
chain stolen-name.pem stolen-name-leaf constrained
rm -f crl.pem crl-revoked.pem
crl crl.pem intermediate
crl crl.pem root
crl crl-revoked.pem intermediate server
crl crl-revoked.pem root

# ---- OCSP responses about server.pem, but for the last two ----
# ocsp FILE ABOUT KEY SIGNED_BY THIS NEXT STATUS [delegate]
ocsp() { file=$1 about=$2 key=$3 by=$4; shift 4; python3 "$here/ocsp.py" "$file" "$work/$about" "$work/intermediate" "$key" "$work/$by" "$@"; }
ocsp ocsp.pem server ca/intermediate.key intermediate $this $next good
ocsp ocsp-delegated.pem server ca/ocsp.key ocsp $this $next good delegate
ocsp ocsp-revoked.pem server ca/intermediate.key intermediate $this $next revoked:20260520080000Z:1
ocsp ocsp-unknown.pem server ca/intermediate.key intermediate $this $next unknown
ocsp ocsp-stale.pem server ca/intermediate.key intermediate 20260501000000Z 20260508000000Z good
ocsp ocsp-self-made.pem server server.key server $this $next good delegate
ocsp ocsp-foreign.pem server-p256 ca/intermediate.key intermediate $this $next good
ocsp ocsp-must-staple.pem must-staple ca/intermediate.key intermediate $this $next good
python3 "$here/ocsp.py" ocsp-bad-signature.pem flip ocsp.pem
python3 "$here/ocsp.py" ocsp-try-later.pem error 3
