/* The least that a terminal program can do: start ncurses, draw one line, wait
 * for a key, leave. What first_frame.py compares with. */
#include <ncurses.h>

int main(void)
{
	initscr();
	addstr("ready: q");
	refresh();
	getch();
	endwin();
	return 0;
}
