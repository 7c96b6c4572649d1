/* Why a check came out as it did: one list gives the enum, the name in JSON and
 * the sentence (same placeholders as in spec/events.h). The reasons why something in
 * a capture stays closed follow, from closed.h; their sentences end with what would help. */
#ifndef SLOWSHAKE_SPEC_REASONS_H
#define SLOWSHAKE_SPEC_REASONS_H

#include "spec/closed.h"

#define REASON_LIST(X)                                                                             \
	X(NONE, "")                                                                                \
	/* decoding and flow */                                                                    \
	X(TOO_SHORT, "The bytes end before the field does.")                                       \
	X(TRAILING, "Bytes are left over after the last field.")                                   \
	X(LENGTH_RANGE, "A length is outside what the field allows.")                              \
	X(STREAM_LIMIT, "Of one connection no more is kept, so that memory does not grow with the file.") \
	X(NOT_LEGAL_NOW, "The peer may not send it now.")                                          \
	X(MESSAGE_WAITS, "It belongs behind the handshake, and waits until this side has finished, too.") \
	X(LEGAL_NOW, "It may come now.")                                                           \
	X(RECORD_HEADER_GOOD, "The type is known, the version is one of TLS, and the length of {a} bytes is no more than {b}.") \
	X(UNKNOWN_TYPE, "The type is not one that exists here.")                                   \
	X(VALUE_UNKNOWN, "The value is not one that the field may have.")                          \
	X(HELLO_REQUEST_IGNORED, "A client in the middle of a handshake ignores it: it is doing already what is asked.") \
	X(RECORD_TOO_LONG, "The record is longer than the limit.")                                 \
	X(RECORD_VERSION, "The version in the record header is not one of TLS.")                   \
	X(RECORD_VERSION_OTHER, "The version in the record header is not the one that was agreed.")   \
	X(V2_HELLO, "A ClientHello in the form of SSL 2.0. A TLS 1.2 server need not understand it (RFC 5246 E.2), and this one does not.") \
	X(INNER_TYPE_GOOD, "It is one that may be inside.")                                        \
	X(INNER_TYPE_MISSING, "Nothing but zeros: there is no type.")                              \
	X(INNER_TYPE_WRONG, "Nothing of that type may be inside a protected record.")              \
	X(RECORD_NOT_PROTECTED, "From here on such a record must be protected.")                   \
	X(EMPTY_FRAGMENT, "An empty fragment is allowed for application data only.")               \
	X(FLOOD, "Too many records that bring nothing forward.")                                   \
	/* before TLS */                                                                           \
	X(STARTTLS_YES, "It goes on as it should.")                                                \
	X(STARTTLS_OFFERED, "TLS is among what the server offers. Nothing protects this answer: whoever stands between could have taken the offer out of it.") \
	X(STARTTLS_NOT_OFFERED, "TLS is not among what the server offers (or somebody on the way took it out): going on would mean going on in clear.") \
	X(STARTTLS_REFUSED, "The server does not begin TLS.")                                      \
	X(STARTTLS_OTHER_PROTOCOL, "That is not how a server of this protocol begins, or it serves nobody now.") \
	X(STARTTLS_INJECTED, "More came behind the last answer, in clear, where TLS has to begin. Somebody may have put it there, to be taken later for what the server said inside TLS.") \
	X(NOT_TLS, "These bytes are no TLS record.")                                               \
	X(MESSAGE_TOO_LONG, "The length that it announces is beyond what is accepted here (2^18 bytes).") \
	X(BEGUN_TOO_EARLY, "Another message has begun before what came is answered: it cannot know the answer.") \
	X(SPLIT_BY_CCS, "The message is interrupted: its rest must come before anything else.")    \
	/* agreeing */                                                                             \
	X(VERSION_TOO_LOW, "The highest version of the client is lower than the lowest of the server.") \
	X(VERSION_NOT_LISTED, "In supported_versions stands none that the server speaks. It decides alone where it came, whatever client_version holds (RFC 9846 4.3.1).") \
	X(VERSION_LISTED, "{a:version} is the highest in supported_versions that the server speaks, too; client_version decides nothing where that extension came (RFC 9846 4.3.1).") \
	X(VERSION_COMMON, "{a:version} is the highest that both speak. Were the client's highest below the server's lowest, the server would end here with protocol_version.") \
	X(NULL_COMPRESSION, "null must be in every list; without it the server would end here with illegal_parameter.") \
	X(VERSION_ACCEPTED, "{a:version} is one that the client speaks.")                          \
	X(SUITE_ACCEPTED, "It is one of them.")                                                    \
	X(COMPRESSION_ACCEPTED, "null is what the client offered: nothing is compressed.")         \
	X(VERSION_NOT_OFFERED, "The server chose a version that was not offered.")                 \
	X(NO_COMMON_SUITE, "No suite stands in both lists; with none in common there is no handshake.") \
	X(NO_RSA_KEY, "Each suite that the server speaks needs an RSA key to decrypt with, and it has none.") \
	X(NO_SIGNING_KEY, "Each suite that the server speaks wants a key of another kind to sign with, and it has none.") \
	X(NO_PSK, "The suite goes by a pre-shared key, and the server has none.") \
	X(NO_COMMON_GROUP, "The client takes none of the groups that the server has.") \
	X(CURVE_NOT_LISTED, "Its ECDSA key is on a curve that the client does not list in supported_groups: such a key may not be shown to it (RFC 8422 5.3).") \
	X(NO_COMMON_FIELD, "The client names finite fields, and the server has none of them; no other suite is left.") \
	X(NO_CURVE, "The server has no curve to offer: none is among its groups.") \
	X(NO_FIELD, "The server has no finite field to offer: none is among its groups.") \
	X(FIRST_COMMON_GROUP, "{a:group} is chosen: the first of the server's list that the client takes, too.") \
	X(STRONG_COMMON_FIELD, "{a:group} is chosen: the first that both have with a prime no shorter than the server's key.") \
	X(GROUP_ACCEPTED, "It is one of them.") \
	X(GROUP_NOT_OFFERED, "The server chose a group that was not offered.") \
	X(SIGNAL_RENEGOTIATION, "By it the client says what an empty renegotiation_info would say: it knows RFC 5746.") \
	X(SIGNAL_FALLBACK, "The client tries again with a lower version than it knows. This server knows no higher one, so nobody downgraded them.") \
	X(FALLBACK_TOO_LOW, "The client tries again with a lower version than it knows, and this server knows a higher one: something disturbed the first try, perhaps on purpose.") \
	X(FIRST_COMMON_SUITE, "{a:suite} is chosen: the first of the server's list that the client offers too. With none in common the server would end here with handshake_failure.")        \
	X(KX_ANONYMOUS, "Nobody proves who it is. That keeps out who only listens; whoever stands between the two can be the server for the one and the client for the other, and neither will notice. Not to be used (RFC 9325 4.1).") \
	X(KX_PSK_ALONE, "Both have the key already, and nothing else is secret: who learns the key, now or in ten years, reads all that was ever said under it (RFC 9325 4.1 wants forward secrecy).") \
	X(KX_DHE_PSK, "A key of this handshake alone comes beside the pre-shared one, so that who learns that one later learns nothing. But it is of a finite field, and RFC 10015 3 forbids those in TLS 1.2.") \
	X(KX_RSA_PSK, "The server proves who it is by its certificate, the client by the pre-shared key. Who later has both keys of the server reads it all: RFC 10015 4 forbids it.") \
	X(KX_ECDHE_PSK, "A key of this handshake alone comes beside the pre-shared one: who learns that one later still reads nothing.") \
	X(NO_SHARE, "{a:group} is chosen: the first of the server's list that the client takes, too. The client has sent no share for any that both have, so HelloRetryRequest asks for one.") \
	X(SHARE_NOT_SENT, "There is none for that group.") \
	X(SHARE_TWICE, "There are two shares for one group: which of them would count?") \
	X(SHARE_SENT_ALREADY, "The first ClientHello had a share for that group already.") \
	X(GROUP_ASKED_FOR, "The client offered that group without a share, and now makes one.") \
	X(LEGACY_VERSION, "With TLS 1.3 that field says TLS 1.2; which versions there are, supported_versions says.") \
	X(SCHEMES_ABSENT, "There is no signature_algorithms: nobody could know by what to sign (RFC 9846 4.4.2).") \
	X(RETRY_CHANGES, "It does: the second ClientHello will differ from the first.") \
	X(RETRY_CHANGES_NOTHING, "It asks for nothing: the second ClientHello would be the first one again.") \
	X(RETRY_KEPT, "It is the same.") \
	X(RETRY_NOT_KEPT, "It is not what HelloRetryRequest chose.") \
	X(HELLO_SAME, "All that must stay has stayed.") \
	X(HELLO_CHANGED, "Something differs that must not.") \
	X(COOKIE_KEPT, "The client sends it back as it is; what it holds is the server's affair.") \
	X(COOKIE_RETURNED, "It is the one that HelloRetryRequest had.") \
	X(COOKIE_OTHER, "It is not the one that HelloRetryRequest had.") \
	X(COMPRESSION_ASKED, "It was.") \
	X(COMPRESSION_NOT_ASKED, "It was not. RFC 8879 names no alert for that; illegal_parameter is for what does not fit what was said before.") \
	X(DECOMPRESSED, "So many came out, and no more. What they hold is read as if it had come without compression.") \
	X(DECOMPRESSED_LENGTH, "Another number came out, or more would have: it stopped there.") \
	X(DECOMPRESSED_BAD, "They are not what compressing makes, or something stands behind it.") \
	X(DECOMPRESSED_LIMIT, "That is more than a handshake message may have here, {b}: nothing was decompressed. RFC 8879 wants the same limit as without compression.") \
	X(DECOMPRESSION_UNJUDGED, "That way of compressing is known by name only here: the certificate stays closed, and what it is worth cannot be said.") \
	X(COMPRESSION_ONLY_NULL, "TLS 1.3 has no compression: the list must be null alone.") \
	X(SUITE_OTHER_VERSION, "It was offered, but is none of the version that was agreed.") \
	X(SCHEME_NOT_TLS13, "Such signatures are for certificates only in TLS 1.3 (RFC 9846 4.3.3).") \
	X(RESUME_OFFER_PSK, "There is one, with a ticket: the client offers its key as a pre-shared key, and all that a full handshake needs as well.") \
	X(PSK_RESUMPTION, "It comes of an earlier handshake; the identity is the ticket.") \
	X(PSK_EXTERNAL, "Both have it from elsewhere; the identity is its name.") \
	X(PSK_KNOWN, "There is one. Whether the client has the same shows when its Finished opens.") \
	X(PSK_UNKNOWN_HIDDEN, "Nothing is known under it here, and that is not said: the server goes on with random bytes, so that it looks like a wrong key, and nobody learns which names there are.") \
	X(PSK_UNKNOWN, "Nothing is known under it here.") \
	X(PSK_BAD_TICKET, "The ticket is of no use. That is no error: the next one is looked at, or a full handshake follows.") \
	X(PSK_NO_SUITE, "Its hash is that of no suite that both have, or of another one than was chosen: a key goes with one hash alone.") \
	X(PSK_NO_MODE, "The two share no way of using it: psk_ke, or with a key share, psk_dhe_ke.") \
	X(PSK_WITH_SHARE, "It is, together with a key share (psk_dhe_ke): who learns the key later still cannot read this connection.") \
	X(PSK_ALONE, "It is, alone (psk_ke), without a key share. That saves a computation and gives up forward secrecy: who learns the key can read this connection, now or in ten years.") \
	X(PSK_MODES_MISSING, "pre_shared_key came without psk_key_exchange_modes, which must stand beside it.") \
	X(PSK_NOT_LAST, "pre_shared_key is not the last extension: binders would not cover what follows.") \
	X(PSK_NONE_KNOWN, "None of the identities is known, and the server has no certificate to go by instead.") \
	X(BINDER_CLOSED, "It is not checked: that takes the pre-shared key, which stands in no key log and follows from nothing in one.") \
	X(BINDERS_OTHER, "There is not one binder for each identity.") \
	X(PSK_NOT_OFFERED, "The server selects an identity that was not offered.") \
	X(PSK_OTHER_HASH, "The suite that the server chose has another hash than the pre-shared key.") \
	X(PSK_SHARE_MISSING, "The server goes by the pre-shared key alone, and the client asked for a key share with it.") \
	X(PSK_SHARE_UNASKED, "The server adds a key share to the pre-shared key, and the client asked for none with it.") \
	X(PSK_EXTERNAL_CHOSEN, "The server goes by a key that both have from elsewhere: no certificate will come, holding the key is the proof.") \
	X(PSK_RESUMED, "The server goes on with the session of the ticket: no certificate will come, the proof is that of the earlier handshake.") \
	X(AGE_FITS, "That is near enough: the ClientHello was made just now.") \
	X(AGE_OFF, "They are more than ten seconds apart: the ClientHello may be an old one that somebody sends again. Early data is not taken with it.") \
	X(LIFETIME_GOOD, "That is within seven days.") \
	X(LIFETIME_ZERO, "The ticket is to be thrown away at once.") \
	X(LIFETIME_TOO_LONG, "More than seven days, 604800 seconds, are not allowed.") \
	X(EARLY_ALLOWED, "The ticket allows early data, and it goes out right behind the ClientHello. It has no forward secrecy, and somebody may send it again.") \
	X(EARLY_NO_TICKET, "There is no ticket to go by: it is sent after the handshake.") \
	X(EARLY_NOT_ALLOWED, "The ticket, or the server as it is now, allows no early data.") \
	X(EARLY_TAKEN, "It does: the key is the first that was offered, suite and protocol are as they were, and with this ticket none has come before.") \
	X(EARLY_UNGUARDED, "It does, and does not look whether the same has come before: whoever records it can send it again.") \
	X(EARLY_RETRY, "A HelloRetryRequest follows, and with it early data is never taken.") \
	X(EARLY_WITHOUT_PSK, "Without the pre-shared key that was offered first there are no keys for it.") \
	X(EARLY_OTHER_SUITE, "The suite is not that of the ticket.") \
	X(EARLY_OTHER_PROTOCOL, "The application protocol is not that of the ticket: the data might mean something else in it.") \
	X(EARLY_OTHER_VERSION, "Early data is on its way, and no version before TLS 1.3 knows what that is.") \
	X(EARLY_AGAIN, "With this ticket early data has come before: this may be the same ClientHello again.") \
	X(EARLY_NO_ROOM, "So many tickets have come with early data in the last seconds that one more cannot be remembered, and what is not remembered could come again.") \
	X(EARLY_NOT_TAKEN, "It was not, though the pre-shared key was: it is sent again when both have finished, under other keys.") \
	X(EARLY_TAKEN_BY_SERVER, "It was.") \
	X(EARLY_AFTER_RETRY, "In a second ClientHello it must not stand.") \
	X(EARLY_WRONG_PSK, "Early data was not offered, or another key than the first was selected: it cannot have been read.") \
	X(EARLY_LIMIT_NOTED, "So many bytes may come with this ticket before the server has answered.") \
	X(EARLY_PASSED, "It is early data that was not taken, and is passed over.") \
	X(EARLY_TOO_LONG, "That is more than may come.") \
	X(EARLY_WITHIN, "That is within the limit.") \
	X(UPDATE_REQUESTED, "It is: a KeyUpdate follows the other way.") \
	X(UPDATE_NOT_REQUESTED, "It is not; each direction has keys of its own.") \
	X(AUTHORITIES_NOTED, "The client looks there for who may have issued a certificate of its own.") \
	X(CONTEXT_SAME, "It is what it must be.") \
	X(CONTEXT_OTHER, "It is not.") \
	X(CONTEXT_NOT_EMPTY, "In the handshake there is one request at most: its context is empty.") \
	X(CONTEXT_USED, "An earlier request of this connection had the same: an answer would not say which of them it is for.") \
	X(GROUPS_MISSING, "TLS 1.3 needs both: the groups that the client can use, and a share for one of them (RFC 9846 9.2).") \
	X(SHARE_NOT_OFFERED, "The share is for another group than the one that a share was sent for.") \
	X(SUITE_NOT_OFFERED, "The server chose a suite that was not offered.")                     \
	X(NO_NULL_COMPRESSION, "null must always be offered.")                                     \
	X(COMPRESSION_NOT_OFFERED, "The server chose a method that was not offered.")              \
	X(EXTENSION_NOT_OFFERED, "The server answers an extension that was not offered.")          \
	X(EXTENSION_TWICE, "The extension stands twice.")                                          \
	X(EXTENSION_UNKNOWN, "Not known here; it is shown and passed over.")                       \
	X(EXTENSION_GREASE, "A reserved value (GREASE): it keeps peers able to ignore what they do not know.") \
	X(SESSION_NONE, "The client asks for no earlier session: a full handshake follows.")       \
	X(SESSION_UNKNOWN, "The client would like to go on with an earlier session. This server keeps none: a full handshake follows.") \
	X(SESSION_ID_RETURNED, "The client made it up and knows no session by it: who sends it back says that one goes on.") \
	X(SESSION_NAMED, "By this name the client could ask for the session again later.")         \
	X(SESSION_GIVEN, "By this name a client may ask for the session again; this server will not remember it.") \
	X(SESSION_UNNAMED, "The session has no name: it cannot be asked for again.")               \
	X(SESSION_ASKED, "By it the client asks to go on with an earlier session.")                 \
	X(SESSION_INVENTED, "The client made it up: it asks with a ticket, and will know by the echo that the ticket was taken (RFC 5077 3.4).") \
	X(SESSION_NONE_BUT_TICKET, "The client asks with a ticket, and needs no id for that.")     \
	X(SESSION_REMEMBERED, "By this name a client may ask for the session again: this server remembers it for two hours.") \
	X(RESUME_NONE_KEPT, "None was kept: a full handshake.")                                     \
	X(RESUME_OVER, "One was kept, but its time is over: a full handshake.")                     \
	X(RESUME_NOT_VERIFIED, "One was kept, but a check of its certificates had failed and was overridden; it is not offered where it counts.") \
	X(RESUME_OTHER_VERSION, "There is one, of a version that is not spoken now: a full handshake.") \
	X(RESUME_OTHER_SUITE, "There is one, with a suite that is not offered or not served now: a full handshake (RFC 5246 7.4.1.2).") \
	X(RESUME_OTHER_EMS, "There is one without the extended master secret, and now it is wanted (or the other way round): a full handshake (RFC 7627 5.3).") \
	X(RESUME_OTHER_FRAGMENT_LENGTH, "There is one, with another max_fragment_length than this hello asks for, and the length of a session never changes: a full handshake (RFC 6066 4).") \
	X(RESUME_TICKET_LONG, "There is one, with a ticket that leaves too little room in a ClientHello for the other extensions: a full handshake.") \
	X(RESUME_OFFER_ID, "There is one, and the server gave it a name: the client offers that in session_id, and everything that a full handshake needs as well.") \
	X(RESUME_OFFER_TICKET, "There is one, with a ticket: the client offers that in session_ticket, and everything that a full handshake needs as well.") \
	X(RESUME_UNKNOWN, "The server does not know it: never heard of, forgotten, or of another server. A full handshake follows, as if nothing had been asked.") \
	X(RESUME_STORED_OVER, "The server knows it, but its time is over: a full handshake follows.") \
	X(RESUME_BAD_TICKET, "The ticket is of no use. That is no error: a full handshake follows (RFC 5077 3.1).") \
	X(RESUME_OTHER_NAME, "It is there, but server_name asks for another server than the one that it was made with: a full handshake follows (RFC 6066 3).") \
	X(RESUME_NO_CERTIFICATE, "It is there, but the client showed no certificate then, and now one is required: a full handshake follows.") \
	X(RESUME_EMS_OFF, "It has the extended master secret, which this server does not use now: a full handshake follows.") \
	X(RESUME_WITHOUT_EMS, "The session has the extended master secret, and this hello lacks the extension: the server must end here (RFC 7627 5.3; handshake_failure: 5.2).") \
	X(RESUME_BY_ID, "It does, with what it remembers under this id. Certificates and key exchange fall away; the master secret is that of the earlier handshake.") \
	X(RESUME_BY_TICKET, "It does, with what stands in the ticket: it had nothing to remember. Certificates and key exchange fall away; the master secret is that of the earlier handshake.") \
	X(RESUME_LEGACY, "Neither session nor hello has extended_master_secret: it is not gone on with, and a full handshake follows. RFC 7627 5.3 advises to end here; with the keys of a new handshake the danger that it means is over as well.") \
	X(RESUME_ACCEPTED, "The same: the server goes on with the session. No certificate and no key exchange will come; next is the server's ChangeCipherSpec, perhaps after a new ticket.") \
	X(RESUME_REFUSED, "Another: the server does not go on with the session. A full handshake follows; nobody is told why.") \
	X(RESUMED_AS_KEPT, "They are the same.")                                                    \
	X(RESUMED_OTHER_VERSION, "The version is not that of the session. RFC 5246 names no alert for this; illegal_parameter is ours.") \
	X(RESUMED_OTHER_SUITE, "The suite is not that of the session, as it must be (RFC 5246 7.4.1.3). No alert is named for this; illegal_parameter is ours.") \
	X(RESUMED_WITHOUT_EMS, "The session has the extended master secret, and ServerHello lacks the extension: the client must end here.") \
	X(RESUMED_WITH_EMS, "The session lacks the extended master secret, and ServerHello has the extension: the client must end here.") \
	X(KEPT_BY_ID, "It is kept under the session id.")                                           \
	X(KEPT_TICKET, "The client keeps it together with the ticket.")                             \
	X(KEPT_IN_TICKET, "The server keeps nothing: all of it is in the ticket, which the client has.") \
	X(KEPT_BY_TICKET, "The server keeps it, and the ticket is its name.")                       \
	X(KEPT_NOTHING, "The server gave it no name and no ticket: nobody can ask for it, and nothing is kept.") \
	X(TICKET_GIVEN, "The client takes tickets: it will get one.")                               \
	X(TICKET_RENEWED, "The ticket was good, but its key is the one before: the client will get a new ticket under the key of now.") \
	X(TICKET_STILL_GOOD, "The client can use this ticket again: it needs no new one.")          \
	X(TICKET_FORM, "It has not the form of this server's tickets.")                             \
	X(TICKET_KEY_NOW, "It is the key with which this server seals tickets now.")                \
	X(TICKET_KEPT, "The server keeps what it stands for: the ticket is but the name of that.")  \
	X(TICKET_KEY_BEFORE, "It is the key before the one of now: it seals no more, but still opens.") \
	X(TICKET_KEY_UNKNOWN, "This server has no such key: another server sealed it, or the key is gone.") \
	X(TICKET_MAC_GOOD, "They are equal: this server sealed it, and not a bit was changed.")     \
	X(TICKET_MAC_BAD, "They differ: somebody changed the ticket. What is inside is not even looked at.") \
	X(TICKET_FRESH, "That is within the time.")                                                 \
	X(TICKET_OVER, "That is too old. A secret that is kept for ever would one day open everything it ever protected.") \
	X(EXTENSION_USED, "Both sides know it: it is used.")                                       \
	X(NAME_READ, "This is the name that the client wants to reach. The server has one certificate, and shows it whatever the name is.") \
	X(NAME_CHOOSES, "This is the name that the client wants to reach. The server has several certificates, and chooses by it.") \
	X(NAME_ANSWERED, "The server says that it has looked at the name.")                        \
	X(EMS_USED, "Both know it: the master secret will depend on every message up to ClientKeyExchange (RFC 7627 4).") \
	X(ETM_USED, "Both know it, and the suite has a block cipher: the MAC will cover the ciphertext (RFC 7366).") \
	X(RENEGOTIATION_EMPTY, "It is empty, as it must be in a first handshake: its sender knows RFC 5746, and a handshake cannot be spliced into another connection.") \
	X(TICKET_COMING, "The server will send a NewSessionTicket (RFC 5077 3.2).")                \
	X(FRAGMENT_LENGTH_USED, "Agreed: from here on no record of either side holds more bytes than that, those of the handshake included (RFC 6066 4).") \
	X(FRAGMENT_LENGTH_PASSED, "record_size_limit stands there as well, and holds instead (RFC 8449 5).") \
	X(FRAGMENT_LENGTH_OTHER, "The server may only repeat the length that was asked for, or say nothing.") \
	X(SIZE_LIMIT_USED, "So many bytes of content its sender takes in a protected record. What it sends itself goes by what the other says (RFC 8449 4).") \
	X(SIZE_LIMIT_SMALL, "It is under 64 bytes, which nobody may ask for (RFC 8449 4).") \
	X(LIMITS_BOTH, "The server answers max_fragment_length and record_size_limit, and only one of them can hold (RFC 8449 5).") \
	X(GROUPS_NOTED, "It says what the client can do. Nothing depends on it here: RSA key exchange needs no curve.") \
	X(FORMATS_USED, "It says in which forms the client reads points. Uncompressed must be among them.") \
	X(FORMATS_LACK_UNCOMPRESSED, "Uncompressed is not among them, and who takes curves must be able to read that form (RFC 8422 5.1.2). Where the client lists no curve the RFC names no alert, and illegal_parameter is ours.") \
	X(FORMATS_ANSWER_LACKS_UNCOMPRESSED, "Uncompressed is not among them, and must be (RFC 8422 5.2). The RFC names no alert for the answer; illegal_parameter is what it names for the client's list.") \
	X(GROUPS_USED, "It says which groups the client takes: the key exchange goes by one of them.") \
	X(SCHEMES_NOTED, "It says by which algorithms the client can check signatures, those on certificates too.") \
	X(CERT_SCHEMES_NOTED, "It says by which algorithms the client can check signatures on certificates; signature_algorithms is then about the handshake alone.") \
	X(EXTENSION_SSL30, "SSL 3.0 was chosen, which has no extensions: it is passed over.") \
	X(EXTENSION_NOT_USED, "Known, but not used in this connection.")                           \
	X(EXTENSION_MISPLACED, "In the version that was agreed on this message must not have it (RFC 9846 4.3).") \
	X(EXTENSION_NOTED, "Known; it says what the peer can do.")                                 \
	X(EXTENSION_ANSWERED_WRONGLY, "A server must not answer this one here; the answer means nothing and is passed over.") \
	X(NAME_FORM, "The name holds a zero byte, or it is longer than a DNS name can be.")            \
	X(HEARTBEAT_FITS, "The payload and at least 16 bytes of padding fit into the message.")        \
	X(HEARTBEAT_TOO_LONG, "With the 16 bytes of padding that must follow, the payload is longer than the message. Whoever receives it must discard it silently; a peer that answers it sends what stands behind the message in its memory (Heartbleed, CVE-2014-0160).") \
	X(HEARTBEAT_ANSWERED, "It answers a request that had to be discarded silently: what was not in the request comes out of the peer's memory. This is Heartbleed (CVE-2014-0160).") \
	X(HEARTBEAT_MORE, "No request asked for so many bytes: the answer holds more than was sent.") \
	X(HEARTBEAT_EARLY, "A heartbeat in the middle of a handshake should be discarded silently (RFC 6520 3).") \
	X(HEARTBEAT_UNKNOWN, "No heartbeat message has this type; it may be the rest of one that did not fit into its record.") \
	X(NAME_TWICE, "Two names of one type: the list must not have more than one of each (RFC 6066 3).") \
	X(PROTOCOL_NOT_OFFERED, "The server chose a protocol that was not offered.")                   \
	X(PROTOCOL_COUNT, "The server must answer with exactly one protocol (RFC 7301 3.1).")          \
	X(RENEGOTIATION_BOUND, "It holds what Finished said in the handshake before: both were the same two parties, in the same connection.") \
	X(RENEGOTIATION_NOTED, "Known; what it holds is looked at when all is read.")              \
	X(RENEGOTIATION_IGNORED, "Known, and passed over: this party does as those did that are older than RFC 5746.") \
	X(RENEGOTIATION_UNBOUND, "Nothing binds this handshake to the connection: whoever began the connection may be another (RFC 5746 1).") \
	X(RENEGOTIATION_OTHER, "It does not hold what Finished said in the handshake before: to its sender this is another connection.") \
	X(RENEGOTIATION_MISSING, "It is not there, although both know RFC 5746: to its sender this is a first handshake.") \
	X(RENEGOTIATION_SIGNAL, "The signal among the suites belongs to first handshakes: to its sender this is one.") \
	X(RENEGOTIATION_UNEXPECTED, "It is there, although it was not in the handshake before: to its sender this is another connection.") \
	X(RENEGOTIATION_NOT_EMPTY, "In a first handshake renegotiated_connection must be empty.")  \
	X(NO_COMMON_PROTOCOL, "No application protocol stands in both lists.")                     \
	X(NO_COMMON_SIGNATURE, "No signature algorithm fits both the lists and the key.")          \
	X(DOWNGRADED, "The server can speak a higher version and says so, and this client had offered it: somebody took it out of the offer on the way.") \
	X(DOWNGRADE_NO_MARK, "There is none: the server knows no higher version that this client offered, or does not say so.") \
	X(DOWNGRADE_MARK, "The server can speak TLS 1.3 and says so; this client offered no more than TLS 1.2, so nobody downgraded it.") \
	X(SCHEME_CHOSEN, "{a:scheme} is chosen: the first of the own list that the key can make and the peer lists. With none in common the own certificate would be of no use.") \
	X(SCHEME_FIXED, "An RSA key signs MD5 and SHA-1 side by side, any other SHA-1 alone. Both hashes are broken for collisions (RFC 9155); TLS 1.2 made them a choice.") \
	X(SCHEMES_MISSING, "The client sent no signature_algorithms. That would mean SHA-1 (RFC 5246 7.4.1.4.1), with which nothing is signed any more (RFC 9155 4): a client must send it (RFC 9155 2).") \
	X(PROTOCOL_CHOSEN, "The first of the server's list that the client offers too. With none in common the server would end here with no_application_protocol.")     \
	/* secrets */                                                                              \
	X(PADDING_GOOD, "They are there, and what follows is 48 bytes long.")                      \
	X(MASTER_EXTENDED, "It depends on the pre-master secret and on every message up to here: no other handshake can have it (RFC 7627).") \
	X(MASTER_CLASSIC, "It depends on the pre-master secret and on both randoms, and on nothing else that was said.") \
	X(KEYS_TO_SEND, "They protect what it sends; the other direction changes with the peer's ChangeCipherSpec.") \
	X(EPOCH_TO_SEND, "They protect what it sends. In TLS 1.3 keys change at fixed places of the handshake: no message says so.") \
	X(EPOCH_TO_RECEIVE, "They open what it receives: what {peer} sends from here on is protected with them.") \
	X(KEYS_TO_RECEIVE, "They open what it receives: the peer has just said that it protects from now on.") \
	X(MAC_OF_CONTENT, "That is the content before it is encrypted: first MAC, then encrypt.")  \
	X(MAC_OF_CIPHERTEXT, "That is the IV and the ciphertext: first encrypt, then MAC (RFC 7366).") \
	X(MAC_SSL30, "SSL 3.0 leaves the version out (RFC 6101 5.2.3.1).")                         \
	X(RECORD_PADDING_GOOD, "Each does.")                                                       \
	X(TAG_GOOD, "It does: no byte was changed on the way.")                                    \
	X(RECORD_PADDING_ANY, "It is shorter than a block: SSL 3.0 looks at nothing else. What stands in it neither the MAC nor anybody covers, and POODLE reads the plaintext byte by byte through that.") \
	X(RECORD_PADDING_LONG, "It is longer than a block, or than the record.") \
	X(PADDING_BAD, "The block does not begin 00 02 with at least eight non-zero bytes and 00.") \
	X(PADDING_LENGTH, "The secret inside is not 48 bytes long.")                               \
	X(VERSION_INSIDE, "The version inside is not the one that the client offered.")            \
	X(VALUES_DIFFER, "The two differ.")                                                        \
	X(VALUES_EQUAL, "The two are equal.")                                                      \
	X(SIGNATURE_BAD, "The signature does not fit the hash and the key.")                       \
	X(SIGNATURE_UNJUDGED, "It cannot be judged here: the library has no such algorithm, or no such keys. Nothing else of the handshake depends on that.") \
	X(SIGNATURE_NO_KEY, "There is no certificate with a key to check it with.") \
	X(SIGNATURE_GOOD, "It holds: whoever sent it has the private key of the certificate, and means this handshake.") \
	X(KEY_NOT_SIGN, "keyUsage of the certificate does not allow digitalSignature.")               \
	X(SCHEME_NOT_OFFERED, "It is made with an algorithm that was not offered. Of MD5 and SHA-1, RFC 9155 names this alert; of others no RFC names one, and this one is ours.") \
	X(SCHEME_NOT_LISTED, "It is made with a scheme that who has to check it did not list.") \
	X(SCHEME_OTHER_KEY, "The key of the certificate makes no such signatures.") \
	X(OWN_CHAIN_LISTED, "Yes: each is made with an algorithm that the peer lists.")              \
	X(OWN_CHAIN_NOT_LISTED, "One is made with an algorithm that the peer does not list. There is no other chain to show, so this one is sent.") \
	X(OWN_CHAIN_NO_LIST, "The peer sent no list of signature algorithms.")                       \
	X(CLIENT_CERT_FITS, "Its key is of a type that the server takes, and the server knows its CA.") \
	X(CLIENT_CERT_NONE, "It has no certificate. An empty list is the proper answer; whether that will do, the server decides.") \
	X(CLIENT_CERT_ALERT, "It has no certificate. SSL 3.0 has no empty list: it says so by the alert no_certificate (RFC 6101 5.6.6). Whether that will do, the server decides.") \
	X(EMPTY_LIST_SSL30, "SSL 3.0 has no empty list of certificates: who has none says so by the alert no_certificate (RFC 6101 5.6.2, 5.6.6).") \
	X(ALERT_SSL30, "The alert that TLS has for this SSL 3.0 does not know; this is the nearest of its own. Which is nearest, no RFC says: the choice is ours.") \
	X(CLIENT_CERT_TYPE, "It has a certificate, but its key is of no type that the server takes.") \
	X(CLIENT_CERT_AUTHORITY, "None of the CAs that the server names has issued it. A certificate from one of them should be shown; the client has no other.") \
	X(CREDENTIAL_NAMED, "It is for the name that the client asks for, and its key can serve the suite: it is shown.") \
	X(CREDENTIAL_UNNAMED, "No certificate is for the name that the client asks for. The key of this one can serve the suite: it is shown, and the client has to judge.") \
	X(CREDENTIAL_NO_NAME, "The client asks for no name, and the key of this one can serve the suite: it is shown.") \
	X(CREDENTIAL_ANSWERS, "It is what the server asks for: it is shown.") \
	X(CREDENTIAL_OTHER_NAME, "It is not for the name that the client asks for, and another one is.") \
	X(CREDENTIAL_OTHER_KEY, "Its key is of another kind than the suite wants.") \
	X(CREDENTIAL_CHAIN, "It would do, but the client lists the signatures on the chain of a later one, and not those on this one's.") \
	X(CREDENTIAL_TYPE, "Its key is of no kind that the server takes.") \
	X(CREDENTIAL_AUTHORITY, "None of the CAs that the server names has issued it.") \
	X(CREDENTIAL_LATER, "It would do as well, but one before it does, too.") \
	X(NO_SERVER_CERTIFICATE, "Only a client may answer with no certificate.")                     \
	X(CERTIFICATE_MISSING, "A certificate is required and none came.")                         \
	X(RECORD_PADDING, "A padding byte does not hold the padding's length.")                    \
	X(TAG_BAD, "The tag does not fit: the key is another one, or a byte was changed.")         \
	X(RECORD_BLOCK, "The ciphertext is not a whole number of blocks, or too short.")           \
	X(KEY_NOT_ENCIPHER, "keyUsage does not allow keyEncipherment.")                            \
	X(ANONYMOUS_ASKS, "The server has not said who it is itself: such a one may not ask.") \
	X(KEY_FITS, "It is an RSA key, it may encrypt, and it is long enough for the padded secret.") \
	X(KEY_SMALL, "The key is too short for the padded pre-master secret.")                       \
	X(KEY_SIGNS, "It is of the kind that the suite names, and it may sign.") \
	X(KEY_CURVE_NOT_LISTED, "It may sign, but is on a curve that the client did not list: the server should not have chosen this suite (RFC 8422 5.3). The client need not end here, and can check the signature all the same.") \
	X(POINT_GOOD, "It is a point in full, and its x and y fulfil the equation of the curve.") \
	X(POINT_BAD, "It is none: of another size or form, or its x and y do not fulfil the equation of the curve. To compute with it could give the private key away.") \
	X(COORDINATE_GOOD, "It has the size that the curve wants, and the function that computes with it is made for every number of that size.") \
	X(COORDINATE_BAD, "It has another size than the curve wants.") \
	X(NUMBER_GOOD, "It is more than 1 and less than p - 1.") \
	X(NUMBER_BAD, "It is not between 1 and p - 1: whatever the own number is, the secret would be one that everybody can guess.") \
	X(SECRET_X, "The secret is its x coordinate. Who knows neither private key finds no way to it from both public points.") \
	X(SECRET_U, "The secret is its u coordinate. Who knows neither private key finds no way to it from both public values.") \
	X(SECRET_NUMBER, "Who knows neither number would have to find one out of its power of g: a discrete logarithm modulo p.") \
	X(SECRET_STRIPPED, "{a} zero byte{a:s} at its begin: left off, the rest is the pre-master secret. Who knows neither number would have to find a discrete logarithm.") \
	X(SECRET_SMALL, "It is 0 or 1, which everybody can guess: the public value of the peer is one of a small subgroup.") \
	X(FIELD_OFFERED, "It is {2}, which the client has offered: a safe prime, chosen in the open.") \
	X(FIELD_KNOWN, "It is {2}, a safe prime, chosen in the open. The client has not offered it; RFC 7919 leaves it to the client to go on.") \
	X(FIELD_PRIME, "It has no name here. {b} rounds of the test of Miller and Rabin take p for a prime; whether it is a safe one is not tested.") \
	X(FIELD_UNTESTED, "It has no name here. Whether p is prime is tested by a client only: it takes a while.") \
	X(FIELD_UNJUDGED, "It has no name here, and with more than 4096 bits it would take too long to test whether p is prime.") \
	X(FIELD_SMALL, "2048 bits are required (RFC 9325 4.5): logarithms modulo a smaller prime are within reach.") \
	X(FIELD_LARGE, "p takes more than 8192 bits, and more is not computed with here: that limit is ours, since it would take too long.") \
	X(FIELD_COMPOSITE, "p is not prime: logarithms modulo each of its factors are easier to find, and whoever made p may know them.") \
	X(FIELD_GENERATOR, "g is not between 1 and p - 1, so that its powers are one number, or two; or it takes more bytes than p.") \
	X(SECRET_ZERO, "It is zero, as it is with every private key: the peer's public value is one of the few of small order.") \
	X(KEY_KIND, "The key is not of the kind that the key exchange needs.")                     \
	/* certificates */                                                                         \
	X(CERT_UNREADABLE, "The certificate cannot be read as X.509.") \
	X(CERT_TIME_NO_SECONDS, "The certificate cannot be read: this time has no seconds, and RFC 5280 4.1.2.5 wants them (YYMMDDHHMMSSZ).") \
	X(CERT_TIME_NOT_UTC, "The certificate cannot be read: this time does not end in Z behind the seconds, as RFC 5280 4.1.2.5 wants (no other zone, no fractions).") \
	X(CERT_TIME_NONE, "The certificate cannot be read: this is no UTCTime or GeneralizedTime, or a date that does not exist (RFC 5280 4.1.2.5).") \
	X(CERT_FORM_GOOD, "The certificate keeps the rules of RFC 5280 that are looked at here.") \
	X(CERT_EXTENSION_TWICE, "An extension stands twice; RFC 5280 4.2 allows one of each.") \
	X(CERT_EXTENSION_CONTENT, "The content of an extension is not what its type wants.") \
	X(CERT_EXTENSIONS_VERSION, "Only a version 3 certificate may have extensions (RFC 5280 4.1.2.9).") \
	X(CERT_UNIQUE_ID_VERSION, "A version 1 certificate may not have unique identifiers (RFC 5280 4.1.2.8).") \
	X(CERT_ALGORITHMS_DIFFER, "The algorithm inside the signed part is not the one outside (RFC 5280 4.1.1.2).") \
	X(CERT_SERIAL, "The issuer must give a positive serial number of at most 20 bytes; users handle others gracefully (RFC 5280 4.1.2.2).") \
	X(CERT_TIME_FORM, "The issuer must write a date before 2050 as UTCTime (RFC 5280 4.1.2.5); the date is clear all the same.") \
	X(CERT_EMPTY_ISSUER, "The issuer's name is empty (RFC 5280 4.1.2.4).") \
	X(CERT_EMPTY_SUBJECT, "The subject is empty, and nothing else names the holder; a CA always needs a subject (RFC 5280 4.1.2.6).") \
	X(CERT_NAME_NOT_CRITICAL, "The subject is empty, so that the issuer must mark subjectAltName critical (RFC 5280 4.1.2.6); its names are used all the same.") \
	X(CERT_NO_REV_AVAIL, "noRevAvail says that its CA publishes nothing, and stands beside the address of a list or of a responder, or in a CA: invalid (RFC 9608 3).") \
	X(CERT_CRITICAL_UNUSUAL, "An extension is marked critical that should not be (RFC 6960 4.2.2.2.1, RFC 9608 2); it is known here.") \
	X(CERT_CRITICAL_FORBIDDEN, "An extension is marked critical that must not be (RFC 5280 4.2).") \
	X(CERT_CA_WITHOUT_KEY_ID, "A CA certificate must have a subjectKeyIdentifier (RFC 5280 4.2.1.2).") \
	X(CERT_CA_HALF_KEY_ID, "This CA names its issuer's key by an identifier and has no subjectKeyIdentifier itself, which a CA must have (RFC 5280 4.2.1.2).") \
	X(CERT_NO_AUTHORITY_KEY_ID, "A certificate that another CA issued must have an authorityKeyIdentifier (RFC 5280 4.2.1.1).") \
	X(CERT_CONSTRAINTS_NOT_CRITICAL, "nameConstraints must be marked critical (RFC 5280 4.2.1.10); they are kept to all the same.") \
	X(CERT_POLICY_NOT_CRITICAL, "policyConstraints and inhibitAnyPolicy must be marked critical (RFC 5280 4.2.1.11, 4.2.1.14).") \
	X(CERT_BASIC_NOT_CRITICAL, "A CA must mark basicConstraints critical (RFC 5280 4.2.1.9).") \
	X(CERT_POLICY_TWICE, "A policy stands twice in certificatePolicies (RFC 5280 4.2.1.4).") \
	X(CERT_DEFAULT_ENCODED, "FALSE is written out where DER leaves it out; many certificates do that, and it decides nothing.") \
	X(CERT_PATH_LENGTH_NO_SIGN, "pathLenConstraint may stand only beside keyUsage with keyCertSign (RFC 5280 4.2.1.9).") \
	X(CERT_CONSTRAINTS_NOT_CA, "nameConstraints may stand only in the certificate of a CA (RFC 5280 4.2.1.10).") \
	X(CERT_PATH_LENGTH_NOT_CA, "pathLenConstraint may stand only in the certificate of a CA (RFC 5280 4.2.1.9).") \
	X(CERT_CERT_SIGN_NOT_CA, "keyUsage allows signing certificates, but the certificate is not that of a CA (RFC 5280 4.2.1.9).") \
	X(CERT_SAN_CONTENT, "An entry of subjectAltName is empty or an IP address of the wrong length (RFC 5280 4.2.1.6).") \
	X(PATH_COMPLETE, "Each certificate names the next one as its issuer, and the last one is trusted.") \
	X(PATH_NO_ISSUER, "No certificate with the issuer's name was sent or is trusted, so the path ends here.") \
	X(PATH_SELF_SIGNED, "The last certificate names itself as its issuer and is not among the trusted ones.") \
	X(PATH_LOOP, "Only certificates that the path holds already have the issuer's name.") \
	X(PATH_LIMIT, "There are more certificates, paths or signatures than will be tried.") \
	X(PATH_TOO_LONG, "The path is longer than the longest that is followed.") \
	X(TRUST_FOUND, "The last certificate of the path is one of those that were given as trusted.") \
	X(TRUST_CHALLENGE, "With acmeIdentifier it answers a challenge of ACME (RFC 8737): for the CA that asked, and for nobody else.") \
	X(TRUST_NOT_FOUND, "The path does not end at a certificate that was given as trusted.") \
	X(TRUST_REJECTED, "The file of trusted certificates says that this one is not to be trusted for this purpose.") \
	X(TRUST_EMPTY, "Nobody is trusted here: no CA was given.") \
	X(NAMES_EQUAL, "The two names are equal: the next certificate may be the issuer's.") \
	X(NAMES_AND_KEY_IDS_EQUAL, "The names are equal, and the authorityKeyIdentifier is the next certificate's subjectKeyIdentifier.") \
	X(KEY_IDS_DIFFER, "The names are equal, but the authorityKeyIdentifier is not the next certificate's subjectKeyIdentifier (RFC 5280 4.2.1.1).") \
	X(AUTHORITY_DIFFERS, "The names are equal, but the authorityKeyIdentifier names an issuer's certificate of another issuer or serial number (RFC 5280 4.2.1.1).") \
	X(NAMES_DIFFER, "The two names differ: the next certificate is not the issuer's.") \
	X(CERT_SIGNATURE_HOLDS, "It holds: the issuer's private key made it over exactly these bytes.") \
	X(CERT_SIGNATURE_MD5, "It holds, but with MD5 two certificates of one hash can be made: it does not prove that the CA meant this one.") \
	X(CERT_SIGNATURE_SHA1, "It holds, but SHA-1 is broken for collisions: no CA should sign with it any more.") \
	X(CERT_SIGNATURE_UNSUPPORTED, "The signature algorithm, or the issuer's key, is of a kind that is not supported here: the signature may hold or not.") \
	X(CERT_SIGNATURE_OTHER_KIND, "The signature algorithm is not one for the issuer's key: this key cannot have made it.") \
	X(VALID_NOW, "The clock stands between the two dates.") \
	X(CERT_EXPIRED, "The clock stands after the last date.") \
	X(CERT_NOT_YET_VALID, "The clock stands before the first date.") \
	X(NAME_MATCHES, "An entry of subjectAltName is equal to it.") \
	X(NAME_MATCHES_WILDCARD, "An entry of subjectAltName fits: its star stands for exactly the first label (RFC 9525 6.3).") \
	X(NAME_DIFFERS, "No entry of subjectAltName fits.") \
	X(NAME_NO_SAN, "There is no subjectAltName with names of this kind; the common name is not used (RFC 9525 2).") \
	X(NAME_NOT_WANTED, "Not checked: no name was asked for.") \
	X(NAME_NOT_A_NAME, "What was asked for is neither a DNS name in ASCII nor an IP address, so nothing can fit.") \
	X(CA_ALLOWED, "basicConstraints says cA: this is the certificate of a CA.") \
	X(CA_NOT, "basicConstraints does not say cA: whoever holds this key may not issue certificates.") \
	X(CA_NO_BASIC_CONSTRAINTS, "Without basicConstraints it is not the certificate of a CA.") \
	X(CA_OLD_ANCHOR, "A trusted certificate of version 1 cannot say that it is a CA; that it was given as trusted is enough.") \
	X(PATH_LENGTH_NONE, "There is no pathLenConstraint: any number is allowed.") \
	X(PATH_LENGTH_KEPT, "pathLenConstraint allows as many.") \
	X(PATH_LENGTH_EXCEEDED, "pathLenConstraint allows fewer.") \
	X(KEY_USAGE_ABSENT, "Without keyUsage the key may be used for anything.") \
	X(KEY_USAGE_ALLOWED, "keyUsage allows what is needed here.") \
	X(KEY_USAGE_NO_CERT_SIGN, "keyUsage lacks keyCertSign: the key may not sign certificates.") \
	X(KEY_USAGE_NO_TLS, "keyUsage has none of the bits that a TLS peer of this kind needs.") \
	X(EXT_KEY_USAGE_ABSENT, "Without extKeyUsage there is no restriction.") \
	X(EXT_KEY_USAGE_ALLOWED, "extKeyUsage lists the purpose that is needed here.") \
	X(EXT_KEY_USAGE_ANY, "extKeyUsage lists anyExtendedKeyUsage.") \
	X(EXT_KEY_USAGE_LACKS, "extKeyUsage does not list the purpose that is needed here.") \
	X(EXT_KEY_USAGE_NOT_ASKED, "Not checked: no particular purpose was asked for.") \
	X(CONSTRAINTS_ABSENT, "The certificate constrains no names.") \
	X(CONSTRAINTS_KEPT, "Every name below keeps to them.") \
	X(CONSTRAINTS_EXCLUDED, "A name below lies in an excluded subtree.") \
	X(CONSTRAINTS_NOT_PERMITTED, "A name below lies in none of the permitted subtrees of its kind.") \
	X(CONSTRAINTS_UNSUPPORTED, "A name below is of a kind, or a constraint of a form, that cannot be compared here; such a path must be refused.") \
	X(CONSTRAINTS_LIMIT, "There are more names and constraints than will be compared.") \
	X(POLICIES_NOT_DEMANDED, "No certificate of the path demands a policy.") \
	X(POLICIES_HOLD, "A policy is demanded, and at least one holds along the whole path.") \
	X(POLICIES_NONE_LEFT, "A policy is demanded, and none holds along the whole path (RFC 5280 6.1.5(g)).") \
	X(POLICIES_WANTED_HOLD, "A policy that was asked for holds along the whole path.") \
	X(POLICIES_NOT_THAT, "Policies hold along the whole path, but none that was asked for (RFC 5280 6.1.5(g)).") \
	X(POLICIES_ANY_MAPPED, "anyPolicy may not be mapped, neither from nor to (RFC 5280 4.2.1.5).") \
	X(CRITICAL_KNOWN, "Every critical extension is known here.") \
	X(CRITICAL_UNKNOWN, "A critical extension is not known here, so the certificate must be refused.") \
	X(CRL_NO_REV_AVAIL, "Nothing is checked: its CA publishes nothing about it, as noRevAvail says (RFC 9608).") \
	X(CRL_NOCHECK, "Nothing is checked: by id-pkix-ocsp-nocheck its CA says that nobody needs to ask (RFC 9608 4).") \
	X(CRL_NONE_GIVEN, "Nothing was checked: no CRL was given.") \
	X(CRL_OTHER_ISSUER, "Not checked: no CRL of this issuer was given.") \
	X(CRL_UNREADABLE, "Part of what was given as CRLs cannot be read; the others are used, but that one may have been the list that matters.") \
	X(CRL_NOT_LISTED, "The issuer's CRL does not list its serial number.") \
	X(CRL_REVOKED, "The issuer's CRL lists its serial number: the certificate was revoked.") \
	X(CRL_SIGNATURE, "The signature on the CRL does not hold.") \
	X(CRL_SIGNATURE_UNSUPPORTED, "The CRL's signature algorithm is not supported here: the signature may hold or not.") \
	X(CRL_OLD, "The CRL's nextUpdate has passed: a newer one must exist.") \
	X(CRL_NOT_YET, "The CRL's thisUpdate lies in the future.") \
	X(CRL_NOT_LISTED_SINCE, "Neither the issuer's CRL nor the delta CRL that goes with it lists its serial number.") \
	X(CRL_REMOVED, "The issuer's CRL lists its serial number, and the delta CRL that goes with it takes it off again (removeFromCRL).") \
	X(CRL_SOME_REASONS, "The CRLs that were given speak of some reasons for revoking only (onlySomeReasons): it may be revoked for another (RFC 5280 6.3.3).") \
	X(CRL_NO_BASE, "A delta CRL says only what changed since a complete CRL, and none that it fits was given (RFC 5280 5.2.4).") \
	X(CRL_UNSUPPORTED, "The CRL is of a kind that is not supported here (indirect).") \
	X(CRL_OUT_OF_SCOPE, "The CRL's issuingDistributionPoint does not cover this certificate.") \
	X(CRL_CRITICAL, "The CRL has a critical extension that is not known here or that must not be critical.") \
	X(CRL_FORM, "The CRL breaks a rule of RFC 5280 5: its two algorithms differ, or an extension stands twice.") \
	X(CRL_SIGN_FORBIDDEN, "keyUsage of the issuer lacks cRLSign: its key may not sign CRLs.") \
	X(PUBLIC_KEY_GOOD, "The key is of a supported kind and long enough.") \
	X(PUBLIC_KEY_SHORT, "An RSA or DSA key under 2048 bits is no longer held to be safe.") \
	X(PUBLIC_KEY_TOO_SHORT, "An RSA or DSA key under 1024 bits can be broken.") \
	X(PUBLIC_KEY_UNSUPPORTED, "The key is of a kind, or on a curve, that is not supported here: what it signs cannot be checked.") \
	X(POINT_OFF_CURVE, "The key is no point of its curve: its coordinates do not satisfy the curve's equation, or there are not two of them (SEC 1 3.2.2.1). Nobody can hold its private half.") \
	X(PUBLIC_KEY_BROKEN, "The key cannot be one: the numbers do not have the form that they must have.") \
	/* certificate timestamps */ \
	X(SCT_NO_LOGS, "Not checked: no list of logs is here, and the key of none was given.") \
	X(SCT_OTHER_LOG, "Not checked: it is none of the logs whose keys were given.") \
	X(SCT_VERSION, "Not checked: it is of another version than v1.") \
	X(SCT_UNSUPPORTED, "Not checked: neither ECDSA nor RSA with SHA-256, or not the log's kind of key (RFC 6962 2.1.4).") \
	X(SCT_HOLDS, "The log's signature holds, over the certificate as it was without its timestamps.") \
	X(SCT_SIGNATURE, "The log's signature does not hold: the timestamp counts for nothing. The certificate is not refused for that.") \
	X(SCT_FUTURE, "It lies in the future, and counts for nothing (RFC 6962 5.2). The certificate is not refused for that.") \
	/* OCSP */ \
	X(STATUS_FOLLOWS, "A response of the CA will follow the certificate.") \
	X(STATUS_TYPE, "The status is given in another way than by OCSP, which alone was asked for.") \
	X(OCSP_SUCCESSFUL, "It is an answer.") \
	X(OCSP_UNREADABLE, "It cannot be read as an OCSPResponse.") \
	X(OCSP_NOT_SUCCESSFUL, "It is no answer but an error, which nobody signs: it says nothing of the certificate.") \
	X(OCSP_TYPE, "The answer is of another type than id-pkix-ocsp-basic, and cannot be judged here.") \
	X(OCSP_CRITICAL, "It has a critical extension that is not known here (RFC 6960 4.4).") \
	X(OCSP_SAME_CERTIFICATE, "The serial number is the same, and so are the hashes of the issuer's name and key.") \
	X(OCSP_OTHER_SERIAL, "It is about a certificate with another serial number.") \
	X(OCSP_OTHER_ISSUER, "It is about a certificate of another CA: the hash of its name or of its key is another.") \
	X(OCSP_HASH_UNSUPPORTED, "CertID is made by a hash that is not supported here: it may mean this certificate or not.") \
	X(OCSP_BY_ISSUER, "It is the CA itself that issued the certificate.") \
	X(OCSP_BY_DELEGATE, "It is not the CA itself; a certificate with that name or key came with the response.") \
	X(OCSP_RESPONDER_UNKNOWN, "Neither the CA nor a certificate that came with the response is that responder: nobody can be asked whether the signature holds.") \
	X(OCSP_DELEGATE_HOLDS, "The CA issued it directly, for OCSPSigning, and lets nobody ask whether it was revoked (id-pkix-ocsp-nocheck).") \
	X(OCSP_DELEGATE_UNCHECKED, "The CA issued it directly, for OCSPSigning. Whether it was revoked itself was not checked (RFC 6960 4.2.2.2.1).") \
	X(OCSP_DELEGATE_OTHER_CA, "The CA did not issue it: the issuer's name is another, or the signature does not hold.") \
	X(OCSP_DELEGATE_PURPOSE, "Its extKeyUsage lacks id-kp-OCSPSigning: anybody whom the CA ever gave a certificate could answer.") \
	X(OCSP_DELEGATE_DATES, "It is not valid now.") \
	X(OCSP_SIGNATURE_HOLDS, "The signature holds.") \
	X(OCSP_SIGNATURE, "The signature does not hold: the responder did not say this.") \
	X(OCSP_SIGNATURE_UNSUPPORTED, "The algorithm or the key is not supported here: the signature may hold or not.") \
	X(OCSP_CURRENT, "thisUpdate has come, and nextUpdate has not passed.") \
	X(OCSP_NOT_YET, "thisUpdate lies in the future.") \
	X(OCSP_OLD, "nextUpdate has passed: what it says may no longer be so.") \
	X(OCSP_NO_END, "It has no nextUpdate: newer information is there at any time, and nobody can say when this is too old.") \
	X(OCSP_GOOD, "good: not revoked, as far as the responder knows.") \
	X(OCSP_REVOKED, "revoked: the CA has withdrawn the certificate.") \
	X(OCSP_UNKNOWN, "unknown: the responder does not know the certificate.") \
	X(OCSP_ACCEPTED, "No check failed: the CA says that the certificate is not revoked.") \
	X(OCSP_REFUSED, "A check failed: the response does not show that the certificate still holds.") \
	X(OCSP_UNJUDGED, "No check failed, but one could not be made: the status of the certificate is not known here.") \
	X(OCSP_ISSUER_UNKNOWN, "Who issued the certificate is not known, and so nobody can say whose answer would count.") \
	X(OCSP_NONE, "No response came, and the certificate does not promise one: its status is not known.") \
	X(OCSP_PROMISED, "No response came although the certificate promises one (tlsFeature: status_request, RFC 7633).") \
	X(ACME_AGREED, "It has: whoever answers here knows of the challenge.") \
	X(ACME_NO_PROTOCOL, "It has not: an ordinary server answers, and what it shows is no answer.") \
	X(ACME_ONE_NAME, "The one entry of subjectAltName is the name that was asked about.") \
	X(ACME_OTHER_NAMES, "subjectAltName must have one entry, the name that was asked about.") \
	X(ACME_EQUAL, "It stands there: who answers for the name knows the account, and the token.") \
	X(ACME_OTHER, "Another hash stands there: for another account, or another token.") \
	X(ACME_MISSING, "There is no acmeIdentifier in the certificate.") \
	X(ACME_MALFORMED, "acmeIdentifier must stand in it once, an OCTET STRING of 32 bytes.") \
	X(ACME_NOT_CRITICAL, "The extension must be critical, so that nobody takes the certificate for a usual one.") \
	X(ACME_ANSWERED, "The challenge is answered. Nobody has to trust this certificate: it proves who answers for the name, and is thrown away.") \
	X(CERTS_ACCEPTED, "No check failed: the certificates are accepted.") \
	X(CERTS_UNJUDGED, "No check failed, but one could not be made: the certificates may be good, and cannot be judged here. Nobody trusts what is not known to hold.") \
	X(CERTS_REFUSED, "A check failed: the certificates are refused.")

enum reason {
#define X(name, text) REASON_##name,
	REASON_LIST(X)
#undef X
#define X(id, code, text, help) REASON_CLOSED_##id,
	CLOSED_LIST(X)
#undef X
	REASON_N
};

/* REASON_NONE for CLOSED_NONE. */
static inline enum reason closed_reason(enum closed c)
{
	return c == CLOSED_NONE ? REASON_NONE : (enum reason)((int)REASON_CLOSED_NONE + (int)c);
}

const char *reason_name(enum reason r);      /* "too_short" */
const char *reason_sentence(enum reason r);

#endif
