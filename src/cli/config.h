/* $XDG_CONFIG_HOME/slowshake/config, or ~/.config/slowshake/config: theme, keys, layout. */
#ifndef SLOWSHAKE_CLI_CONFIG_H
#define SLOWSHAKE_CLI_CONFIG_H

/* Reads it, if there is one, once: before a screen is opened. What is wrong in it is
 * told with its line, and the rest holds. */
void config_read(void);
/* As --color has it, whatever the file says; before config_read. */
void config_colour(int colour);

#endif
