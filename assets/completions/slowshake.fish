# fish completion for slowshake
function __slowshake_is
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if contains -- $word run connect serve verify replay explain compare learn lesson list
            contains -- $word $argv
            return
        end
    end
    contains -- run $argv
end

complete -c slowshake -f
complete -c slowshake -n __fish_use_subcommand -a run -d 'a handshake in process'
complete -c slowshake -n __fish_use_subcommand -a connect -d 'be the client of a real server'
complete -c slowshake -n __fish_use_subcommand -a serve -d 'be the server of real clients'
complete -c slowshake -n __fish_use_subcommand -a verify -d 'the certificate checklist alone'
complete -c slowshake -n __fish_use_subcommand -a list -d 'what there is'
complete -c slowshake -n __fish_use_subcommand -a replay -d 'the handshakes of a capture'
complete -c slowshake -n __fish_use_subcommand -a compare -d 'two handshakes side by side'
complete -c slowshake -n __fish_use_subcommand -a explain -d 'what a capture holds, and why it stays closed'
complete -c slowshake -n __fish_use_subcommand -a learn -d 'a lesson on a handshake that really runs'
complete -c slowshake -n __fish_use_subcommand -a lesson -d 'for those who write lessons'
complete -c slowshake -n '__fish_seen_subcommand_from learn' -a '(slowshake learn 2>/dev/null </dev/null | string replace -r " .*" "")'
complete -c slowshake -n '__fish_seen_subcommand_from lesson' -a 'new check preview'
complete -c slowshake -n '__fish_seen_subcommand_from check preview' -F
complete -c slowshake -n '__slowshake_is learn' -l answers -rF -d 'answer from this file'
complete -c slowshake -n '__slowshake_is learn' -l notes -d 'show the notes for the speaker'
complete -c slowshake -n '__slowshake_is learn' -l restart -d 'begin at the first step'
complete -c slowshake -n '__fish_seen_subcommand_from run' -a '(slowshake list scenarios 2>/dev/null | string replace -r " .*" "")'
complete -c slowshake -n '__fish_seen_subcommand_from list' -a 'scenarios faults suites groups schemes config'
complete -c slowshake -n '__fish_seen_subcommand_from verify replay explain compare' -F
complete -c slowshake -n '__slowshake_is run connect serve verify replay compare learn' -l tui -d 'step through it in the terminal'
complete -c slowshake -n '__slowshake_is run connect serve verify replay compare learn' -l plain -d 'tell it as text'
complete -c slowshake -n '__slowshake_is run connect serve verify replay compare' -l json -d 'tell it as JSON Lines'
complete -c slowshake -n '__slowshake_is connect' -l quiet -d 'tell only what came of it'
complete -c slowshake -n '__slowshake_is run connect serve replay' -l export -rF -d 'write a capture, a key log or a page'
complete -c slowshake -n '__slowshake_is run connect serve replay' -l with-secrets -d 'the secrets of real peers in the page, too'
complete -c slowshake -n '__slowshake_is run connect serve compare' -l seed -x -d 'draw random bytes from this seed'
complete -c slowshake -n '__slowshake_is run connect serve' -l suite -x -a '(slowshake list suites 2>/dev/null | string replace -r " .*" "")'
complete -c slowshake -n '__slowshake_is run connect serve' -l group -x -a '(slowshake list groups 2>/dev/null | string match "*spoken" | string replace -r " .*" "")'
complete -c slowshake -n '__slowshake_is run connect serve' -l sigalg -x -a '(slowshake list schemes 2>/dev/null | string match "*spoken" | string replace -r " .*" "")'
complete -c slowshake -n '__slowshake_is run connect serve' -l alpn -x -a 'h2 http/1.1 h2,http/1.1' -d 'application protocols'
complete -c slowshake -n '__slowshake_is run connect serve' -l min-version -x -a 'ssl3 1.0 1.1 1.2 1.3' -d 'the lowest version to speak'
complete -c slowshake -n '__slowshake_is run connect serve' -l max-version -x -a 'ssl3 1.0 1.1 1.2 1.3' -d 'the highest version to speak'
complete -c slowshake -n '__slowshake_is run serve' -l client-auth -x -a 'none request require'
complete -c slowshake -n '__slowshake_is run connect serve verify replay explain compare' -l ca -rF -d 'trust the CAs in this file'
complete -c slowshake -n '__slowshake_is run connect serve verify' -l crl -rF -d 'check revocation'
complete -c slowshake -n '__slowshake_is connect serve verify' -l crl-required -d 'refuse what no list speaks of'
complete -c slowshake -n '__slowshake_is run connect serve' -l cert -rF -d 'own certificate and chain'
complete -c slowshake -n '__slowshake_is run connect serve' -l key -rF -d 'private key of --cert'
complete -c slowshake -n '__slowshake_is run connect verify replay explain compare' -l servername -x -d 'the name that the server must have'
complete -c slowshake -n '__slowshake_is replay explain' -l verify -x -a 'all finished' -d 'what is checked in summaries'
complete -c slowshake -n '__slowshake_is verify' -l purpose -x -a 'server client any'
complete -c slowshake -n '__slowshake_is run connect serve verify' -l time -x -a now -d 'the clock for certificates'
complete -c slowshake -n '__slowshake_is replay explain compare' -l time -x -a 'capture now' -d 'the clock for certificates'
complete -c slowshake -n '__slowshake_is run' -l fault -x -a '(slowshake list faults 2>/dev/null | string replace -r " .*" "")'
complete -c slowshake -n '__slowshake_is run' -l flip -x -d 'change a byte on the wire'
complete -c slowshake -n '__slowshake_is run connect serve' -l insecure -d 'go on when a certificate check fails'
complete -c slowshake -n '__slowshake_is run connect serve' -l data -x -d 'application data to send'
complete -c slowshake -n '__slowshake_is run connect replay' -l why -x -d 'what a value was made of'
complete -c slowshake -n '__slowshake_is run connect replay' -l recipe -x -d 'the openssl command that computes a value'
complete -c slowshake -n '__slowshake_is run connect replay' -l schedule -x -a 'client server observer' -d 'the key schedule as a drawing'
complete -c slowshake -n '__slowshake_is run connect replay' -l knows -x -a 'client server mallory eavesdropper thief ticket-thief observer' -d 'what a party knows and can compute'
complete -c slowshake -n '__slowshake_is connect serve' -l timeout -x -d 'seconds to wait for the peer'
complete -c slowshake -n '__slowshake_is connect' -l key-update -d 'new keys before the data'
complete -c slowshake -n '__slowshake_is connect serve' -l psk -x -d 'a key from elsewhere'
complete -c slowshake -n '__slowshake_is connect serve' -l psk-mode -x -a 'ke dhe' -d 'alone or with a key share'
complete -c slowshake -n '__slowshake_is connect' -l early-data -r -d 'sent before the server answers'
complete -c slowshake -n '__slowshake_is connect' -l session -rF -d 'a file for the session'
complete -c slowshake -n '__slowshake_is connect' -l reconnect -x -d 'connections more'
complete -c slowshake -n '__slowshake_is serve' -l count -x -d 'clients to serve'
complete -c slowshake -n '__slowshake_is replay' -l summary -d 'a line per handshake'
complete -c slowshake -n '__slowshake_is replay explain compare' -l keylog -rF -d 'secrets as SSLKEYLOGFILE writes them'
complete -c slowshake -n '__slowshake_is replay explain compare' -l rsa-key -rF -d 'RSA private key of the server'
complete -c slowshake -n '__slowshake_is replay explain' -l stream -x -d 'this TCP stream only'
complete -c slowshake -n '__slowshake_is replay explain' -l filter -x -d 'only handshakes for which this holds'
complete -c slowshake -l help -d 'options of the command'
complete -c slowshake -l version -d 'the version'
