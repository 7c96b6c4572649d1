/* What the menu has to ask before it can open something: a form, and the command that its answers make. */
#ifndef SLOWSHAKE_CLI_MENU_ASK_H
#define SLOWSHAKE_CLI_MENU_ASK_H

#include "base/status.h"

enum menu_form { MENU_CAPTURE, MENU_CONNECT, MENU_SERVE, MENU_COMPARE };

/* Asks, and asks again as long as something is wrong with the answers, which is said there. They are there again the next
 * time. *code: of the command, unchanged if the user left the form. Results as tui_form_run. */
enum status menu_ask(enum menu_form what, int *code, struct error *err) MUST_USE;
/* As on the command line, in the terminal; the first complaint is kept in *said. Returns the exit code. */
int menu_run_words(char *const *words, int n, struct error *said);

#endif
