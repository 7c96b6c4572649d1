/* $XDG_CONFIG_HOME/slowshake/config, or ~/.config/slowshake/config: theme, keys, layout. */
#ifndef SLOWSHAKE_CLI_CONFIG_H
#define SLOWSHAKE_CLI_CONFIG_H

#include "base/bytes.h"
#include "base/status.h"

/* Reads it, if there is one, once: before a screen is opened. What is wrong in it is
 * told with its line, and the rest holds. */
void config_read(void);
/* As --color has it, whatever the file says; before config_read. */
void config_colour(int colour);
/* Writes the settings of now into that file, which keeps all else that stands in it, its mode too; where there is none, a new
 * one. A link is followed. *path gets where that is. ST_IO with the sentence: then nothing has changed. */
enum status config_save(struct buf *path, struct error *err) MUST_USE;

#endif
