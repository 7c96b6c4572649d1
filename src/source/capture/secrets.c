#include "source/capture/secrets.h"

#include <string.h>
#include <sys/stat.h>

#include "source/capture/pcap.h"

static void secrets_of(struct capture_file *f, void (*secrets)(void *ctx, struct bytes keylog), void *ctx)
{
	const struct pcap_hooks hooks = { .user = ctx, .secrets = secrets };

	pcap_secrets(f, &hooks);
	capture_file_close(f);
}

void capture_secrets_bytes(struct bytes content, void (*secrets)(void *ctx, struct bytes keylog), void *ctx)
{
	struct capture_file f;

	capture_file_of_bytes(&f, content);
	secrets_of(&f, secrets, ctx);
}

void capture_secrets(const char *path, void (*secrets)(void *ctx, struct bytes keylog), void *ctx)
{
	struct capture_file f;
	struct error err;
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode) && capture_file_open(&f, path, &err) == ST_OK)
		secrets_of(&f, secrets, ctx);
}
