# bash completion for slowshake

# Words that may have blanks and quotes in them, a line each.
_slowshake_lines() {
	local line
	while IFS= read -r line; do
		[[ $line == "$1"* ]] && COMPREPLY+=("$(printf %q "$line")")
	done
}

# Lessons by their number, or by the name behind it.
_slowshake_lessons() {
	local ids=$(slowshake learn --plain 2>/dev/null </dev/null | awk '{ print $1 }')
	[[ -z $1 || $1 == [0-9]* ]] || ids=$(sed 's/^[0-9]*-//' <<<"$ids")
	COMPREPLY+=($(compgen -W "$ids" -- "$1"))
}

_slowshake() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd=run word
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
			run|connect|serve|verify|replay|explain|compare|learn|lesson|notes|list) cmd=$word; break ;;
		esac
	done
	case $prev in
		--export|--ca|--crl|--ct-log|--ocsp|--cert|--key|--keylog|--rsa-key|--answers) COMPREPLY=($(compgen -f -- "$cur")); return ;;
		--suite) COMPREPLY=($(compgen -W "$(slowshake list suites 2>/dev/null | awk '$NF != "no_primitive" { print $1, $2 }')" -- "$cur")); return ;;
		--group) COMPREPLY=($(compgen -W "$(slowshake list groups 2>/dev/null | awk '$NF == "spoken" { print $1 }')" -- "$cur")); return ;;
		--sigalg) COMPREPLY=($(compgen -W "$(slowshake list schemes 2>/dev/null | awk '$NF == "spoken" { print $1 }')" -- "$cur")); return ;;
		--fault) COMPREPLY=($(compgen -W "$(slowshake list faults 2>/dev/null | awk '{ print $1 }')" -- "$cur")); return ;;
		--color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
		--why|--recipe) _slowshake_lines "${cur//\\/}" < <(slowshake run --why list 2>/dev/null | sed 's/  .*//'); return ;;
		--min-version|--max-version) COMPREPLY=($(compgen -W "ssl3 1.0 1.1 1.2 1.3" -- "$cur")); return ;;
		--starttls) COMPREPLY=($(compgen -W "smtp lmtp imap pop3 ftp nntp sieve xmpp xmpp-server ldap postgres mysql" -- "$cur")); return ;;
		--compress-certificate) COMPREPLY=($(compgen -W "zlib brotli" -- "$cur")); return ;;
		--client-auth) COMPREPLY=($(compgen -W "none request require" -- "$cur")); return ;;
		--verify) COMPREPLY=($(compgen -W "all finished" -- "$cur")); return ;;
		--without) COMPREPLY=($(compgen -W "sequence-numbers randoms finished direction-keys close mac certificate" -- "$cur")); return ;;
		--purpose) COMPREPLY=($(compgen -W "server client any" -- "$cur")); return ;;
		--psk-mode) COMPREPLY=($(compgen -W "ke dhe" -- "$cur")); return ;;
		--time) COMPREPLY=($(compgen -W "now capture" -- "$cur")); return ;;
		--schedule) COMPREPLY=($(compgen -W "client server observer" -- "$cur")); return ;;
		--knows) COMPREPLY=($(compgen -W "client server mallory eavesdropper thief ticket-thief psk-holder observer" -- "$cur")); return ;;
		--seed|--alpn|--psk|--psk-hint|--flip|--servername|--data|--timeout|--count|--reconnect|--stream|--policy) return ;;
		--filter) COMPREPLY=($(compgen -W "stream handshake client server server_name via version suite key_exchange outcome cause reason alert chain resumed decrypted client_auth tls alpn ja3 ja4" -- "$cur")); return ;;
		run) COMPREPLY=($(compgen -W "$(slowshake list scenarios 2>/dev/null | awk '{ print $1 }')" -- "$cur")) ;;
		verify|replay|explain|compare) COMPREPLY=($(compgen -f -- "$cur")) ;;
		learn) _slowshake_lessons "$cur"; COMPREPLY+=($(compgen -f -- "$cur")) ;;
		lesson) COMPREPLY=($(compgen -W "new check preview" -- "$cur")) ;;
		check|preview) COMPREPLY=($(compgen -f -- "$cur")) ;;
		list) COMPREPLY=($(compgen -W "scenarios faults suites groups schemes flow config" -- "$cur")); return ;;
	esac
	local shows="--tui --plain --json --ca --crl --crl-required --ct-log --policy --time --help --version"
	local captures="--ca --crl --crl-required --ct-log --policy --time --servername --keylog --rsa-key --psk --stream --filter --verify --help --version"
	local asks="--why --recipe --knows --schedule"
	local shakes="$shows --export --with-secrets --seed --suite --group --sigalg --alpn --min-version --max-version --compress-certificate --cert --key --insecure --data"
	case $cmd in
		run) COMPREPLY+=($(compgen -W "$shakes $asks --ocsp --client-auth --servername --fault --flip --without" -- "$cur")) ;;
		connect) COMPREPLY+=($(compgen -W "$shakes $asks --status --quiet --summary --servername --timeout --starttls --half-close --key-update --psk --psk-mode --early-data --session --reconnect" -- "$cur")) ;;
		serve) COMPREPLY+=($(compgen -W "$shakes --ocsp --client-auth --timeout --psk --psk-hint --psk-mode --www --count" -- "$cur")) ;;
		verify) COMPREPLY+=($(compgen -W "$shows --servername --purpose --ocsp" -- "$cur")) ;;
		replay) COMPREPLY+=($(compgen -W "$captures $asks --tui --plain --json --summary --export --with-secrets" -- "$cur")) ;;
		explain) COMPREPLY+=($(compgen -W "$captures --json" -- "$cur")) ;;
		compare) COMPREPLY+=($(compgen -W "--tui --plain --json --seed --export $captures" -- "$cur")) ;;
		learn) COMPREPLY+=($(compgen -W "--tui --plain --keylog --rsa-key --answers --notes --export --no-answers --restart --help --version" -- "$cur")) ;;
		lesson) COMPREPLY+=($(compgen -W "--help --version" -- "$cur")) ;;
		list) COMPREPLY+=($(compgen -W "--help --version" -- "$cur")) ;;
	esac
	COMPREPLY+=($(compgen -W "--color --no-pager --present" -- "$cur"))
	[[ $cmd == connect || $cmd == serve ]] && COMPREPLY+=($(compgen -W "--post-handshake-auth --allow-obsolete --renegotiate --allow-renegotiation" -- "$cur"))
	((COMP_CWORD == 1)) && COMPREPLY+=($(compgen -W "run connect serve verify replay explain compare learn lesson notes list help version" -- "$cur") $(compgen -f -- "$cur"))
}
complete -F _slowshake slowshake
