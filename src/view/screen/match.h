/* How well words fit a name: what is typed in a search finds the thing of that name before all that mentions it. */
#ifndef SLOWSHAKE_VIEW_SCREEN_MATCH_H
#define SLOWSHAKE_VIEW_SCREEN_MATCH_H

enum match {
	MATCH_NONE,
	MATCH_SCATTERED,   /* every word is somewhere */
	MATCH_INSIDE,
	MATCH_WORD,        /* from the beginning of a word on */
	MATCH_BEGIN,
	MATCH_WHOLE,
};

/* ASCII case is ignored, and what parts words is alike: blank, _ . and -. Nothing fits everything: MATCH_SCATTERED. */
enum match match_rank(const char *text, const char *words);

#endif
