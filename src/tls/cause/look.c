#include "tls/cause/look.h"

#include "tls/message/message.h"

const char *look_side(enum side_id s)
{
	return s == SIDE_CLIENT ? "client" : "server";
}

const char *look_alert(const struct look *l)
{
	const char *name = code_name(&codes_alert, l->alert);

	return name ? name : "of an unknown number";
}

void look_say_alert(const struct look *l, struct buf *out)
{
	const uint16_t before = l->k->last[side_other(l->by)];

	if (before)
		buf_printf(out, "The %s answered %s with the alert %s", look_side(l->by), message_title(before), look_alert(l));
	else
		buf_printf(out, "The %s sent the alert %s", look_side(l->by), look_alert(l));
}
