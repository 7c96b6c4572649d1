#include "lesson/parse.h"

#include <cmark.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lesson/inline.h"
#include "lesson/keys.h"
#include "lesson/parser.h"
#include "lesson/shuffle.h"

enum { MAX_DEPTH = 4 };   /* of lists in lists */

/* ---- steps ---- */

static void end_step(struct lesson_parser *p)
{
	struct lesson_step *s = p->step;

	if (!s)
		return;
	if (!s->bound)
		lesson_report(p->r, p->l, s->line, "the step \"%.60s\" has no ```step block that says at which event it begins", s->title);
	s->n_blocks = p->blocks.n;
	s->blocks = arena_alloc(&p->l->arena, (s->n_blocks + 1) * sizeof(*s->blocks));
	for (size_t i = 0; i < s->n_blocks; i++)
		s->blocks[i] = *(struct lesson_block *)segvec_at(&p->blocks, i);
	segvec_free(&p->blocks);
	p->blocks = (struct segvec){ 0 };
}

static void begin_step(struct lesson_parser *p, cmark_node *n)
{
	size_t run = p->step ? p->step->run : 0;

	end_step(p);
	if (p->steps.n == LESSON_MAX_STEPS)
		lesson_report(p->r, p->l, lesson_parse_line(p, n), "more than %d steps", LESSON_MAX_STEPS);
	p->step = segvec_add(&p->steps, sizeof(*p->step));
	*p->step = (struct lesson_step){
		.line = lesson_parse_line(p, n), .title = lesson_inline(p->l, n, lesson_parse_line(p, n), p->r), .run = run, .n_pages = 1,
	};
	p->open = NULL;
}

static bool same_text(struct lesson_text a, struct lesson_text b)
{
	return a.s && b.s ? strcmp(a.s, b.s) == 0 : a.s == b.s;
}

/* The run that a step asks for: the lesson's own, with what the step says instead. */
static size_t run_index(struct lesson_parser *p, struct lesson_run want, int line)
{
	struct lesson *l = p->l;

	for (size_t i = 0; i < l->n_runs; i++)
		if (same_text(l->runs[i].scenario, want.scenario) && same_text(l->runs[i].fault, want.fault) &&
		    same_text(l->runs[i].seed, want.seed) && same_text(l->runs[i].capture, want.capture) &&
		    same_text(l->runs[i].flip, want.flip) && same_text(l->runs[i].without, want.without))
			return i;
	if (l->n_runs == LESSON_MAX_RUNS) {
		lesson_report(p->r, l, line, "more than %d different handshakes", LESSON_MAX_RUNS);
		return 0;
	}
	l->runs[l->n_runs] = want;
	return l->n_runs++;
}

static void step_block(struct lesson_parser *p, struct bytes text, int line)
{
	struct lesson_run run = p->l->runs[0], empty = { .capture = { NULL, 0 } };
	struct lesson_run own = empty;
	struct lesson_step *s = p->step;
	const struct lesson_key keys[] = {
		{ "at", &s->at }, { "field", &s->field }, { "value", &s->value }, { "pane", &s->pane },
		{ "scenario", &own.scenario }, { "fault", &own.fault }, { "seed", &own.seed }, { "capture", &own.capture }, { "flip", &own.flip },
		{ "without", &own.without },
	};

	if (s->bound)
		lesson_report(p->r, p->l, line, "a second ```step block in one step");
	s->bound = true;
	lesson_keys_read(p->l, text, line, keys, ARRAY_LEN(keys), p->r);
	if (!s->at.s)
		lesson_report(p->r, p->l, line, "the step block has no line \"at: EVENT\"");
	if (!own.scenario.s && !own.fault.s && !own.seed.s && !own.capture.s && !own.flip.s && !own.without.s)
		return;
	run.scenario = own.scenario.s ? own.scenario : run.scenario;
	run.fault = own.fault.s ? own.fault : run.fault;
	run.seed = own.seed.s ? own.seed : run.seed;
	run.capture = own.capture.s ? own.capture : run.capture;
	run.flip = own.flip.s ? own.flip : run.flip;
	run.without = own.without.s ? own.without : run.without;
	s->run = run_index(p, run, line);
}

/* ---- the Markdown's nodes ---- */

static void plain_list(struct lesson_parser *p, cmark_node *list, unsigned depth)
{
	bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	int number = cmark_node_get_list_start(list);

	if (depth > MAX_DEPTH) {
		lesson_report(p->r, p->l, lesson_parse_line(p, list), "lists in lists, more than %d deep", MAX_DEPTH);
		return;
	}
	for (cmark_node *i = cmark_node_first_child(list); i; i = cmark_node_next(i)) {
		char bullet[16] = "-";
		bool first = true;

		if (ordered)
			snprintf(bullet, sizeof(bullet), "%d.", number++);
		for (cmark_node *c = cmark_node_first_child(i); c; c = cmark_node_next(c)) {
			if (cmark_node_get_type(c) == CMARK_NODE_LIST) {
				plain_list(p, c, depth + 1);
				continue;
			}
			struct lesson_block *b = lesson_parse_add_block(p, LESSON_ITEM, c, lesson_inline(p->l, c, lesson_parse_line(p, c), p->r));

			b->indent = depth;
			b->bullet = first ? arena_str(&p->l->arena, bullet) : "";
			first = false;
		}
	}
}

static void list_node(struct lesson_parser *p, cmark_node *n)
{
	struct lesson_question *open = p->open;

	if (open) {
		lesson_parse_options(p, open, n);
		p->open = NULL;
	} else if (lesson_parse_is_task_list(p, n)) {
		lesson_parse_options(p, lesson_parse_add_question(p, n, LESSON_CHOICE), n);
	} else {
		plain_list(p, n, 0);
	}
}

static const char *one_line(struct lesson_parser *p, struct bytes text)
{
	char *s = arena_str(&p->l->arena, (const char *)text.p);

	for (size_t i = 0; s[i]; i++)
		if ((unsigned char)s[i] < 0x20)
			s[i] = ' ';
	return s;
}

static void fenced_node(struct lesson_parser *p, cmark_node *n)
{
	const char *info = cmark_node_get_fence_info(n);
	struct bytes text = bytes_str(cmark_node_get_literal(n));
	int line = lesson_parse_line(p, n);

	if (strcmp(info, "step") == 0 && p->step)
		step_block(p, text, line);
	else if (strcmp(info, "predict") == 0)
		lesson_parse_asked(p, n, LESSON_PREDICT, text, line);
	else if (strcmp(info, "answer") == 0)
		lesson_parse_asked(p, n, LESSON_ANSWER, text, line);
	else if (strcmp(info, "do") == 0)
		lesson_parse_asked(p, n, LESSON_DO, text, line);
	else if (strcmp(info, "speaker") == 0)
		lesson_parse_add_block(p, LESSON_SPEAKER, n, one_line(p, text));
	else if (!*info || strcmp(info, "text") == 0)
		lesson_parse_add_block(p, LESSON_CODE, n, arena_str(&p->l->arena, (const char *)text.p));
	else
		lesson_report(p->r, p->l, line, "```%.40s: there is no such block; there are step, predict, answer, do, speaker and text", info);
}

static void quote_node(struct lesson_parser *p, cmark_node *n)
{
	const char *text = lesson_inline(p->l, n, lesson_parse_line(p, n), p->r);
	bool speaker = strncmp(text, "Speaker:", 8) == 0;

	lesson_parse_add_block(p, speaker ? LESSON_SPEAKER : LESSON_PARAGRAPH, n, speaker ? text + 8 + strspn(text + 8, " ") : text);
}

static void heading_node(struct lesson_parser *p, cmark_node *n)
{
	int level = cmark_node_get_heading_level(n);

	if (level == 2)
		begin_step(p, n);
	else if (level == 1)
		lesson_report(p->r, p->l, lesson_parse_line(p, n), "the lesson's title stands in its header; a step begins with ##");
	else
		lesson_parse_add_block(p, LESSON_HEADING, n, lesson_inline(p->l, n, lesson_parse_line(p, n), p->r));
}

static void html_node(struct lesson_parser *p, cmark_node *n)
{
	if (strncmp(cmark_node_get_literal(n), "<!--", 4) != 0)
		lesson_report(p->r, p->l, lesson_parse_line(p, n), "HTML is not shown; write Markdown");
}

static void node(struct lesson_parser *p, cmark_node *n)
{
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_HEADING: heading_node(p, n); break;
	case CMARK_NODE_CODE_BLOCK: fenced_node(p, n); break;
	case CMARK_NODE_LIST: list_node(p, n); break;
	case CMARK_NODE_BLOCK_QUOTE: quote_node(p, n); break;
	case CMARK_NODE_HTML_BLOCK: html_node(p, n); break;
	case CMARK_NODE_THEMATIC_BREAK:
		lesson_parse_add_block(p, LESSON_PAGE, n, NULL);
		p->step->n_pages++;
		break;
	default:
		lesson_parse_add_block(p, LESSON_PARAGRAPH, n, lesson_inline(p->l, n, lesson_parse_line(p, n), p->r));
	}
}

static void read_body(struct lesson_parser *p, struct bytes body)
{
	cmark_node *document = cmark_parse_document((const char *)body.p, body.n, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);

	for (cmark_node *n = cmark_node_first_child(document); n; n = cmark_node_next(n))
		node(p, n);
	cmark_node_free(document);
	end_step(p);
	p->l->n_steps = p->steps.n;
	p->l->steps = arena_alloc(&p->l->arena, (p->steps.n + 1) * sizeof(*p->l->steps));
	for (size_t i = 0; i < p->steps.n; i++)
		p->l->steps[i] = *(struct lesson_step *)segvec_at(&p->steps, i);
	segvec_free(&p->steps);
	if (!p->l->n_steps)
		lesson_report(p->r, p->l, p->first_line + 1, "a lesson without a step; a step begins with a heading: ## Title");
}

/* ---- the file ---- */

/* "lessons/handshake/lesson.fr.md": handshake, fr. */
static void read_path(struct lesson *l, const char *path)
{
	const char *name = strrchr(path, '/'), *dot, *end;
	char *copy;

	l->path = arena_str(&l->arena, path);
	l->language = "";
	l->id = "lesson";
	if (name && name > path) {
		const char *folder = name;

		while (folder > path && folder[-1] != '/')
			folder--;
		copy = arena_str(&l->arena, folder);
		copy[name - folder] = 0;
		l->id = copy;
	}
	name = name ? name + 1 : path;
	dot = strchr(name, '.');
	end = dot ? strchr(dot + 1, '.') : NULL;
	if (!end)
		return;
	copy = arena_str(&l->arena, dot + 1);
	copy[end - dot - 1] = 0;
	l->language = copy;
}

/* FNV-1a: it guards against forgetting, not against anybody. */
static void hash_file(struct lesson *l, struct bytes text)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < text.n; i++)
		h = (h ^ text.p[i]) * 0x100000001b3u;
	snprintf(l->hash, sizeof(l->hash), "%016llx", (unsigned long long)h);
}

struct lesson *lesson_parse(const char *path, struct bytes markdown, struct lesson_report *r)
{
	struct lesson *l = mem_alloc(sizeof(*l));
	struct lesson_parser p = { .l = l, .r = r };
	size_t header;

	read_path(l, path);
	hash_file(l, markdown);
	l->n_runs = 1;
	header = lesson_header_read(l, markdown, &p.first_line, r);
	read_body(&p, bytes_slice(markdown, header, markdown.n - header));
	lesson_shuffle(l);
	return l;
}

void lesson_free(struct lesson *l)
{
	if (!l)
		return;
	arena_free(&l->arena);
	free(l);
}
