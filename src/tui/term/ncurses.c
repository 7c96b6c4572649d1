/* The only file that knows ncurses. Drawing and keys are ncurses', but for a terminal
 * that takes red, green and blue, for which terminfo has no way that ncurses would go:
 * what it is sent is ansi.c's. The way out by a fatal signal is ours too, since ncurses must not be called from a handler: for it
 * the strings that undo everything are fetched when the terminal is opened. */
#define NCURSES_WIDECHAR 1
#include "tui/term/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/memory.h"
#include "tui/keys/keys.h"
#include "tui/settings.h"
#include "tui/term/ansi.h"
#include "tui/term/theme.h"

static struct {
	SCREEN *screen;
	bool open, gone;
	attr_t attrs[ROLE_N];
	short pairs[ROLE_N];
	struct grid shown;
	struct termios saved;
	bool has_saved;
	char undo[256];           /* leaves the alternate screen, shows the cursor ... */
	size_t undo_n;
	size_t undo_plain;        /* without what undoes the mouse */
	bool mouse, colour, direct;
	int wake[2];              /* a handler writes, term_key polls */
} term = { .wake = { -1, -1 } };

static volatile sig_atomic_t asked_to_end, resized, continued;

/* ---- signals ---- */

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static const int fatal_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
enum { N_ENDING = sizeof(ending_signals) / sizeof(int), N_FATAL = sizeof(fatal_signals) / sizeof(int) };
static struct sigaction old_ending[N_ENDING], old_fatal[N_FATAL], old_winch, old_cont;

static void wake_up(void)
{
	int saved = errno;
	ssize_t n = write(term.wake[1], "!", 1);

	(void)n;
	errno = saved;
}

/* Only what is allowed in a signal handler. */
static void restore_raw(void)
{
	size_t done = 0;

	while (done < term.undo_n) {
		ssize_t n = write(STDOUT_FILENO, term.undo + done, term.undo_n - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (term.has_saved)
		tcsetattr(STDIN_FILENO, TCSANOW, &term.saved);
}

static void on_fatal(int sig)
{
	restore_raw();
	for (int i = 0; i < N_FATAL; i++)
		if (fatal_signals[i] == sig)
			sigaction(sig, &old_fatal[i], NULL);
	raise(sig);
}

static void on_ending(int sig)
{
	if (asked_to_end) {
		/* Asked before, and still here: something hangs. */
		restore_raw();
		signal(sig, SIG_DFL);
		raise(sig);
	}
	asked_to_end = sig;
	wake_up();
}

static void on_winch(int sig)
{
	(void)sig;
	resized = 1;
	wake_up();
}

static void on_cont(int sig)
{
	(void)sig;
	continued = 1;
	wake_up();
}

static void install(int sig, void (*handler)(int), int flags, struct sigaction *old)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, old);
}

static void install_handlers(void)
{
	for (int i = 0; i < N_ENDING; i++)
		install(ending_signals[i], on_ending, 0, &old_ending[i]);
	for (int i = 0; i < N_FATAL; i++)
		install(fatal_signals[i], on_fatal, SA_NODEFER, &old_fatal[i]);
	install(SIGWINCH, on_winch, SA_RESTART, &old_winch);
	install(SIGCONT, on_cont, SA_RESTART, &old_cont);
}

static void remove_handlers(void)
{
	for (int i = 0; i < N_ENDING; i++)
		sigaction(ending_signals[i], &old_ending[i], NULL);
	for (int i = 0; i < N_FATAL; i++)
		sigaction(fatal_signals[i], &old_fatal[i], NULL);
	sigaction(SIGWINCH, &old_winch, NULL);
	sigaction(SIGCONT, &old_cont, NULL);
}

/* ---- opening and closing ---- */

/* A terminfo string that is really there. */
static const char *capability(const char *name)
{
	const char *s = tigetstr(name);

	return s == (const char *)-1 ? NULL : s;
}

enum status term_check(struct error *err)
{
	const char *name = getenv("TERM");
	bool able;
	int code;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(err, ST_UNSUPPORTED, "the terminal interface needs a terminal for input and output; use --plain or --json");
	if (!name || !*name)
		return error_set(err, ST_UNSUPPORTED, "TERM is not set, so the terminal's abilities are unknown; use --plain");
	if (setupterm(name, STDOUT_FILENO, &code) != OK)
		return error_set(err, ST_UNSUPPORTED, "the terminal type TERM=%.60s is not known here; use --plain", name);
	able = capability("cup") && capability("clear");
	del_curterm(set_curterm(NULL));
	if (!able)
		return error_set(err, ST_UNSUPPORTED, "a terminal of type TERM=%.60s cannot move its cursor; use --plain", name);
	return ST_OK;
}

static int add_undo(int c)
{
	if (term.undo_n < sizeof(term.undo))
		term.undo[term.undo_n++] = (char)c;
	return c;
}

static void collect_undo(void)
{
	static const char *const names[] = { "sgr0", "rmkx", "cnorm", "rmcup" };

	term.undo_n = term.undo_plain = 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (capability(names[i]))
			tputs(capability(names[i]), 1, add_undo);
}

static attr_t attributes(unsigned look)
{
	return (look & LOOK_BOLD ? A_BOLD : 0) | (look & LOOK_DIM ? A_DIM : 0) | (look & LOOK_REVERSE ? A_REVERSE : 0) |
	       (look & LOOK_UNDERLINE ? A_UNDERLINE : 0);
}

/* It says so itself, or terminfo does. Where there are not even 256, what COLORTERM says is of a terminal around this one. */
static bool takes_rgb(void)
{
	const char *says = getenv("COLORTERM");

	return COLORS >= 256 && ((says && (strcmp(says, "truecolor") == 0 || strcmp(says, "24bit") == 0)) ||
				 tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || capability("RGB") || tigetflag("Tc") > 0);
}

/* Pair 0 is the terminal's own. */
static void set_theme(bool colour)
{
	memset(term.pairs, 0, sizeof(term.pairs));
	colour = colour && has_colors() && start_color() == OK && use_default_colors() == OK && COLOR_PAIRS > ROLE_N;
	term.direct = colour && takes_rgb();
	for (short role = 0; role < ROLE_N; role++) {
		struct look l = theme_look(settings_theme(), (enum role)role, colour ? COLORS : 0);

		term.attrs[role] = attributes(l.attrs);
		if ((l.fg >= 0 || l.bg >= 0) && init_pair((short)(role + 1), (short)l.fg, (short)l.bg) == OK)
			term.pairs[role] = (short)(role + 1);
	}
}

enum status term_open(bool colour, struct error *err)
{
	static bool at_exit;

	TRY(term_check(err));
	asked_to_end = resized = continued = 0;
	term.gone = false;
	if (pipe(term.wake) != 0)
		return error_set(err, ST_IO, "cannot make a pipe: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		fcntl(term.wake[i], F_SETFL, O_NONBLOCK);
		fcntl(term.wake[i], F_SETFD, FD_CLOEXEC);
	}
	term.has_saved = tcgetattr(STDIN_FILENO, &term.saved) == 0;
	term.screen = newterm(NULL, stdout, stdin);
	if (!term.screen)
		return error_set(err, ST_UNSUPPORTED, "the terminal cannot be taken over; use --plain");
	term.open = true;
	collect_undo();
	install_handlers();
	if (!at_exit)
		atexit(term_close);
	at_exit = true;
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	mouseinterval(0);
	term_mouse(tui_settings.mouse);
	term.colour = colour;
	set_theme(colour);
	return ST_OK;
}

void term_retheme(void)
{
	set_theme(term.colour);
}

void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	endwin();
	remove_handlers();
	delscreen(term.screen);
	if (term.has_saved)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &term.saved);
	close(term.wake[0]);
	close(term.wake[1]);
	term.wake[0] = term.wake[1] = -1;
	grid_free(&term.shown);
}

void term_size(int *w, int *h)
{
	getmaxyx(stdscr, *h, *w);
}

/* ---- drawing ---- */

static void write_all(struct bytes b)
{
	for (size_t done = 0; done < b.n;) {
		ssize_t n = write(STDOUT_FILENO, b.p + done, b.n - done);

		if (n <= 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
}

static void put_cell(int x, int y, const struct cell *c)
{
	wchar_t text[2] = { (wchar_t)c->c, 0 };
	cchar_t cc;

	setcchar(&cc, text, term.attrs[c->role], term.pairs[c->role], NULL);
	mvadd_wch(y, x, &cc);
}

/* ncurses has drawn nothing, and is not to draw either when the next key is read. */
static void blit_direct(const struct grid *g, bool anew)
{
	struct buf out = { 0 };

	refresh();
	ansi_draw(g, anew ? NULL : &term.shown, settings_theme(), DIRECT_COLOURS, &out);
	write_all(buf_bytes(&out));
	buf_free(&out);
}

static void blit_changed(const struct grid *g, bool anew)
{
	for (int i = 0; i < g->w * g->h; i++) {
		const struct cell *c = &g->cells[i];
		/* A wide character is written again when either half changed. */
		bool changed = c->c != term.shown.cells[i].c || c->role != term.shown.cells[i].role ||
			       (i + 1 < g->w * g->h && !g->cells[i + 1].c && term.shown.cells[i + 1].c);

		if (c->c && (anew || changed))
			put_cell(i % g->w, i / g->w, c);
	}
	refresh();
}

void term_blit(const struct grid *g, bool anew)
{
	if (term.shown.w != g->w || term.shown.h != g->h) {
		grid_resize(&term.shown, g->w, g->h);
		anew = true;
	}
	if (anew) {
		erase();
		clearok(stdscr, TRUE);
	}
	(term.direct ? blit_direct : blit_changed)(g, anew);
	memcpy(term.shown.cells, g->cells, (size_t)(g->w * g->h) * sizeof(*g->cells));
}

/* ---- mouse ---- */

void term_mouse(bool on)
{
	static const char off[] = "\033[?1000l\033[?1006l";

	if (on && !term.undo_plain)
		term.undo_plain = term.undo_n;
	term.mouse = on && mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	if (!on)
		mousemask(0, NULL);
	if (!term.undo_plain)
		return;
	term.undo_n = term.undo_plain;
	for (const char *s = off; term.mouse && *s; s++)
		add_undo(*s);
}

bool term_has_mouse(void)
{
	return term.mouse;
}

static uint32_t mouse_key(void)
{
	MEVENT e;

	if (getmouse(&e) != OK)
		return TK_OTHER;
	if (e.bstate & BUTTON4_PRESSED)
		return keys_mouse(MOUSE_UP, e.x, e.y);
	if (e.bstate & BUTTON5_PRESSED)
		return keys_mouse(MOUSE_DOWN, e.x, e.y);
	return e.bstate & BUTTON1_PRESSED ? keys_mouse(MOUSE_CLICK, e.x, e.y) : TK_OTHER;
}

/* ---- keys ---- */

static uint32_t key_of(wint_t c, bool special)
{
	static const struct {
		int from;
		uint32_t to;
	} map[] = {
		{ KEY_UP, TK_UP }, { KEY_DOWN, TK_DOWN }, { KEY_LEFT, TK_LEFT }, { KEY_RIGHT, TK_RIGHT },
		{ KEY_HOME, TK_HOME }, { KEY_END, TK_END }, { KEY_FIND, TK_HOME }, { KEY_SELECT, TK_END },
		{ KEY_PPAGE, TK_PAGE_UP }, { KEY_NPAGE, TK_PAGE_DOWN }, { KEY_BTAB, TK_BACKTAB },
		{ KEY_BACKSPACE, TK_BACKSPACE }, { KEY_ENTER, TK_ENTER }, { KEY_RESIZE, TK_RESIZE },
	};

	if (!special)
		return c == 10 ? TK_ENTER : c == 0 ? TK_OTHER : (uint32_t)c;
	if (c > KEY_F(0) && c <= KEY_F(TK_F_N))
		return TK_F1 + c - KEY_F(1);
	if (c == KEY_MOUSE)
		return mouse_key();
	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (map[i].from == (int)c)
			return map[i].to;
	return TK_OTHER;
}

static bool read_key(uint32_t *key)
{
	wint_t c;
	int kind = get_wch(&c);

	if (kind == ERR)
		return false;
	*key = key_of(c, kind == KEY_CODE_YES);
	return true;
}

/* After a stop the shell may have left the terminal in its own modes. */
static void take_again(void)
{
	continued = 0;
	reset_prog_mode();
	curs_set(0);
	resized = 1;
}

static bool take_size(void)
{
	struct winsize size;

	if (!resized)
		return false;
	resized = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resize_term(size.ws_row, size.ws_col);
	clearok(stdscr, TRUE);
	if (term.shown.cells)
		grid_resize(&term.shown, 1, 1);   /* differs from any screen: all is written anew */
	return true;
}

uint32_t term_key(int timeout_ms)
{
	struct pollfd fds[2] = { { STDIN_FILENO, POLLIN, 0 }, { term.wake[0], POLLIN, 0 } };
	uint32_t key;
	char drain[64];

	for (int round = 0; round < 2; round++) {
		if (asked_to_end)
			return TK_SIGNAL;
		if (continued)
			take_again();
		if (take_size())
			return TK_RESIZE;
		if (read_key(&key))
			return key;
		if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) {
			term.gone = true;
			return TK_SIGNAL;
		}
		if (round || poll(fds, 2, timeout_ms) <= 0)
			break;
		while (read(term.wake[0], drain, sizeof(drain)) > 0)
			;
	}
	return TK_NONE;
}

void term_copy(struct bytes text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *name = getenv("TERM");
	struct buf out = { 0 };

	/* the console of Linux would print it; others cut off what is longer than that */
	if (!name || strncmp(name, "linux", 5) == 0 || text.n > 50000)
		return;
	buf_puts(&out, "\033]52;c;");
	for (size_t i = 0; i < text.n; i += 3) {
		size_t n = text.n - i < 3 ? text.n - i : 3;
		uint32_t v = (uint32_t)bytes_uint(bytes_slice(text, i, n)) << (8 * (3 - n));

		for (size_t k = 0; k < 4; k++)
			buf_add_uint(&out, 1, k <= n ? (uint8_t)digits[v >> (18 - 6 * k) & 63] : '=');
	}
	buf_puts(&out, "\a");
	write_all(buf_bytes(&out));
	buf_free(&out);
}

int term_signal(void)
{
	return asked_to_end;
}

bool term_gone(void)
{
	return term.gone;
}
