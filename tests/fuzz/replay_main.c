/* Runs a fuzz target over files, once each, without libFuzzer.
 * usage: replay TARGET-CORPUS... (folders are read one level deep)
 * Says the file before it runs it, so that a crash has a name. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "fuzz.h"

static size_t n_files;

static void replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t chunk[4096], *copy;
	struct buf b = { 0 };
	size_t n;

	if (!f) {
		perror(path);
		exit(1);
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&b, bytes_of(chunk, n));
	fclose(f);
	/* exactly as long as the file, so that the sanitizer sees one byte too many */
	copy = malloc(b.n ? b.n : 1);
	if (b.n)
		memcpy(copy, b.p, b.n);
	fprintf(stderr, "%s (%zu bytes)\n", path, b.n);
	LLVMFuzzerTestOneInput(copy, b.n);
	free(copy);
	buf_free(&b);
	n_files++;
}

static void replay_folder(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);

	if (n < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		char file[4096];
		struct stat st;

		snprintf(file, sizeof(file), "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.' && stat(file, &st) == 0 && S_ISREG(st.st_mode))
			replay_file(file);
		free(names[i]);
	}
	free(names);
}

int main(int argc, char **argv)
{
	struct stat st;

	for (int i = 1; i < argc; i++) {
		if (stat(argv[i], &st) != 0) {
			perror(argv[i]);
			return 1;
		}
		if (S_ISDIR(st.st_mode))
			replay_folder(argv[i]);
		else
			replay_file(argv[i]);
	}
	printf("%zu files replayed\n", n_files);
	return n_files ? 0 : 1;
}
