#include "base/assets.h"

#include <string.h>

const struct asset *asset_find(const char *name)
{
	size_t low = 0, high = n_assets;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(name, assets[mid].name);
		if (order == 0)
			return &assets[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}
