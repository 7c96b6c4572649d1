/* How bytes want to be read by people. */
#ifndef SLOWSHAKE_SPEC_SHOW_H
#define SLOWSHAKE_SPEC_SHOW_H

enum show { SHOW_HEX, SHOW_NUMBER, SHOW_CODE, SHOW_TEXT, SHOW_TIME, SHOW_OID, SHOW_IP, SHOW_NAME, SHOW_CODES };

#endif
