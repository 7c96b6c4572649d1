// Opens exported pages in headless Chromium, and some in Firefox, from their files, and uses them as people do.
//
//   run.py pages.mjs SLOWSHAKE MODULES [--shots FOLDER] [WORD...]
//
// Only the cases with a WORD in their name, if there is one.
// A line each: "ok    NAME", "FAIL  NAME: why". With --shots pictures of the pages at 360, 800 and 1600 pixels are left there.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const args = process.argv.slice(2), program = path.resolve(args.shift()), modules = path.resolve(args.shift());
const shots = args[0] === "--shots" ? args.splice(0, 2)[1] : "", words = args;

const require = createRequire(path.join(modules, "package.json"));
const puppeteer = require("puppeteer-core"), { HtmlValidate } = require("html-validate");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slowshake-pages-"));
const HOSTILE = "</title><img src=x onerror=alert(1)><script>alert(1)</script>\"'&\u202e.example";
let failed = 0;

function want(condition, what) {
	if (!condition) throw new Error(what);
}

function equal(is, should, what) {
	want(is === should, `${what}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
}

// ---- what is opened ----

function make(name, ...words) {
	const file = path.join(folder, name + ".html");
	const p = spawnSync(program, ["run", ...words, "--json", "--export", file], { encoding: "utf8", maxBuffer: 1 << 28 });
	want(p.status === 0 || p.status === 1, `${name}: exit ${p.status}, ${p.stderr}`);
	const lines = p.stdout.trim().split("\n").map(line => JSON.parse(line));
	return { name, file, url: pathToFileURL(file).href, lines, values: new Map(lines.filter(l => l.type === "value").map(l => [l.id, l])) };
}

function makeLesson(name, lesson, ...options) {
	const file = path.join(folder, name + ".html");
	const p = spawnSync(program, ["learn", lesson, "--export", file, ...options], { encoding: "utf8" });
	want(p.status === 0, `${name}: exit ${p.status}, ${p.stderr}`);
	return { name, file, url: pathToFileURL(file).href };
}

async function open(browser, made, { width = 800, scheme = "light", script = true, hash = "" } = {}) {
	const page = await browser.newPage();
	page.faults = [];
	page.on("console", m => page.faults.push("console: " + m.text()));
	page.on("pageerror", e => page.faults.push("error: " + e.message));
	page.on("dialog", d => { page.faults.push("dialog: " + d.message()); d.dismiss(); });
	// Firefox fetches a font of its own by a data: URL; Chromium tells of none
	page.on("request", r => { if (r.url().split("#")[0] !== made.url && !r.url().startsWith("data:")) page.faults.push("request: " + r.url()); });
	await page.setViewport({ width, height: 900 });
	if (!browser.isFirefox) {
		await page.setBypassCSP(true);          // for axe alone: nothing else is added to the page
		await page.setJavaScriptEnabled(script);
		await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
	}
	await page.goto(made.url + hash);
	return page;
}

async function done(page) {
	want(!page.faults.length, page.faults.join("; "));
	await page.close();
}

const unfold = page => page.evaluate(() => document.querySelectorAll("details").forEach(d => { d.open = true; }));

// ---- what is asked of every page ----

async function accessible(browser, made, options, unfolded) {
	const page = await open(browser, made, options);
	if (unfolded) await unfold(page);
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"],
	}));
	want(found.passes.length > 20, "axe looked at hardly anything");
	want(!found.violations.length, found.violations.map(v => `${v.id}: ${v.help}, ${v.nodes.length} times, ${v.nodes[0].html.slice(0, 150)}`).join("; "));
	await done(page);
}

async function narrow(browser, made) {
	const page = await open(browser, made, { width: 320 });
	await unfold(page);
	equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, "width at 320 pixels");
	await done(page);
}

async function valid(browser, made) {
	const report = await new HtmlValidate({ root: true, extends: ["html-validate:standard"] }).validateString(fs.readFileSync(made.file, "utf8"));
	want(report.valid, (report.results[0]?.messages ?? []).slice(0, 5).map(m => `line ${m.line}: ${m.ruleId}: ${m.message}`).join("; "));
}

// All that the page says is there without script, and can be unfolded.
async function scriptless(browser, made) {
	const read = page => page.evaluate(() => Array.from(document.querySelector("main").children).filter(e => e.id !== "said").map(e => e.textContent).join("\n"));
	const [a, b] = [await open(browser, made), await open(browser, made, { script: false })];
	equal(await read(b), await read(a), "text without script");
	equal(await b.$eval(".tools", e => getComputedStyle(e).display), "none", "tools without script");
	await b.click("#client_hello ~ details.fields > summary");
	want(await b.$eval("#client_hello ~ details.fields", d => d.open), "fields do not unfold without script");
	await done(a);
	await done(b);
}

// ---- what a reader does with the page of the default handshake ----

const hello = made => made.lines.find(l => l.type === "unit" && l.kind === "message" && l.name === "ClientHello");
const fieldOf = (made, last) => hello(made).fields.find(f => f.path.endsWith(last));

async function keyboard(browser, made) {
	const page = await open(browser, made);
	await page.keyboard.press("Tab");
	equal(await page.evaluate(() => document.activeElement.className), "skip", "first in the focus order");
	await page.keyboard.press("Enter");
	equal(await page.evaluate(() => location.hash), "#messages", "where it leads");
	await page.goto(made.url);
	for (let i = 0; i < 30; i++) {
		await page.keyboard.press("Tab");
		const wrong = await page.evaluate(() => {
			const now = document.activeElement, before = window.before;
			window.before = now;
			return before && !(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING) ? now.outerHTML.slice(0, 100) : "";
		});
		equal(wrong, "", `focus goes back at ${i}`);
	}
	const titles = await page.$$eval("section.message > h3", all => all.map(h => h.textContent));
	for (const title of titles.slice(0, 4)) {
		await page.keyboard.press("n");
		equal(await page.evaluate(() => document.activeElement.textContent), title, "after n");
	}
	await page.keyboard.press("p");
	equal(await page.evaluate(() => document.activeElement.textContent), titles[2], "after p");
	await page.keyboard.press("/");
	await page.keyboard.type("extended_master_secret");
	await page.keyboard.press("Enter");
	want((await page.$eval(".lit", e => e.textContent)).includes("extended_master_secret"), "search finds nothing");
	await done(page);
}

// A byte says what the trace says of its field, by mouse, by focus, and from a link.
async function bytes(browser, made) {
	const random = fieldOf(made, "ClientHello.random"), suite = fieldOf(made, "CipherSuite[0]");
	const page = await open(browser, made, { hash: "#client_hello/" + suite.off });
	const lit = await page.$eval("li.lit", e => [e.id, e.textContent, e.dataset.o]);
	equal(lit[2], String(suite.off), "link to a byte");
	want(lit[1].includes(suite.text), `link to a byte: ${lit[1]}, not ${suite.text}`);
	await page.hover(".bytes a[href='#client_hello/random']");
	const hovered = await page.$eval("#said", e => e.textContent);
	want(hovered.includes("random") && hovered.includes(random.text), `under the mouse: ${hovered}`);
	want(hovered.length > random.text.length + 40 && /RFC/.test(hovered), `no explanation: ${hovered}`);
	await page.hover("h1");
	await page.focus(".bytes a[href='#client_hello/CipherSuite']");
	want((await page.$eval("#said", e => e.textContent)).includes(suite.text), "in focus");
	await page.click(".bytes a[href='#client_hello/random']");
	equal(await page.evaluate(() => location.hash), "#client_hello/random", "after a click");
	want(await page.$eval("[id='client_hello/random']", e => e.checkVisibility()), "the field stays folded");
	await done(page);
}

// From the key schedule to a value, to what it was made of, and back.
async function origins(browser, made) {
	const page = await open(browser, made);
	const visible = id => page.evaluate(id => {
		const e = document.getElementById(id), r = e.getBoundingClientRect();
		return location.hash === "#" + id && e.checkVisibility() && r.bottom > 0 && r.top < innerHeight;
	}, id);
	const follow = async (from, to) => {
		await page.evaluate((from, to) => Array.from(document.querySelectorAll(from)).find(a => a.hash === "#" + to).click(), from, to);
		want(await visible(to), `${to} is not seen`);
	};
	const master = made.lines.find(l => l.type === "value" && l.label === "master_secret");
	await follow(".schedule a", "value/master_secret");
	const entry = await page.$eval("[id='value/master_secret']", e => [e.querySelector("code").textContent, Array.from(e.querySelectorAll("a")).map(a => a.textContent)]);
	equal(entry[0], master.hex, "bytes of the master secret");
	for (const input of master.inputs) want(entry[1].includes(made.values.get(input).label), `it was made of ${made.values.get(input).label}`);
	const from = made.values.get(master.inputs[0]).label;
	await follow("[id='value/master_secret'] a", "value/" + from);
	await follow(`[id='value/${from}'] a`, "value/master_secret");
	await page.goBack();
	want(await visible("value/" + from), "going back");
	await done(page);
}

// On paper everything is unfolded, with script and without.
async function printed(browser, made) {
	for (const script of [true, false]) {
		const page = await open(browser, made, { script }), pdf = path.join(folder, made.name + ".pdf");
		const titles = await page.$$eval("section.message > h3", all => all.map(h => h.textContent));
		await page.pdf({ path: pdf, format: "A4" });
		const text = execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
		const bare = text.replace(/[\s\f]/g, "");
		for (const needle of [...titles, fieldOf(made, "ClientHello.random").text, made.lines.at(-1).text,
				      ...made.lines.filter(l => l.verdict && l.text).map(l => l.text.slice(0, 40))])
			want(bare.includes(needle.replace(/\s/g, "")), `${script ? "" : "without script "}not on paper: ${needle}`);
		want(text.split("\f").length > titles.length, "messages do not begin pages of their own");
		want(!bare.includes("Nextmessage"), "buttons on paper");
		await done(page);
	}
}

// For a class: all steps, and no answer; with answers they come last, unfolded.
async function lessonOnPaper(browser, made, answers) {
	const page = await open(browser, made, { script: false }), pdf = path.join(folder, made.name + ".pdf");
	const titles = await page.$$eval("h2", all => all.map(h => h.textContent));
	const told = await page.$$eval("details p", all => all.map(p => p.textContent));
	await page.pdf({ path: pdf, format: "A4" });
	const bare = execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8" }).replace(/[\s\f]/g, "");
	for (const needle of [...titles, ...told]) want(bare.includes(needle.replace(/\s/g, "")), `not on paper: ${needle}`);
	equal(told.length > 0, answers, "answers");
	await done(page);
}

// What a peer calls itself is text, whatever stands in it.
async function hostile(browser, made) {
	const page = await open(browser, made);
	await unfold(page);
	equal(await page.evaluate(() => document.images.length + document.scripts.length), 1, "images and scripts");
	want((await page.evaluate(() => document.body.textContent)).includes("onerror=alert(1)"), "the name is not told");
	await done(page);
}

async function pictures(browser, made) {
	for (const width of [360, 800, 1600])
		for (const scheme of ["light", "dark"]) {
			const page = await open(browser, made, { width, scheme });
			await page.screenshot({ path: path.join(shots, `${made.name}-${width}-${scheme}.png`), clip: { x: 0, y: 0, width, height: 2400 } });
			await done(page);
		}
}

async function main() {
	let browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
	const run = async (name, test, ...more) => {
		if (words.length && !words.some(w => name.includes(w))) return;
		try {
			await test(browser, ...more);
			console.log("ok    " + name);
		} catch (e) {
			failed++;
			console.log(`FAIL  ${name}: ${e.message}`);
		}
	};
	const first = make("default", "default"), all = [first, make("tls13", "tls13"), make("man-in-the-middle", "man-in-the-middle"), make("expired", "--fault", "expired")];
	for (const made of all) {
		await run(`${made.name}: valid HTML`, valid, made);
		await run(`${made.name}: 320 pixels`, narrow, made);
		await run(`${made.name}: without script`, scriptless, made);
		await run(`${made.name}: axe, light`, accessible, made, {}, false);
		if (shots) await pictures(browser, made);
	}
	await run("default: axe, dark, narrow, unfolded", accessible, first, { width: 320, scheme: "dark" }, true);
	await run("default: keyboard", keyboard, first);
	await run("default: bytes", bytes, first);
	await run("default: origins", origins, first);
	await run("default: on paper", printed, first);
	const lesson = makeLesson("lesson", "1");
	await run("lesson: valid HTML", valid, lesson);
	await run("lesson: 320 pixels", narrow, lesson);
	await run("lesson: axe, dark, narrow", accessible, lesson, { width: 320, scheme: "dark" }, true);
	await run("lesson: axe, light", accessible, lesson, { width: 1600 }, false);
	if (shots) await pictures(browser, lesson);
	await run("lesson: on paper", lessonOnPaper, lesson, true);
	await run("lesson: on paper, for a class", lessonOnPaper, makeLesson("class", "1", "--no-answers"), false);
	await run("hostile names", hostile, make("hostile", "--servername", HOSTILE));
	await browser.close();
	browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX, headless: true });
	browser.isFirefox = true;
	for (const [name, test] of Object.entries({ keyboard, bytes, origins })) await run(`Firefox: default: ${name}`, test, first);
	await browser.close();
}

try {
	await main();
} finally {
	fs.rmSync(folder, { recursive: true });
}
process.exit(failed ? 1 : 0);
