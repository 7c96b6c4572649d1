/* Sentences about what a ClientHello was answered with. */
#include "spec/events.h"
#include "spec/reasons.h"
#include "tls/cause/look.h"
#include "tls/cause/say.h"

/* "; it offered ...": the sentence has named the client. */
static void say_part(void (*part)(const struct connection *c, struct buf *out), const struct connection *c, const char *before, struct buf *out)
{
	struct buf words = { 0 };

	part(c, &words);
	if (words.n)
		buf_printf(out, "%s%s", before, buf_str(&words));
	buf_free(&words);
}

static void say_offer(const struct look *l, struct buf *out)
{
	buf_puts(out, " The client offered ");
	say_versions(l->c, out);
	say_part(say_suites, l->c, "; the suites ", out);
	say_part(say_groups, l->c, "; the groups ", out);
	say_part(say_schemes, l->c, "; the signature schemes ", out);
	say_part(say_protocols, l->c, "; the protocols ", out);
	buf_puts(out, ".");
}

static void say_to_name(const struct look *l, struct buf *out)
{
	struct buf name = { 0 };

	if (say_server_name(l->c, &name))
		buf_printf(out, " It asked for %s.", buf_str(&name));
	else
		buf_puts(out, " It named no server (no server_name).");
	buf_free(&name);
}

/* Whoever speaks only older versions than a client without supported_versions offers at most answers with one of them, and
 * no alert (RFC 5246 E.1). With the list the answer is an alert in either case. */
static const char *guessed_version(const struct connection *c)
{
	const uint16_t highest = say_highest_version(c), lowest = say_lowest_version(c);

	if (highest < VERSION_TLS12)
		return ". Most likely it takes TLS 1.2 or later alone (RFC 8996).";
	if (highest == VERSION_TLS12)
		return ". Most likely it speaks TLS 1.3 alone.";
	return lowest >= VERSION_TLS12 ? ". Most likely it speaks older ones alone." : ".";
}

void hello_version(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it takes none of the versions that the client offered, ");
	say_versions(l->c, out);
	buf_puts(out, guessed_version(l->c));
}

void hello_version_chosen(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it does not take the version that the server chose, ");
	say_agreed(l->c, out);
	buf_puts(out, "; offered were ");
	say_versions(l->c, out);
	buf_puts(out, ".");
}

void hello_nothing_in_common(const struct look *l, struct buf *out)
{
	const struct event *own = l->by == l->c->side ? trace_last_event(l->c->w.t, l->c->w.t->connection, EV_SUITE_CHOSEN) : NULL;

	look_say_alert(l, out);
	buf_puts(out, ": it found nothing in common. ");
	if (own && own->verdict == VERDICT_FAIL) {       /* who looks is who found it, and need not guess */
		buf_puts(out, reason_sentence(own->reason));
		buf_puts(out, " It takes the suites ");
		say_some_suites(trace_bytes(l->c->w.t, own->values[1]), out);
		buf_puts(out, ".");
	} else {
		buf_puts(out, "It may be the suites, the groups, or the signature schemes and its certificate; or that it does not know the name.");
	}
	say_offer(l, out);
	say_to_name(l, out);
}

void hello_too_weak(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	if (l->by == SIDE_SERVER) {
		buf_puts(out, ": it wants stronger suites or groups than the client offers.");
		say_offer(l, out);
	} else {
		buf_puts(out, ": what the server chose is too weak for it: ");
		say_agreed(l->c, out);
		buf_puts(out, ".");
	}
}

void hello_name_unknown(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it does not know the name that the client asks for.");
	say_to_name(l, out);
}

void hello_no_protocol(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it speaks none of the protocols that the client offers (ALPN), ");
	say_protocols(l->c, out);
	buf_puts(out, ".");
}

void hello_fallback(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it speaks a higher version than the client offers, which says that it has stepped down (RFC 7507 3). Offered was ");
	say_versions(l->c, out);
	buf_puts(out, ".");
}

void hello_not_read(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it could not read what came, or found a contradiction in it.");
	if (l->alert == ALERT_ILLEGAL_PARAMETER && hello_offers_psk(l))
		buf_puts(out, " Perhaps it is the binder, by which the client shows that it has the pre-shared key: some servers answer so if they have "
			      "another key under that identity.");
}

void hello_extension(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, l->alert == ALERT_MISSING_EXTENSION ? ": an extension is missing that it needs." : ": an extension came that was not asked for.");
}

void hello_psk(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it has no key under the identity that the client names.");
}

bool hello_offers_psk(const struct look *l)
{
	return l->c->offer.psks != 0;
}

/* RFC 9846 6.2: decrypt_error is also for a binder. */
void hello_psk_differs(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": the binder, by which the client shows that it has the pre-shared key, does not hold for it. It has another key under that identity.");
}

void hello_hello_closed(const struct look *l, struct buf *out)
{
	buf_printf(out, "After the ClientHello the server %s.", l->ended == BY_RESET ? "reset the TCP connection, without any answer in TLS" :
		   l->ended == BY_ALERT ? "sent the alert close_notify, and nothing else" : "closed the TCP connection, without any answer in TLS");
	say_to_name(l, out);
	say_offer(l, out);
}

void hello_cut(const struct look *l, struct buf *out)
{
	const struct course *k = l->k;

	buf_printf(out, "Only %zu ", k->cut_at);
	if (k->cut_of)
		buf_printf(out, "of the %zu ", k->cut_of);
	buf_puts(out, "bytes of the ClientHello are there, and nothing more of it came");
	if (l->ended != BY_SILENCE)
		buf_printf(out, " before the %s %s", look_side(l->by), l->ended == BY_RESET ? "reset the connection" : "closed the connection");
	buf_puts(out, ".");
	say_part(say_shares, l->c, " It carries key shares of ", out);
	buf_puts(out, l->c->offer.shares ? "." : "");
	say_to_name(l, out);
}

static void say_times(unsigned n, struct buf *out)
{
	if (n == 1)
		buf_puts(out, "once more");
	else
		buf_printf(out, "%u times more", n);
}

void hello_no_answer(const struct look *l, struct buf *out)
{
	buf_puts(out, "The server did not answer the ClientHello");
	if (l->k->end.again) {
		buf_puts(out, ", of which the client sent TCP segments ");
		say_times(l->k->end.again, out);
	}
	if (l->ended == BY_CLOSING || l->ended == BY_RESET)
		buf_printf(out, "; then the client %s", l->ended == BY_RESET ? "reset the connection" : "closed the connection");
	buf_puts(out, ".");
	say_to_name(l, out);
}

void hello_hello_large(const struct look *l, struct buf *out)
{
	buf_printf(out, "The server did not answer the ClientHello, which took %u TCP segments", l->k->end.segments - l->k->end.again);
	say_part(say_shares, l->c, ": it carries key shares of ", out);
	buf_puts(out, ".");
	if (l->k->end.again) {
		buf_puts(out, " The client sent segments of it ");
		say_times(l->k->end.again, out);
		buf_puts(out, ".");
	}
}

void hello_gave_up(const struct look *l, struct buf *out)
{
	if (l->ended == BY_ALERT)
		buf_printf(out, "The client ended the handshake by itself, with the alert %s, after its ClientHello: the server had said nothing.",
			   look_alert(l));
	else
		buf_printf(out, "The client %s after its ClientHello, without any answer from the server and without an alert.",
			   l->ended == BY_RESET ? "reset the connection" : "closed the connection");
	say_to_name(l, out);
}

void hello_retry(const struct look *l, struct buf *out)
{
	buf_printf(out, "The server asked for another ClientHello (HelloRetryRequest, RFC 9846 4.2.4), and %s", l->k->hello_again ?
		   "did not answer the second one." : "none came.");
	say_part(say_shares, l->c, " The client sent key shares of ", out);
	say_part(say_groups, l->c, ", and names the groups ", out);
	buf_puts(out, ".");
}

void hello_foreign(const struct look *l, struct buf *out)
{
	buf_puts(out, "The client began TLS, and the server answered with something else");
	if (*l->k->not_tls)
		buf_printf(out, ", which looks like %s", l->k->not_tls);
	buf_puts(out, ".");
}
