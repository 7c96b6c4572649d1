#include "view/screen/secret.h"

#include "trace/knowledge.h"

bool secret_is(const struct trace *t, value_id id)
{
	return knowledge_is_secret(knowledge_of(t), id);
}
