#include "tui/term/theme.h"

const char *const theme_names[THEME_N + 1] = { "terminal", "dark", "light", "high-contrast", "projector", "mono", NULL };

enum { B = LOOK_BOLD, D = LOOK_DIM, R = LOOK_REVERSE, U = LOOK_UNDERLINE, OWN = COLOUR_OWN };
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, BRIGHT };

/* A foreground and a background for each kind of terminal: of 8 colours, of 16, of 256, and as RGB (OWN: as with 256). */
struct theme_row {
	unsigned attrs;
	int8_t fg8, bg8, fg16, bg16;
	int16_t fg256, bg256;
	int32_t fg_rgb, bg_rgb;
};

#define PLAIN(attrs) { attrs, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN }
#define FG(attrs, c8, c16, c256, rgb) { attrs, c8, OWN, c16, OWN, c256, OWN, rgb, OWN }
#define ON_BLACK(attrs, c8, c16, c256, rgb) { attrs, c8, BLACK, c16, BLACK, c256, 16, rgb, 0x000000 }
#define BLACK_ON(attrs, c8, c16, c256, rgb) { attrs, BLACK, c8, BLACK, c16, 16, c256, 0x000000, rgb }
#define ON_WHITE(attrs, c8, c16, c256, rgb) { attrs, c8, WHITE, c16, BRIGHT + WHITE, c256, 231, rgb, 0xffffff }
#define WHITE_ON(attrs, c8, c16, c256, rgb) { attrs, WHITE, c8, BRIGHT + WHITE, c16, 231, c256, 0xffffff, rgb }

/* Verdicts and secrets have their signs and words everywhere, parties their side, fields their names: no colour stands
 * alone for anything. Where 8 colours are too few for a difference, an attribute makes it. */
static const struct theme_row rows[THEME_N][ROLE_N] = {
	[THEME_TERMINAL] = {
		[ROLE_NORMAL] = PLAIN(0),
		[ROLE_DIM] = PLAIN(D),
		[ROLE_HEADING] = PLAIN(B),
		[ROLE_SELECTION] = FG(R, CYAN, CYAN, CYAN, OWN),
		[ROLE_CURSOR] = PLAIN(R | B),
		[ROLE_SECRET] = FG(B, MAGENTA, MAGENTA, MAGENTA, OWN),
		[ROLE_OK] = FG(B, GREEN, GREEN, GREEN, OWN),
		[ROLE_FAIL] = FG(B, RED, RED, RED, OWN),
		[ROLE_WARN] = FG(B, MAGENTA, MAGENTA, MAGENTA, OWN),
		[ROLE_FRAME] = PLAIN(D),
		[ROLE_FOCUS] = PLAIN(B | R),
		[ROLE_CLIENT] = FG(0, CYAN, CYAN, CYAN, OWN),
		[ROLE_SERVER] = FG(0, YELLOW, YELLOW, YELLOW, OWN),
		[ROLE_CLOSED] = PLAIN(D),
		[ROLE_FIELD_A] = FG(0, CYAN, CYAN, CYAN, OWN),
		[ROLE_FIELD_B] = FG(0, YELLOW, YELLOW, YELLOW, OWN),
		[ROLE_FIELD_C] = FG(0, GREEN, GREEN, GREEN, OWN),
		[ROLE_FIELD_D] = FG(0, BLUE, BLUE, BLUE, OWN),
	},
	[THEME_DARK] = {
		[ROLE_NORMAL] = PLAIN(0),
		[ROLE_DIM] = FG(0, WHITE, WHITE, 246, 0x9e9e9e),
		[ROLE_HEADING] = FG(B, WHITE, BRIGHT + WHITE, 231, 0xffffff),
		[ROLE_SELECTION] = FG(R, CYAN, BRIGHT + CYAN, 117, 0x7fd7ff),
		[ROLE_CURSOR] = FG(R | B, YELLOW, BRIGHT + YELLOW, 222, 0xffd75f),
		[ROLE_SECRET] = FG(B, MAGENTA, BRIGHT + MAGENTA, 213, 0xff87ff),
		[ROLE_OK] = FG(B, GREEN, BRIGHT + GREEN, 114, 0x8ae08a),
		[ROLE_FAIL] = FG(B, RED, BRIGHT + RED, 210, 0xff8a80),
		[ROLE_WARN] = FG(B, YELLOW, BRIGHT + YELLOW, 221, 0xffd54f),
		[ROLE_FRAME] = FG(0, BLUE, BRIGHT + BLUE, 67, 0x5f87af),
		[ROLE_FOCUS] = FG(R | B, CYAN, BRIGHT + CYAN, 117, 0x7fd7ff),
		[ROLE_CLIENT] = FG(0, CYAN, BRIGHT + CYAN, 80, 0x4dd0e1),
		[ROLE_SERVER] = FG(0, YELLOW, YELLOW, 215, 0xffab5e),
		[ROLE_CLOSED] = FG(D, WHITE, WHITE, 246, 0x9e9e9e),
		[ROLE_FIELD_A] = FG(0, CYAN, BRIGHT + CYAN, 117, 0x6cc7ff),
		[ROLE_FIELD_B] = FG(0, YELLOW, YELLOW, 215, 0xffb86c),
		[ROLE_FIELD_C] = FG(0, GREEN, BRIGHT + GREEN, 157, 0xa6e3a1),
		[ROLE_FIELD_D] = FG(0, MAGENTA, BRIGHT + MAGENTA, 183, 0xcba6f7),
	},
	[THEME_LIGHT] = {
		[ROLE_NORMAL] = PLAIN(0),
		[ROLE_DIM] = FG(0, OWN, BRIGHT + BLACK, 241, 0x5f6368),
		[ROLE_HEADING] = FG(B, BLACK, BLACK, 16, 0x000000),
		[ROLE_SELECTION] = FG(R, BLUE, BLUE, 25, 0x0b57a4),
		[ROLE_CURSOR] = FG(R | B, BLACK, BLACK, 16, 0x000000),
		[ROLE_SECRET] = FG(B, MAGENTA, MAGENTA, 90, 0x8e1a8e),
		[ROLE_OK] = FG(B, GREEN, GREEN, 22, 0x126b1f),
		[ROLE_FAIL] = FG(B, RED, RED, 124, 0xb3140f),
		[ROLE_WARN] = FG(B | U, RED, RED, 94, 0x8a4b00),
		[ROLE_FRAME] = FG(0, BLUE, BLUE, 67, 0x4f7ca8),
		[ROLE_FOCUS] = FG(R | B, BLUE, BLUE, 25, 0x0b57a4),
		[ROLE_CLIENT] = FG(0, BLUE, BLUE, 25, 0x00639b),
		[ROLE_SERVER] = FG(0, RED, RED, 130, 0xa64b00),
		[ROLE_CLOSED] = FG(D, OWN, BRIGHT + BLACK, 241, 0x5f6368),
		[ROLE_FIELD_A] = FG(0, BLUE, BLUE, 25, 0x0b57a4),
		[ROLE_FIELD_B] = FG(0, RED, RED, 130, 0xa64b00),
		[ROLE_FIELD_C] = FG(0, GREEN, GREEN, 22, 0x126b1f),
		[ROLE_FIELD_D] = FG(0, MAGENTA, MAGENTA, 90, 0x7b1fa2),
	},
	[THEME_HIGH_CONTRAST] = {
		[ROLE_NORMAL] = ON_BLACK(0, WHITE, BRIGHT + WHITE, 231, 0xffffff),
		[ROLE_DIM] = ON_BLACK(0, WHITE, WHITE, 252, 0xd0d0d0),
		[ROLE_HEADING] = ON_BLACK(B | U, WHITE, BRIGHT + WHITE, 231, 0xffffff),
		[ROLE_SELECTION] = BLACK_ON(0, CYAN, BRIGHT + CYAN, 51, 0x00ffff),
		[ROLE_CURSOR] = BLACK_ON(B, YELLOW, BRIGHT + YELLOW, 226, 0xffff00),
		[ROLE_SECRET] = ON_BLACK(B, MAGENTA, BRIGHT + MAGENTA, 219, 0xffb3ff),
		[ROLE_OK] = ON_BLACK(B, GREEN, BRIGHT + GREEN, 46, 0x3dff5c),
		[ROLE_FAIL] = ON_BLACK(B | R, RED, BRIGHT + RED, 217, 0xffb3b0),
		[ROLE_WARN] = ON_BLACK(B, YELLOW, BRIGHT + YELLOW, 226, 0xffee00),
		[ROLE_FRAME] = ON_BLACK(0, WHITE, WHITE, 252, 0xd0d0d0),
		[ROLE_FOCUS] = BLACK_ON(B, WHITE, BRIGHT + WHITE, 231, 0xffffff),
		[ROLE_CLIENT] = ON_BLACK(0, CYAN, BRIGHT + CYAN, 123, 0x7df9ff),
		[ROLE_SERVER] = ON_BLACK(0, YELLOW, BRIGHT + YELLOW, 222, 0xffd166),
		[ROLE_CLOSED] = ON_BLACK(U, WHITE, WHITE, 252, 0xd0d0d0),
		[ROLE_FIELD_A] = ON_BLACK(0, CYAN, BRIGHT + CYAN, 123, 0x7df9ff),
		[ROLE_FIELD_B] = ON_BLACK(0, YELLOW, BRIGHT + YELLOW, 222, 0xffd166),
		[ROLE_FIELD_C] = ON_BLACK(0, GREEN, BRIGHT + GREEN, 157, 0xb0ff9e),
		[ROLE_FIELD_D] = ON_BLACK(0, MAGENTA, BRIGHT + MAGENTA, 225, 0xe3c1ff),
	},
	/* nothing is dim, and parties are bold: a projector leaves thin and pale strokes out */
	[THEME_PROJECTOR] = {
		[ROLE_NORMAL] = ON_WHITE(0, BLACK, BLACK, 16, 0x000000),
		[ROLE_DIM] = ON_WHITE(0, BLACK, BLACK, 238, 0x404040),
		[ROLE_HEADING] = ON_WHITE(B | U, BLACK, BLACK, 16, 0x000000),
		[ROLE_SELECTION] = WHITE_ON(B, BLUE, BLUE, 19, 0x0047ab),
		[ROLE_CURSOR] = BLACK_ON(B, YELLOW, BRIGHT + YELLOW, 220, 0xffd400),
		[ROLE_SECRET] = ON_WHITE(B, MAGENTA, MAGENTA, 90, 0x9c0098),
		[ROLE_OK] = ON_WHITE(B, GREEN, GREEN, 22, 0x00641a),
		[ROLE_FAIL] = WHITE_ON(B, RED, RED, 124, 0xb00000),
		[ROLE_WARN] = ON_WHITE(B | U, RED, RED, 88, 0x7a3d00),
		[ROLE_FRAME] = ON_WHITE(0, BLACK, BLACK, 238, 0x404040),
		[ROLE_FOCUS] = WHITE_ON(B, BLUE, BLUE, 19, 0x0047ab),
		[ROLE_CLIENT] = ON_WHITE(B, BLUE, BLUE, 19, 0x0047ab),
		[ROLE_SERVER] = ON_WHITE(B, RED, RED, 88, 0x9c3300),
		[ROLE_CLOSED] = ON_WHITE(U, BLACK, BLACK, 238, 0x404040),
		[ROLE_FIELD_A] = ON_WHITE(0, BLUE, BLUE, 19, 0x0047ab),
		[ROLE_FIELD_B] = ON_WHITE(0, RED, RED, 88, 0x9c3300),
		[ROLE_FIELD_C] = ON_WHITE(0, GREEN, GREEN, 22, 0x00641a),
		[ROLE_FIELD_D] = ON_WHITE(0, MAGENTA, MAGENTA, 54, 0x8b008b),
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

	if (colours >= DIRECT_COLOURS)
		return (struct look){ r->attrs, r->fg_rgb == OWN ? r->fg256 : COLOUR_RGB | r->fg_rgb, r->bg_rgb == OWN ? r->bg256 : COLOUR_RGB | r->bg_rgb };
	if (colours >= 256)
		return (struct look){ r->attrs, r->fg256, r->bg256 };
	if (colours >= 16)
		return (struct look){ r->attrs, r->fg16, r->bg16 };
	if (colours >= 8)
		return (struct look){ r->attrs, r->fg8, r->bg8 };
	/* attributes alone have to make the difference */
	return (struct look){ rows[theme == THEME_TERMINAL ? THEME_TERMINAL : THEME_MONO][role].attrs, OWN, OWN };
}
