#include "out/addresses.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "spec/events.h"

enum { HTTPS = 443 };

/* Ports on which Wireshark expects something else before TLS: what came before it is not exported. */
static bool talks_first(unsigned port)
{
	static const uint16_t ports[] = { 21, 25, 80, 110, 119, 143, 389, 587, 1433, 3128, 3306, 3389, 4190, 5222, 5269, 5432, 8080 };

	for (size_t i = 0; i < ARRAY_LEN(ports); i++)
		if (ports[i] == port)
			return true;
	return false;
}

/* "192.0.2.1:443", "[2001:db8::1]:443" */
static bool read_endpoint(struct bytes text, struct address_end *s, bool *v6)
{
	char address[64] = { 0 };
	const char *colon = NULL;

	for (size_t i = 0; i < text.n && i < sizeof(address) - 1; i++)
		address[i] = (char)text.p[i];
	colon = strrchr(address, ':');
	if (!colon)
		return false;
	s->port = (uint16_t)strtoul(colon + 1, NULL, 10);
	address[colon - address] = 0;
	*v6 = *address == '[';
	if (*v6)
		address[strcspn(address, "]")] = 0;
	return inet_pton(*v6 ? AF_INET6 : AF_INET, address + *v6, s->ip) == 1;
}

/* Who stood at the two ends. */
static const struct event *opening(const struct trace *t, connection_id id)
{
	for (event_id i = 1; i < trace_n_events(t); i++) {
		const struct event *e = trace_event(t, i);

		if (e->type == EV_TCP_OPENED && trace_event_connection(t, e) == id)
			return e;
	}
	return NULL;
}

/* The network names the client's end first, a party its own. */
static enum side_id first_side(const struct trace *t, connection_id id, const struct event *e)
{
	return e && e->actor != ACTOR_NETWORK ? trace_side(t, id, e->actor) : SIDE_CLIENT;
}

bool addresses_read(const struct trace *t, connection_id id, struct address_pair *out)
{
	const struct event *e = opening(t, id);
	const enum side_id first = first_side(t, id, e);
	bool v6[2], found[2] = { false, false };

	*out = (struct address_pair){ .v6 = false };
	for (unsigned k = 0; e && k < 2; k++) {
		const enum side_id side = k ? side_other(first) : first;

		found[side] = read_endpoint(trace_bytes(t, e->values[k]), &out->end[side], &v6[side]);
	}
	if (!found[0] || !found[1] || v6[0] != v6[1])
		return false;
	if (talks_first(out->end[SIDE_SERVER].port))
		out->end[SIDE_SERVER].port = HTTPS;
	out->v6 = v6[0];
	return true;
}
