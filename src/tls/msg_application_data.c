/* Application data (RFC 5246 10). */
#include "tls/state.h"

unit_id application_data_make(struct endpoint *ep)
{
	size_t n = ep->to_send.n < MAX_PLAINTEXT ? ep->to_send.n : MAX_PLAINTEXT;
	value_id data = trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "data", bytes_slice(buf_bytes(&ep->to_send), 0, n));
	struct build_item item = { "data", trace_show(ep->w.t, data, SHOW_TEXT, NULL) };

	buf_drop(&ep->to_send, n);
	EP_EVENT(ep, EV_DATA_SENT, data);
	return message_plain(ep, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

enum status application_data_take(struct endpoint *ep)
{
	struct bytes b = trace_bytes(ep->w.t, ep->msg.value);
	size_t room = MAX_RECEIVED - (ep->received.n < MAX_RECEIVED ? ep->received.n : MAX_RECEIVED);

	if (!b.n)
		TRY(ep_idle_limit(ep));
	else
		ep->idle_records = 0;
	buf_add(&ep->received, bytes_slice(b, 0, b.n < room ? b.n : room));
	EP_EVENT(ep, EV_DATA_RECEIVED, trace_show(ep->w.t, trace_add_slice(ep->w.t, ep->role, ep->msg.value, 0, b.n, "data"), SHOW_TEXT, NULL));
	return ST_OK;
}
