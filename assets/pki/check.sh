#!/bin/sh
# Asks OpenSSL about every certificate of the demo PKI: what holds must hold, and
# what does not must fail with the error written here. Run by hand after make.sh.
set -u
cd "$(dirname "$0")"
at=$(date -u -d 2026-06-15T12:00:00Z +%s)
bad=0
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

# check EXPECTED FILE TRUST [options]: "ok" or a part of OpenSSL's error text.
check() {
	want=$1 file=$2 trust=$3
	shift 3
	openssl x509 -in "$file" -out "$parts/leaf"
	said=$(openssl verify -x509_strict -attime "$at" -CAfile "$trust" -untrusted "$file" "$@" "$parts/leaf" 2>&1)
	case $said in
	*": OK") got=ok ;;
	*) got=$(printf '%s\n' "$said" | grep '^error [0-9]' | head -1) ;;
	esac
	case $got in
	*"$want"*) echo "as expected: $file: $got" ;;
	*) echo "WRONG: $file: expected '$want', got: $said"; bad=1 ;;
	esac
}
s='-purpose sslserver -verify_hostname server.example'
c='-purpose sslclient'
check ok server.pem root.pem $s
check ok server.pem root.pem -purpose sslserver -verify_hostname www.demo.example
check ok server.pem root.pem -purpose sslserver -verify_hostname localhost
check ok server.pem root.pem -purpose sslserver -verify_ip 127.0.0.1
check ok server.pem root.pem -purpose sslserver -verify_ip ::1
check ok server.pem root.pem $s -crl_check_all -CRLfile crl.pem
for k in p256 p384 p521 pss; do check ok server-$k.pem root.pem $s; done
for k in p521 pss; do check ok client-$k.pem client-ca.pem $c; done
check ok client-rsa.pem client-ca.pem $c
check ok client-p256.pem client-ca.pem $c
check ok client-p384.pem client-ca.pem $c
check ok client-chain.pem client-ca.pem $c
check 'certificate has expired' expired.pem root.pem $s
check ok short-lived.pem root.pem $s
check 'certificate has expired' short-lived-over.pem root.pem $s
check 'self-signed certificate' acme.pem root.pem $s
check 'not yet valid' not-yet-valid.pem root.pem $s
check 'self-signed certificate' self-signed.pem root.pem $s
check 'self-signed certificate in certificate chain' untrusted.pem root.pem $s
check 'self-signed certificate in certificate chain' mallory.pem root.pem $s
check 'ostname mismatch' wrong-name.pem root.pem $s
check 'certificate revoked' server.pem root.pem $s -crl_check -CRLfile crl-revoked.pem
check 'invalid CA certificate' not-a-ca.pem root.pem $s
check 'certificate signature failure' bad-signature.pem root.pem $s
check 'permitted subtree violation' stolen-name.pem root.pem $s
check 'certificate has expired' client-expired.pem client-ca.pem $c
check ok must-staple.pem root.pem $s
check ok ct.pem root.pem $s
# What openssl says of the responses themselves; their dates it holds against the real clock alone.
answer() {
	sed '/^-/d' "$2" | base64 -d >"$parts/der"
	said=$(openssl ocsp -respin "$parts/der" -issuer intermediate.pem -cert server.pem -CAfile root.pem -verify_other intermediate.pem \
		-attime "$at" -no_nonce -validity_period 999999999 2>&1)
	case $said in
	*"$1"*) echo "as expected: $2: $1" ;;
	*) echo "WRONG: $2: expected '$1', got: $said"; bad=1 ;;
	esac
}
answer ': good' ocsp.pem
answer ': good' ocsp-delegated.pem
answer ': revoked' ocsp-revoked.pem
answer ': unknown' ocsp-unknown.pem
answer 'No Status found' ocsp-foreign.pem
answer 'Response Verify Failure' ocsp-self-made.pem
answer 'Response Verify Failure' ocsp-bad-signature.pem
answer 'trylater' ocsp-try-later.pem
same() { [ "$(openssl x509 -in $1 -noout -pubkey)" = "$(openssl pkey -in $2 -pubout)" ]; }
for f in server expired not-yet-valid self-signed untrusted wrong-name bad-signature not-a-ca stolen-name; do
	same $f.pem server.key || { echo "WRONG: $f.pem does not hold the key server.key"; bad=1; }
done
for f in client-rsa client-p256 client-p384 client-p521 client-pss server-p256 server-p384 server-p521 server-pss mallory; do
	same $f.pem $f.key || { echo "WRONG: $f.pem and $f.key"; bad=1; }
done
same client-chain.pem client-p256.key || { echo "WRONG: client-chain"; bad=1; }
same client-expired.pem client-rsa.key || { echo "WRONG: client-expired"; bad=1; }
same server.pem wrong-server.key && { echo "WRONG: wrong-server.key fits"; bad=1; }
exit $bad
