#include "tui/term/theme.h"

const char *const theme_names[THEME_N + 1] = { "terminal", "dark", "light", "high-contrast", "mono", NULL };

enum { B = LOOK_BOLD, D = LOOK_DIM, R = LOOK_REVERSE, U = LOOK_UNDERLINE, OWN = COLOUR_OWN };
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, BRIGHT };

/* A foreground and a background for each kind of terminal: of 8 colours, of 16, of 256. */
struct theme_row {
	unsigned attrs;
	int8_t fg8, bg8, fg16, bg16;
	int16_t fg256, bg256;
};

#define PLAIN(attrs) { attrs, OWN, OWN, OWN, OWN, OWN, OWN }
#define FG(attrs, c8, c16, c256) { attrs, c8, OWN, c16, OWN, c256, OWN }
#define ON_BLACK(attrs, c8, c16, c256) { attrs, c8, BLACK, c16, BLACK, c256, 16 }
#define BLACK_ON(attrs, c8, c16, c256) { attrs, BLACK, c8, BLACK, c16, 16, c256 }

/* Verdicts and secrets have their signs and words everywhere, parties their side, fields their names: no colour stands
 * alone for anything. Where 8 colours are too few for a difference, an attribute makes it. */
static const struct theme_row rows[THEME_N][ROLE_N] = {
	[THEME_TERMINAL] = {
		[ROLE_NORMAL] = PLAIN(0),
		[ROLE_DIM] = PLAIN(D),
		[ROLE_HEADING] = PLAIN(B),
		[ROLE_SELECTION] = FG(R, CYAN, CYAN, CYAN),
		[ROLE_CURSOR] = PLAIN(R | B),
		[ROLE_SECRET] = FG(B, MAGENTA, MAGENTA, MAGENTA),
		[ROLE_OK] = FG(B, GREEN, GREEN, GREEN),
		[ROLE_FAIL] = FG(B, RED, RED, RED),
		[ROLE_WARN] = FG(B, MAGENTA, MAGENTA, MAGENTA),
		[ROLE_FRAME] = PLAIN(D),
		[ROLE_FOCUS] = PLAIN(B | R),
		[ROLE_CLIENT] = FG(0, CYAN, CYAN, CYAN),
		[ROLE_SERVER] = FG(0, YELLOW, YELLOW, YELLOW),
		[ROLE_CLOSED] = PLAIN(D),
		[ROLE_FIELD_A] = FG(0, CYAN, CYAN, CYAN),
		[ROLE_FIELD_B] = FG(0, YELLOW, YELLOW, YELLOW),
		[ROLE_FIELD_C] = FG(0, GREEN, GREEN, GREEN),
		[ROLE_FIELD_D] = FG(0, BLUE, BLUE, BLUE),
	},
	[THEME_DARK] = {
		[ROLE_NORMAL] = PLAIN(0),
		[ROLE_DIM] = FG(0, WHITE, WHITE, 246),
		[ROLE_HEADING] = FG(B, WHITE, BRIGHT + WHITE, 231),
		[ROLE_SELECTION] = FG(R, CYAN, BRIGHT + CYAN, 117),
		[ROLE_CURSOR] = FG(R | B, YELLOW, BRIGHT + YELLOW, 222),
		[ROLE_SECRET] = FG(B, MAGENTA, BRIGHT + MAGENTA, 213),
		[ROLE_OK] = FG(B, GREEN, BRIGHT + GREEN, 114),
		[ROLE_FAIL] = FG(B, RED, BRIGHT + RED, 210),
		[ROLE_WARN] = FG(B, YELLOW, BRIGHT + YELLOW, 221),
		[ROLE_FRAME] = FG(0, BLUE, BRIGHT + BLUE, 67),
		[ROLE_FOCUS] = FG(R | B, CYAN, BRIGHT + CYAN, 117),
		[ROLE_CLIENT] = FG(0, CYAN, BRIGHT + CYAN, 80),
		[ROLE_SERVER] = FG(0, YELLOW, YELLOW, 215),
		[ROLE_CLOSED] = FG(D, WHITE, WHITE, 246),
		[ROLE_FIELD_A] = FG(0, CYAN, BRIGHT + CYAN, 117),
		[ROLE_FIELD_B] = FG(0, YELLOW, YELLOW, 215),
		[ROLE_FIELD_C] = FG(0, GREEN, BRIGHT + GREEN, 157),
		[ROLE_FIELD_D] = FG(0, MAGENTA, BRIGHT + MAGENTA, 183),
	},
	[THEME_LIGHT] = {
		[ROLE_NORMAL] = PLAIN(0),
		[ROLE_DIM] = FG(0, OWN, BRIGHT + BLACK, 241),
		[ROLE_HEADING] = FG(B, BLACK, BLACK, 16),
		[ROLE_SELECTION] = FG(R, BLUE, BLUE, 25),
		[ROLE_CURSOR] = FG(R | B, BLACK, BLACK, 16),
		[ROLE_SECRET] = FG(B, MAGENTA, MAGENTA, 90),
		[ROLE_OK] = FG(B, GREEN, GREEN, 22),
		[ROLE_FAIL] = FG(B, RED, RED, 124),
		[ROLE_WARN] = FG(B | U, RED, RED, 94),
		[ROLE_FRAME] = FG(0, BLUE, BLUE, 67),
		[ROLE_FOCUS] = FG(R | B, BLUE, BLUE, 25),
		[ROLE_CLIENT] = FG(0, BLUE, BLUE, 25),
		[ROLE_SERVER] = FG(0, RED, RED, 130),
		[ROLE_CLOSED] = FG(D, OWN, BRIGHT + BLACK, 241),
		[ROLE_FIELD_A] = FG(0, BLUE, BLUE, 25),
		[ROLE_FIELD_B] = FG(0, RED, RED, 130),
		[ROLE_FIELD_C] = FG(0, GREEN, GREEN, 22),
		[ROLE_FIELD_D] = FG(0, MAGENTA, MAGENTA, 90),
	},
	[THEME_HIGH_CONTRAST] = {
		[ROLE_NORMAL] = ON_BLACK(0, WHITE, BRIGHT + WHITE, 231),
		[ROLE_DIM] = ON_BLACK(0, WHITE, WHITE, 252),
		[ROLE_HEADING] = ON_BLACK(B | U, WHITE, BRIGHT + WHITE, 231),
		[ROLE_SELECTION] = BLACK_ON(0, CYAN, BRIGHT + CYAN, 51),
		[ROLE_CURSOR] = BLACK_ON(B, YELLOW, BRIGHT + YELLOW, 226),
		[ROLE_SECRET] = ON_BLACK(B, MAGENTA, BRIGHT + MAGENTA, 219),
		[ROLE_OK] = ON_BLACK(B, GREEN, BRIGHT + GREEN, 46),
		[ROLE_FAIL] = ON_BLACK(B | R, RED, BRIGHT + RED, 217),
		[ROLE_WARN] = ON_BLACK(B, YELLOW, BRIGHT + YELLOW, 226),
		[ROLE_FRAME] = ON_BLACK(0, WHITE, WHITE, 252),
		[ROLE_FOCUS] = BLACK_ON(B, WHITE, BRIGHT + WHITE, 231),
		[ROLE_CLIENT] = ON_BLACK(0, CYAN, BRIGHT + CYAN, 123),
		[ROLE_SERVER] = ON_BLACK(0, YELLOW, BRIGHT + YELLOW, 222),
		[ROLE_CLOSED] = ON_BLACK(U, WHITE, WHITE, 252),
		[ROLE_FIELD_A] = ON_BLACK(0, CYAN, BRIGHT + CYAN, 123),
		[ROLE_FIELD_B] = ON_BLACK(0, YELLOW, BRIGHT + YELLOW, 222),
		[ROLE_FIELD_C] = ON_BLACK(0, GREEN, BRIGHT + GREEN, 157),
		[ROLE_FIELD_D] = ON_BLACK(0, MAGENTA, BRIGHT + MAGENTA, 225),
	},
	[THEME_MONO] = {
		[ROLE_NORMAL] = PLAIN(0),
		[ROLE_DIM] = PLAIN(D),
		[ROLE_HEADING] = PLAIN(B),
		[ROLE_SELECTION] = PLAIN(R),
		[ROLE_CURSOR] = PLAIN(R | B | U),
		[ROLE_SECRET] = PLAIN(U),
		[ROLE_OK] = PLAIN(B),
		[ROLE_FAIL] = PLAIN(B | R),
		[ROLE_WARN] = PLAIN(B | U),
		[ROLE_FRAME] = PLAIN(D),
		[ROLE_FOCUS] = PLAIN(B | R),
		[ROLE_CLIENT] = PLAIN(0),
		[ROLE_SERVER] = PLAIN(0),
		[ROLE_CLOSED] = PLAIN(D),
		[ROLE_FIELD_A] = PLAIN(0),
		[ROLE_FIELD_B] = PLAIN(U),
		[ROLE_FIELD_C] = PLAIN(0),
		[ROLE_FIELD_D] = PLAIN(U),
	},
};

struct look theme_look(enum theme theme, enum role role, int colours)
{
	const struct theme_row *r = &rows[theme][role];

	if (colours >= 256)
		return (struct look){ r->attrs, r->fg256, r->bg256 };
	if (colours >= 16)
		return (struct look){ r->attrs, r->fg16, r->bg16 };
	if (colours >= 8)
		return (struct look){ r->attrs, r->fg8, r->bg8 };
	/* attributes alone have to make the difference */
	return (struct look){ rows[theme == THEME_TERMINAL ? THEME_TERMINAL : THEME_MONO][role].attrs, OWN, OWN };
}
