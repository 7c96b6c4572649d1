#include "view/secret.h"

#include <string.h>

bool value_is_secret(const struct trace *t, value_id id)
{
	static const char *const parts[] = {
		"pre_master", "master_secret", "key_block", "write_key", "write_MAC", "MAC_key", "write_IV",
		"private", "random_46", "padding_string",
	};
	const struct value *v = trace_value(t, id);

	if (!id || v->op == OP_CONST)
		return false;
	if (strstr(v->label, "encrypted") || strstr(v->label, "label") || strstr(v->label, "version"))
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(v->label, parts[i]))
			return true;
	return false;
}
