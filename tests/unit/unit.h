/* The unit tests are one program: `unit GROUP...` runs these groups (all, if none
 * is named), `unit GROUP:PATTERN` those tests of one whose name fits, `unit --list`
 * names them. A group is a file test_NAME.c with one UNIT_GROUP, and a row in
 * meson.build; meson runs each as a test of its own. */
#ifndef SLOWSHAKE_TESTS_UNIT_H
#define SLOWSHAKE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/bytes.h"

/* Opens the function that runs a group: how many tests failed, or less than 0. */
#define UNIT_GROUP(name) int unit_##name(void); int unit_##name(void)

/* Where a group writes the values that it made (`unit --json GROUP`), to be
 * computed anew by another program; NULL: not wanted. */
extern FILE *unit_values;

/* Sets up a group that computes. */
int unit_set_up(void **state);

/* A file of assets/; the test fails without it. */
struct bytes unit_asset(const char *name);

#endif
