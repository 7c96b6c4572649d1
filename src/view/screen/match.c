#include "view/screen/match.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* As one character of all that are alike. */
static char fold(char c)
{
	return c == '_' || c == '.' || c == '-' ? ' ' : (char)tolower((unsigned char)c);
}

static size_t common(const char *text, const char *words, size_t n)
{
	size_t i = 0;

	while (i < n && text[i] && fold(text[i]) == fold(words[i]))
		i++;
	return i;
}

static enum match phrase_rank(const char *text, const char *words, size_t n)
{
	enum match best = MATCH_NONE;

	for (const char *p = text; *p && best < MATCH_WORD; p++) {
		if (common(p, words, n) < n)
			continue;
		if (p == text)
			return text[n] ? MATCH_BEGIN : MATCH_WHOLE;
		best = fold(p[-1]) == ' ' ? MATCH_WORD : MATCH_INSIDE;
	}
	return best;
}

enum match match_rank(const char *text, const char *words)
{
	size_t n = strlen(words);
	enum match rank = n ? phrase_rank(text, words, n) : MATCH_SCATTERED;

	if (rank)
		return rank;
	for (words += strspn(words, " "); *words; words += strspn(words, " ")) {
		n = strcspn(words, " ");
		if (!phrase_rank(text, words, n))
			return MATCH_NONE;
		words += n;
	}
	return MATCH_SCATTERED;
}
