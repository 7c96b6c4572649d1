/* Application data (RFC 5246 10). */
#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/record/record.h"
#include "tls/message/read.h"

unit_id application_data_make(struct connection *c)
{
	size_t n = endpoint_of(c)->to_send.n < record_room(c) ? endpoint_of(c)->to_send.n : record_room(c);
	value_id data = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "data", bytes_slice(buf_bytes(&endpoint_of(c)->to_send), 0, n));
	struct build_item item = { "data", trace_show(c->w.t, data, SHOW_TEXT, NULL) };

	buf_drop(&endpoint_of(c)->to_send, n);
	CONN_EVENT(c, EV_DATA_SENT, data);
	return message_plain(c, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

void application_data_read(struct connection *c)
{
	size_t n = trace_bytes(c->w.t, c->msg.value).n;

	CONN_EVENT(c, EV_DATA_RECEIVED, trace_show(c->w.t, trace_add_slice(c->w.t, c->actor, c->msg.value, 0, n, "data"), SHOW_TEXT, NULL));
}

enum status application_data_take(struct connection *c)
{
	struct bytes b = trace_bytes(c->w.t, c->msg.value);
	size_t room = MAX_RECEIVED - (endpoint_of(c)->received.n < MAX_RECEIVED ? endpoint_of(c)->received.n : MAX_RECEIVED);

	if (!b.n)
		TRY(endpoint_idle_limit(c));
	else
		endpoint_of(c)->idle_records = 0;
	buf_add(&endpoint_of(c)->received, bytes_slice(b, 0, b.n < room ? b.n : room));
	application_data_read(c);
	return ST_OK;
}
