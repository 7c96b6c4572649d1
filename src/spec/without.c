#include "spec/without.h"

const struct without_spec without_specs[WITHOUT_N] = {
#define X(name, word, meaning) [WITHOUT_AT_##name] = { word, meaning },
	WITHOUT_LIST(X)
#undef X
};
