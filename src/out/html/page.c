#include "out/html/page.h"

#include "base/assets.h"
#include "view/text/describe.h"

/* ---- the frame ---- */

static void head(const struct page *p)
{
	static const struct html_head head = { .language = "en", .scripted = true, .skip_to = "messages", .skip = "To the messages" };
	struct buf title = { 0 }, markup = { 0 };

	describe_title(p->t, &title);
	html_text(&markup, buf_str(&title));
	html_open(p->out, &head, buf_bytes(&markup));
	buf_free(&title);
	buf_free(&markup);
}

/* What else there is where the page came from. */
static void beside(const struct page *p, const struct page_options *o)
{
	buf_puts(p->out, "<p>This is the handshake of the connection over which this page came, up to your request.</p>\n"
			 "<p class=\"links\"><a href=\"/json\">Its events, as JSON Lines</a> <a href=\"/hello.pcapng\">A capture with its secrets</a>");
	buf_puts(p->out, o->demo ? " <a href=\"/ca.pem\">The demo\'s CA</a></p>\n<p>Trust this CA only in a profile that you throw away: its key is in the "
				   "program, and everybody can sign with it.</p>\n" : "</p>\n");
}

static void about(const struct page *p, const struct page_options *o)
{
	page_outcome(p);
	if (p->t->seed) {
		buf_puts(p->out, "<p>A handshake between a client and a server in one process, drawn from the seed ");
		html_foreign(p->out, bytes_str(p->t->seed));
		buf_puts(p->out, ": all keys are here to be looked at.</p>\n");
	} else {
		buf_printf(p->out, "<p>%s</p>\n", p->hides ? "Secrets are left out of this page; --with-secrets puts them in." :
							   "This page holds the secrets of a real connection: whoever has it can read what was said.");
	}
	if (o->served)
		beside(p, o);
	buf_puts(p->out, "</header>\n");
}

static void contents(const struct page *p)
{
	buf_puts(p->out, "<nav aria-label=\"Contents\">\n<h2 id=\"ladder\">Who says what</h2>\n");
	page_ladder(p);
	buf_puts(p->out, "<p class=\"links\"><a href=\"#messages\">Messages</a> <a href=\"#schedule\">Key schedule</a> "
			 "<a href=\"#certificates\">Certificates</a> <a href=\"#checks\">Checks</a> <a href=\"#knowledge\">Who knows what</a> <a href=\"#values\">Values</a> "
			 "<a href=\"#glossary\">What the fields mean</a></p>\n"
			 "<p class=\"tools\" hidden><button type=\"button\" data-do=\"previous\">Previous message</button> "
			 "<button type=\"button\" data-do=\"next\">Next message</button> <label>Search <input type=\"search\"></label> "
			 "<output></output> <span class=\"dim\">Point at a byte, or tap it, to see its field. Keys: n and p go from message to message, "
			 "/ searches.</span></p>\n</nav>\n");
}

static void messages(const struct page *p)
{
	page_heading(p, 2, "messages", "Messages, one after the other");
	for (step_id s = 1; s < trace_n_steps(p->t); s++)
		page_message(p, s);
}

void html_write(const struct trace *t, const struct page_options *o, struct buf *out)
{
	struct page p = { .t = t, .out = out, .hides = !t->seed && !o->with_secrets };

	page_names_make(&p);
	page_secrets_find(&p);
	provenance_uses_build(&p.uses, t);
	head(&p);
	about(&p, o);
	contents(&p);
	buf_puts(out, "<main>\n");
	messages(&p);
	page_schedule(&p);
	page_certificates(&p);
	page_checklist(&p);
	page_knowledge(&p);
	page_values(&p);
	page_glossary(&p);
	buf_puts(out, "</main>\n<script>\n");
	buf_add(out, asset_find("page/page.js")->content);
	buf_puts(out, "</script>\n</body>\n</html>\n");
	provenance_uses_free(&p.uses);
	page_names_free(&p);
	buf_free(&p.secrets);
}
