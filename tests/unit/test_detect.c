/* What a stream speaks: dialogues in a line of text, given to the detector segment by
 * segment, and as packets to the whole capture floor.
 *
 * Segments are separated by "|"; each begins with C or S, its sender; c and s mean
 * that the beginning of that direction is not in the capture. <CH> <SH> <AD> <AL> <CC> are TLS
 * records, <S2> an SSLv2-style ClientHello, <nn> a byte in hex, <*n> the byte before n
 * times more; "-" alone is a gap of 10 bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "base/text.h"
#include "packets.h"
#include "source/capture/capture.h"

#define PAD32 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const struct {
	const char *name, *hex;
} records[] = {
	{ "CH", "1603010031 0100002d 0303" PAD32 "00 0002 002f 01 00 0002 0000" },      /* 54 bytes */
	{ "SH", "160303002a 02000026 0303" PAD32 "00 002f 00" },                        /* 47 bytes */
	{ "AD", "1703030008 0102030405060708" },                                        /* 13 bytes */
	{ "CC", "1403030001 01" },                                                      /* 6 bytes */
	{ "AL", "1503010002 0228" },                                                    /* 7 bytes */
	{ "S2", "801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f" },/* 30 bytes */
};

static void put_special(struct buf *b, const char *p, size_t n)
{
	char hex[3] = { p[0], p[1], 0 };

	for (size_t i = 0; i < ARRAY_LEN(records); i++)
		if (strlen(records[i].name) == n && memcmp(records[i].name, p, n) == 0) {
			assert_int_equal(text_unhex(records[i].hex, b), ST_OK);
			return;
		}
	if (*p == '*') {
		for (unsigned long times = strtoul(p + 1, NULL, 10); times; times--)
			buf_add_uint(b, 1, b->p[b->n - 1]);
		return;
	}
	assert_int_equal(n, 2);
	assert_int_equal(text_unhex(hex, b), ST_OK);
}

/* One segment at *p, moved past it. */
static void put_segment(struct buf *b, const char **p)
{
	while (**p && **p != '|') {
		if (**p == '<') {
			size_t n = strcspn(*p + 1, ">");

			put_special(b, *p + 1, n);
			*p += n + 2;
		} else {
			buf_add_uint(b, 1, (uint8_t)*(*p)++);
		}
	}
}

static const struct {
	const char *dialogue, *verdict;
} dialogues[] = {
	/* TLS at once */
	{ "C<CH>", "1: tls 0+0 client 0" },
	{ "C<CH>|S<SH>", "1: tls 0+0 client 0" },
	{ "S<CH>", "1: tls 0+0 client 1" },
	{ "S<SH>", "1: tls 0+0 client 0" },
	{ "C<16>|C<03><01>|C<00><31><01>", "3: tls 0+0 client 0" },
	{ "C<S2>", "1: tls 0+0 client 0 ssl2" },
	{ "C<80><1c><01>|C<03><01><00><03><00><00><00><10><00><00>", "2: tls 0+0 client 0 ssl2" },
	{ "S<AL>", "1: tls 0+0 client -1" },
	{ "C<16><03><01><40><00><01>", "1: tls 0+0 client 0" },
	/* after a dialogue */
	{ "S220 mail ESMTP\r\n|CEHLO me\r\n|S250-mail\r\n250 STARTTLS\r\n|CSTARTTLS\r\n|S220 go\r\n|C<CH>|S<SH>",
	  "6: tls 19+48 client 0 SMTP (SMTP STARTTLS)" },
	{ "S220 mail ESMTP\r\n|CEHLO me\r\nSTARTTLS\r\n<CH>", "2: tls 19+16 client 0 SMTP (SMTP STARTTLS)" },
	{ "S220 mail ESMTP\r\n|CEHLO me\r\n|S250 STARTTLS\r\n|CSTARTTLS\r\n|S220 go\r\n|C<S2>", "6: tls 19+38 client 0 ssl2 SMTP (SMTP STARTTLS)" },
	{ "S220 (vsFTPd)\r\n|CAUTH TLS\r\n|S234 ok\r\n|C<CH>", "4: tls 10+22 client 0 FTP (FTP AUTH TLS)" },
	{ "S+OK ready\r\n|CSTLS\r\n|S+OK\r\n|C<CH>", "4: tls 6+16 client 0 POP3 (POP3 STLS)" },
	{ "S* OK IMAP\r\n|Ca STARTTLS\r\n|Sa OK\r\n|C<CH>", "4: tls 12+17 client 0 IMAP (IMAP STARTTLS)" },
	{ "S200 news\r\n|CSTARTTLS\r\n|S382 ok\r\n|C<CH>", "4: tls 10+18 client 0 NNTP (NNTP STARTTLS)" },
	{ "C<3c>?xml version='1.0'?><3c>stream:stream>|S<3c>proceed/>|C<CH>", "3: tls 36+10 client 0 XMPP (XMPP STARTTLS)" },
	{ "CCONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n|SHTTP/1.1 200 OK\r\n\r\n|C<CH>|S<SH>", "3: tls 35+19 client 0 HTTP (HTTP CONNECT)" },
	{ "sHTTP/1.1 200 Connection established\r\n\r\n|s<SH>", "2: tls 0+39 client 0 middle C HTTP (HTTP CONNECT)" },
	{ "C0<1d><02><01><01>w<18><80><16>1.3.6.1.4.1.1466.20037|S0<0c><02><01><01>x<07><0a><01><00><04><00><04><00>|C<CH>",
	  "3: tls 31+14 client 0 LDAP (LDAP StartTLS)" },
	{ "C<00><00><00><08><04><d2><16><2f>|SS|C<CH>|S<SH>", "3: tls 8+1 client 0 PostgreSQL (PostgreSQL SSLRequest)" },
	{ "C<00><00><00><08><04><d2><16><30>|SN|C<00><00><00><08><04><d2><16><2f>|SS|C<CH>", "5: tls 16+2 client 0 PostgreSQL (PostgreSQL SSLRequest)" },
	{ "S<4a><00><00><00><0a>8.0.30<00><*60>|C<20><00><00><01><85><ae><00><*24>|C<CH>", "3: tls 31+72 client 0 MySQL (MySQL SSLRequest)" },
	{ "C<03><00><00><13><0e><e0><00><*12>|S<03><00><00><13><0e><d0><00><*12>|C<CH>", "3: tls 19+19 client 0 RDP (RDP negotiation)" },
	{ "C<05><01><00>|S<05><00>|C<05><01><00><01><7f><00><00><01><01><bb>|S<05><00><00><01><00><*5>|C<CH>", "5: tls 13+12 client 0 SOCKS (SOCKS)" },
	{ "CPROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n<CH>", "1: tls 32+0 client 0 PROXY protocol (PROXY protocol)" },
	{ "SRFB 003.008\n|CRFB 003.008\n|S<02><01><13>|C<13>|C<CH>", "5: tls 13+15 client 0 RFB (VeNCrypt)" },
	{ "Chello, may we speak TLS?\n|Syes\n|C<CH>", "3: tls 25+4 client 0 (a plain dialogue)" },
	{ "S220 mail ESMTP\r\n|CSTARTTLS\r\n|S220 go\r\n|S<SH>", "4: tls 10+24 client 0 SMTP or FTP (STARTTLS)" },
	/* from the middle */
	{ "c<AD>", "1: tls 0+0 client -1 middle C S" },
	{ "cxxxxx<AD>", "more" },
	{ "cxxxxx|c<AD>", "2: tls 5+0 client -1 middle C S" },
	{ "cxxxxx|szzzzzzz|s<AD>", "3: tls 5+7 client -1 middle C S" },
	{ "szzzzzzz|c<CH>", "2: tls 0+7 client 0" },
	{ "szzzzzzz|c<CC><AD>|s<SH>", "2: tls 0+7 client -1 middle C S" },
	/* something else */
	{ "CGET / HTTP/1.1\r\n\r\n", "1: other HTTP" },
	{ "CGET / HTTP/1.1\r\n\r\n|S<AL>", "1: other HTTP" },
	{ "SHTTP/1.1 200 OK\r\n\r\n", "1: other HTTP" },
	{ "CPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "1: other HTTP/2" },
	{ "SSSH-2.0-OpenSSH_9\r\n", "1: other SSH" },
	{ "C<13>BitTorrent protocol", "1: other BitTorrent" },
	{ "C<00><00><00><2f><ff>SMB<72><00><00><00>", "1: other SMB" },
	{ "C<10><0c><00><04>MQTT<04><02><00><3c><00><00>", "1: other MQTT" },
	{ "COPTIONS sip:a SIP/2.0\r\n", "1: other SIP" },
	{ "C<12><01><00><2f><00><00><00><01><00>", "more TDS" },
	{ "C<00><0e><38><01><02><03><04><05><06><07><08><00><00><00><00><00>", "1: other OpenVPN" },
	{ "C<00><1d><12><34><01><00><00><01><00><00><00><00><00><00><03>www<07>example<03>com<00><00><01><00><01>", "1: other DNS" },
	{ "C<00><00><00><29><00><03><00><00>user<00>me<00><00>", "1: other PostgreSQL" },
	{ "S220 mail ESMTP\r\n|CEHLO me\r\n", "more SMTP" },
	{ "S220 mail\r\n|CEHLO me\r\nx<*8200>", "2: other SMTP" },
	{ "Cx<*100>", "more" },
	{ "Cx<*1100>", "1: other" },
	/* what only looks like it */
	{ "C<16><03><05><00><31><01>", "more" },
	{ "C<16><03><01><ff><00><01>", "more" },
	{ "C<80><2e><01><03><01><00><04><00><00><00><10>0123456789", "more" },
	{ "C<17><03><03><00><02>xx<99><*10>", "more" },
};

static void describe(const struct detected *d, unsigned at, struct buf *out)
{
	if (d->verdict == DETECT_MORE)
		buf_puts(out, "more");
	else
		buf_printf(out, d->verdict == DETECT_TLS ? "%u: tls %zu+%zu client %d" : "%u: other", at, d->offset[0], d->offset[1], d->client);
	if (d->ssl2_hello)
		buf_puts(out, " ssl2");
	if (d->no_start[0] || d->no_start[1])
		buf_printf(out, " middle%s%s", d->no_start[0] ? " C" : "", d->no_start[1] ? " S" : "");
	if (d->protocol)
		buf_printf(out, " %s", d->protocol);
	if (d->via)
		buf_printf(out, " (%s)", d->via);
}

static void detect(const char *p, struct buf *out)
{
	struct buf bytes[2] = { { 0 }, { 0 } };
	struct detect_side side[2] = { { .ended = false } };
	struct detected d = { 0 };
	unsigned at = 0;

	/* lower-case senders stand for both directions */
	side[0].from_start = side[1].from_start = *p == 'C' || *p == 'S';
	while (*p) {
		unsigned who = *p == 'S' || *p == 's';

		p++;
		side[who].last = bytes[who].n;
		put_segment(&bytes[who], &p);
		for (unsigned i = 0; i < 2; i++)
			side[i].bytes = buf_bytes(&bytes[i]);
		at++;
		d = detect_stream(side);
		if (d.verdict != DETECT_MORE)
			break;
		p += *p == '|';
	}
	describe(&d, at, out);
	buf_free(&bytes[0]);
	buf_free(&bytes[1]);
}

static void every_dialogue(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(dialogues); i++) {
		struct buf out = { 0 };

		detect(dialogues[i].dialogue, &out);
		if (strcmp(buf_str(&out), dialogues[i].verdict) != 0) {
			print_error("%s\n  gives %s\n  not   %s\n", dialogues[i].dialogue, buf_str(&out), dialogues[i].verdict);
			failed++;
		}
		buf_free(&out);
	}
	assert_int_equal(failed, 0);
}

/* ---- the whole floor ---- */

struct log {
	struct buf out;
	struct capture *c;
	unsigned ignore_after;   /* ignore at this call to the sink; 0: never */
	unsigned calls;
};

static void may_ignore(struct log *l, struct stream *s)
{
	if (++l->calls == l->ignore_after)
		capture_ignore(l->c, s);
}

static void on_open(void *ctx, struct stream *s, const struct detected *d)
{
	struct log *l = ctx;

	buf_printf(&l->out, "open%u client %d%s", (unsigned)s->number, d->client, d->client_guessed ? "?" : "");
	buf_printf(&l->out, "%s%s%s, ", d->via ? " " : "", d->via ? d->via : "", d->no_start[0] || d->no_start[1] ? " middle" : "");
	may_ignore(l, s);
}

static void on_data(void *ctx, struct stream *s, unsigned side, struct bytes b, int64_t time_ns)
{
	struct log *l = ctx;

	/* packets come a millisecond apart, the first in second 1 */
	assert_int_equal(time_ns, 1000000000 + (int64_t)s->packet * 1000000);
	buf_printf(&l->out, "%c%zu@%llu, ", side ? 'S' : 'C', b.n, (unsigned long long)s->offset[side]);
	may_ignore(l, s);
}

static void on_gap(void *ctx, struct stream *s, unsigned side, uint64_t n, enum gap_reason reason, int64_t time_ns)
{
	struct log *l = ctx;

	(void)time_ns;
	buf_printf(&l->out, "gap%c%llu@%llu:%c, ", side ? 'S' : 'C', (unsigned long long)n, (unsigned long long)s->offset[side], "LASMU"[reason]);
	may_ignore(l, s);
}

static void on_close(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns)
{
	struct log *l = ctx;

	(void)time_ns;
	buf_printf(&l->out, "close%u:%d ", (unsigned)s->number, (int)reason);
}

static void on_other(void *ctx, struct stream *s, const struct detected *d)
{
	struct log *l = ctx;

	buf_printf(&l->out, "other%u%s%s ", (unsigned)s->number, d->protocol ? " " : "", d->protocol ? d->protocol : "");
}

struct wire {
	struct buf file;
	uint32_t seq[2];
	uint64_t packet;
};

static void put_packet(struct wire *w, unsigned who, unsigned flags, struct bytes data)
{
	struct buf tcp = { 0 }, ip = { 0 };

	put_tcp(&tcp, who ? 443 : 50000, who ? 50000 : 443, w->seq[who], w->seq[!who], flags, data);
	put_ipv4(&ip, 1 + who, 2 - who, 6, 1, 0, buf_bytes(&tcp));
	w->packet++;
	put_pcap_packet(&w->file, false, 1, (uint32_t)w->packet * 1000, (uint32_t)ip.n, buf_bytes(&ip));
	w->seq[who] += (uint32_t)data.n + !!(flags & (SYN | FIN));
	buf_free(&tcp);
	buf_free(&ip);
}

static struct buf write_dialogue(const char *p)
{
	struct wire w = { .seq = { 1000, 5000 } };

	put_pcap_header(&w.file, false, 0xa1b2c3d4, RAW_IP);
	if (*p == 'C' || *p == 'S') {
		put_packet(&w, 0, SYN, BYTES_NONE);
		put_packet(&w, 1, SYN | ACK, BYTES_NONE);
	}
	while (*p) {
		unsigned who = *p == 'S' || *p == 's';
		struct buf b = { 0 };

		if (*++p == '-') {
			w.seq[who] += 10;
			p++;
		} else {
			put_segment(&b, &p);
			put_packet(&w, who, ACK, buf_bytes(&b));
		}
		buf_free(&b);
		p += *p == '|';
	}
	put_packet(&w, 0, FIN | ACK, BYTES_NONE);
	put_packet(&w, 1, FIN | ACK, BYTES_NONE);
	return w.file;
}

static const struct {
	const char *dialogue, *told;
} floors[] = {
	{ "C<CH>|S<SH>|C<AD>", "open0 client 0, C54@0, S47@0, C13@54, close0:0" },
	{ "C<16>|C<03><01>|C<00><31><01>|S<SH>", "open0 client 0, C1@0, C2@1, C3@3, S47@0, close0:0" },
	{ "S220 mail ESMTP\r\n|CSTARTTLS\r\n|S220 go\r\n|C<CH>|S<SH>", "open0 client 0 STARTTLS, C54@10, S47@24, close0:0" },
	{ "CPROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n<CH>|S<SH>", "open0 client 0 PROXY protocol, C54@32, S47@0, close0:0" },
	{ "CGET / HTTP/1.1\r\n\r\n|S<SH>", "other0 HTTP" },
	{ "Cnothing known|Sat all", "other0" },
	{ "S220 mail ESMTP\r\n|CQUIT\r\n", "other0 SMTP or FTP" },
	/* from the middle: each direction begins at its own first record */
	{ "c<AD>|s<AD>", "open0 client 0? middle, C13@0, S13@0, close0:0" },
	{ "cxxxxx|c<AD>|szzz|szzzz|s<AD>|c<AD>",
	  "open0 client 0? middle, C13@5, gapS3@0:U, gapS4@3:U, S13@7, C13@18, close0:0" },
	{ "szzzz|s<CH>|c<SH>", "open0 client 0, C54@4, S47@0, close0:0" },
	{ "cxxx", "other0" },
	/* gaps: in a direction that is TLS, before it is known, and in between */
	{ "C<CH>|S-|S<SH>", "open0 client 0, C54@0, gapS10@0:A, S47@10, close0:0" },
	{ "C-|C<CH>|S<SH>", "open0 client 0, C54@10, S47@0, close0:0" },
	{ "S220 mail ESMTP\r\n|CSTARTTLS\r\n|S-|C<CH>|S<SH>", "open0 client 0 a plain dialogue, C54@10, S47@26, close0:0" },
	{ "C-|Cxxxx|C<AD>|S<AD>", "open0 client 0? middle, C13@14, S13@0, close0:0" },
};

static void run_floor(const char *dialogue, unsigned ignore_after, struct buf *out)
{
	struct log l = { .ignore_after = ignore_after };
	const struct capture_sink sink = {
		.ctx = &l, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close, .other = on_other,
	};
	struct buf file = write_dialogue(dialogue);
	struct error err;

	assert_int_equal(capture_open_bytes(buf_bytes(&file), &sink, NULL, &l.c, &err), ST_OK);
	assert_int_equal(capture_read(l.c, UINT64_MAX, &err), ST_CLOSED);
	capture_close(l.c);
	buf_free(&file);
	*out = l.out;
}

static void whole_floor(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(floors); i++) {
		struct buf out = { 0 };

		run_floor(floors[i].dialogue, 0, &out);
		out.n -= out.n > 0;
		if (strcmp(buf_str(&out), floors[i].told) != 0) {
			print_error("%s\n  gives %s\n  not   %s\n", floors[i].dialogue, buf_str(&out), floors[i].told);
			failed++;
		}
		buf_free(&out);
	}
	assert_int_equal(failed, 0);
}

/* Whenever the sink wants no more, nothing more comes. */
static void ignored_at_any_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(floors); i++) {
		struct buf whole = { 0 };

		run_floor(floors[i].dialogue, 0, &whole);
		for (unsigned at = 1; at < 8; at++) {
			struct buf out = { 0 };
			size_t calls = 0;

			run_floor(floors[i].dialogue, at, &out);
			for (size_t k = 0; k < out.n; k++)
				calls += out.p[k] == ',';
			assert_true(calls <= at);
			if (calls == at)
				assert_null(strstr(buf_str(&out), "close"));
			assert_memory_equal(out.p ? (void *)out.p : "", whole.p ? (void *)whole.p : "", calls < at ? whole.n : out.n);
			buf_free(&out);
		}
		buf_free(&whole);
	}
}

/* Left before the end: nothing leaks, and a stop closes what is open. */
static void stopped(void **state)
{
	(void)state;
	for (unsigned stop = 0; stop < 2; stop++)
		for (uint64_t n = 0; n < 8; n++) {
			struct log l = { 0 };
			const struct capture_sink sink = { .ctx = &l, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close };
			struct buf file = write_dialogue("S220 mail ESMTP\r\n|CSTARTTLS\r\n|S220 go\r\n|C<CH>|S<SH>");
			struct error err;

			assert_int_equal(capture_open_bytes(buf_bytes(&file), &sink, NULL, &l.c, &err), ST_OK);
			assert_int_equal(capture_read(l.c, n, &err), ST_OK);
			if (stop)
				capture_stop(l.c);
			capture_close(l.c);
			assert_int_equal(strstr(buf_str(&l.out), "open") && stop, strstr(buf_str(&l.out), "close") != NULL);
			buf_free(&file);
			buf_free(&l.out);
		}
}

/* Many streams that say nothing known: their memory is bounded, and each is told. */
static void many_unknown(void **state)
{
	struct log l = { 0 };
	const struct capture_sink sink = { .ctx = &l, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close, .other = on_other };
	struct buf file = { 0 }, tcp = { 0 }, ip = { 0 };
	const struct capture_stats *stats;
	const struct tcp_limits limits = { .flows = 16384, .open = 4096 };
	struct error err;

	(void)state;
	put_pcap_header(&file, false, 0xa1b2c3d4, RAW_IP);
	for (unsigned i = 0; i < 60000; i++) {
		buf_clear(&tcp);
		buf_clear(&ip);
		put_tcp(&tcp, 1024 + i, 443, 1, 0, 16, BYTES_LIT("hmmm"));
		put_ipv4(&ip, 1, 2, 6, 1, 0, buf_bytes(&tcp));
		put_pcap_packet(&file, false, 1, 0, (uint32_t)ip.n, buf_bytes(&ip));
	}
	assert_int_equal(capture_open_bytes(buf_bytes(&file), &sink, &limits, &l.c, &err), ST_OK);
	assert_int_equal(capture_read(l.c, UINT64_MAX, &err), ST_CLOSED);
	stats = capture_statistics(l.c);
	assert_int_equal(stats->packets, 60000);
	assert_int_equal(stats->other, 60000);
	assert_int_equal(capture_tcp_statistics(l.c)->evicted, 60000 - limits.open);
	capture_close(l.c);
	buf_free(&l.out);
	buf_free(&file);
	buf_free(&tcp);
	buf_free(&ip);
}

/* ---- datagrams ---- */

static const struct {
	const char *hex, *name;
} datagrams[] = {
	{ "16feff 0000 000000000000 0004 01000000", "DTLS" },
	{ "16fefd 0000 000000000000 0002 0100 14fefd 0000 000000000001 0001 01", "DTLS" },
	{ "16feff 0000 000000000000 0005 01000000", NULL },
	{ "16feff 0000 000000000000 0003 01000000", NULL },
	{ "160301 0000 000000000000 0004 01000000", NULL },
	{ "c0 00000001 08 0001020304050607 00 00 449e 000000000000", "QUIC" },
	{ "c0 6b3343cf 08 0001020304050607 00 00 449e 000000000000", "QUIC" },
	{ "c0 ff00001d 08 0001020304050607 00 00 449e 000000000000", "QUIC" },
	{ "80 00000000 08 0001020304050607 00 00000001 00000000", "QUIC" },
	{ "c0 00000009 08 0001020304050607 00 00 449e 000000000000", NULL },
	{ "c0 00000001 15 0001020304050607 00 00 449e 000000000000", NULL },
	{ "c3 51303433 50 0001020304050607 00 00 449e 000000000000", "QUIC" },
	{ "4000000e 16feff 0000 000000000000 0001 01", "DTLS" },
	{ "01000000 16feff 0000 000000000000 0001 01", "DTLS" },
	{ "4000000f 16feff 0000 000000000000 0001 01", NULL },
	{ "0001 0000 2112a442 000102030405060708090a0b", "STUN" },
	{ "1234 0100 0001 0000 0000 0000 03777777 00 0001 0001", NULL },
	{ "", NULL },
};

static void every_datagram(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(datagrams); i++) {
		struct buf b = { 0 };
		const char *name;

		assert_int_equal(text_unhex(datagrams[i].hex, &b), ST_OK);
		name = detect_datagram(buf_bytes(&b));
		if ((name == NULL) != (datagrams[i].name == NULL) || (name && strcmp(name, datagrams[i].name) != 0))
			fail_msg("%s: %s", datagrams[i].hex, name ? name : "nothing");
		buf_free(&b);
	}
}

/* A conversation in datagrams, told once: "D" DTLS, "S" STUN, "Q" QUIC, "x" something else. */
static const struct {
	const char *datagrams, *told;
} conversations[] = {
	{ "D", "other0 DTLS " },
	{ "DDxD", "other0 DTLS " },
	{ "Q", "other0 QUIC " },
	{ "xxxxD", "other0 DTLS " },
	{ "xxxxxxxxxxxxD", "" },
	{ "SSxxxxxxxxxxxxD", "other0 DTLS " },
	{ "SSxx", "other0 STUN " },
	{ "xx", "" },
};

static void put_datagram(struct buf *file, char kind)
{
	static const struct {
		char kind;
		const char *hex;
	} kinds[] = {
		{ 'D', "16feff 0000 000000000000 0004 01000000" },
		{ 'S', "0001 0000 2112a442 000102030405060708090a0b" },
		{ 'Q', "c0 00000001 08 0001020304050607 00 00 449e 000000000000" },
		{ 'x', "0102" },
	};
	struct buf data = { 0 }, udp = { 0 }, ip = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].kind == kind)
			assert_int_equal(text_unhex(kinds[i].hex, &data), ST_OK);
	put_udp(&udp, 1000, 2000, buf_bytes(&data));
	put_ipv4(&ip, 1, 2, 17, 1, 0, buf_bytes(&udp));
	put_pcap_packet(file, false, 1, 0, (uint32_t)ip.n, buf_bytes(&ip));
	buf_free(&data);
	buf_free(&udp);
	buf_free(&ip);
}

static void conversations_of_datagrams(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(conversations); i++) {
		struct log l = { 0 };
		const struct capture_sink sink = { .ctx = &l, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close, .other = on_other };
		struct buf file = { 0 };
		struct error err;

		put_pcap_header(&file, false, 0xa1b2c3d4, RAW_IP);
		for (const char *p = conversations[i].datagrams; *p; p++)
			put_datagram(&file, *p);
		assert_int_equal(capture_open_bytes(buf_bytes(&file), &sink, NULL, &l.c, &err), ST_OK);
		assert_int_equal(capture_read(l.c, UINT64_MAX, &err), ST_CLOSED);
		assert_string_equal(buf_str(&l.out), conversations[i].told);
		capture_close(l.c);
		buf_free(&l.out);
		buf_free(&file);
	}
}

static void log_secrets(void *ctx, struct bytes keylog)
{
	struct log *l = ctx;

	buf_puts(&l->out, "secrets ");
	buf_add(&l->out, keylog);
}

static void log_note(void *ctx, const char *text)
{
	struct log *l = ctx;

	(void)text;
	buf_puts(&l->out, " note");
}

/* By its path; with secrets, an unknown link type, a fault, and cut at its end. */
static void facts_of_a_file(void **state)
{
	struct log l = { 0 };
	const struct capture_sink sink = { .ctx = &l, .open = on_open, .data = on_data, .gap = on_gap, .close = on_close,
					   .secrets = log_secrets, .note = log_note };
	struct buf file = { 0 }, b = { 0 };
	char path[] = "/tmp/slowshake-test-XXXXXX";
	int fd = mkstemp(path);
	uint64_t done, size;
	struct error err;

	(void)state;
	assert_int_equal(text_unhex("4d3c2b1a 0100 0000 ffffffffffffffff", &b), ST_OK);
	put_block(&file, false, 0x0a0d0d0a, buf_bytes(&b));
	put_block(&file, false, 1, BYTES_LIT("\x93\0\0\0\0\0\0\0"));
	put_block(&file, false, 10, BYTES_LIT("KSLT\3\0\0\0abc"));
	put_block(&file, false, 6, BYTES_LIT("\0\0\0\0\0\0\0\0\5\0\0\0\4\0\0\0\7\0\0\0abcd"));
	put_block(&file, false, 6, BYTES_LIT("\1\0\0\0\0\0\0\0\5\0\0\0\4\0\0\0\4\0\0\0abcd"));
	put_block(&file, false, 6, BYTES_LIT("\0\0\0\0\0\0\0\0\5\0\0\0\4\0\0\0\4\0\0\0abcd"));
	assert_int_equal(write(fd, file.p, file.n - 1), (ssize_t)file.n - 1);
	assert_int_equal(capture_open(path, &sink, NULL, &l.c, &err), ST_OK);
	capture_progress(l.c, &done, &size);
	assert_int_equal(size, file.n - 1);
	assert_int_equal(capture_read(l.c, 100, &err), ST_MORE);
	assert_string_equal(buf_str(&l.out), "secrets abc note");
	assert_int_equal(capture_statistics(l.c)->packets, 1);
	assert_int_equal(capture_statistics(l.c)->cut, 1);
	assert_int_equal(capture_statistics(l.c)->walk[WALK_LINK], 1);
	assert_int_equal(capture_statistics(l.c)->unknown_link, 147);
	capture_close(l.c);
	assert_int_equal(ftruncate(fd, 3), 0);
	assert_int_equal(capture_open(path, &sink, NULL, &l.c, &err), ST_DECODE);
	close(fd);
	unlink(path);
	assert_int_equal(capture_open(path, &sink, NULL, &l.c, &err), ST_IO);
	buf_free(&file);
	buf_free(&b);
	buf_free(&l.out);
}

UNIT_GROUP(detect)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_dialogue),
		cmocka_unit_test(whole_floor),
		cmocka_unit_test(ignored_at_any_time),
		cmocka_unit_test(stopped),
		cmocka_unit_test(many_unknown),
		cmocka_unit_test(every_datagram),
		cmocka_unit_test(conversations_of_datagrams),
		cmocka_unit_test(facts_of_a_file),
	};

	return cmocka_run_group_tests_name("detect", tests, NULL, NULL);
}
