// Visits serve --www with headless Chromium, over TLS 1.3 and TLS 1.2, the demo's CA trusted as a user's own (certutil):
// what the page says of the browser's hello is what tshark finds in the capture of the same connection; a later
// visit goes on with the session, and says so.
//
//   run.py www.mjs SLOWSHAKE MODULES
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const [program, modules] = process.argv.slice(2, 4).map(p => path.resolve(p));
const require = createRequire(path.join(modules, "package.json")), puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slowshake-www-"));
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../../assets/pki/root.pem");

function want(condition, what) {
	if (!condition) throw new Error(what);
}

const same = (a, b, what) => want(JSON.stringify(a) === JSON.stringify(b), `${what}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`);

function serve(version) {
	const child = spawn(program, ["serve", "0", "--www", "--plain", "--max-version", version], { stdio: ["ignore", "ignore", "pipe"] });
	return new Promise((resolve, reject) => {
		let said = "";
		child.on("error", reject);
		child.stderr.on("data", data => {
			said += data;
			const at = said.match(/listening on 127\.0\.0\.1:(\d+)/);
			if (at) resolve({ child, url: `https://localhost:${at[1]}/` });
		});
	});
}

// A home whose certificate store trusts the demo's root.
function home() {
	const db = path.join(folder, "home/.pki/nssdb");
	fs.mkdirSync(db, { recursive: true });
	execFileSync("certutil", ["-N", "-d", `sql:${db}`, "--empty-password"]);
	execFileSync("certutil", ["-A", "-d", `sql:${db}`, "-n", "root", "-t", "C,,", "-i", root]);
	return path.join(folder, "home");
}

const numbers = (page, name) => page.evaluate(name => Array.from(document.querySelectorAll(`li[id^="client_hello/${name}"]`))
	.filter(e => new RegExp(`^client_hello/${name}(-[0-9]+)?$`).test(e.id)).map(e => parseInt(e.textContent.match(/\(0x([0-9a-f]{4})\)/)[1], 16)), name);

function dissect(capture) {
	const fields = ["tls.handshake.random", "tls.handshake.ciphersuite", "tls.handshake.extension.type"];
	const out = execFileSync("tshark", ["-r", capture, "-Y", "tls.handshake.type == 1", "-T", "fields", ...fields.flatMap(f => ["-e", f])],
				 { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
	const [random, suites, types] = out.split("\n")[0].split("\t");
	return [random.replaceAll(":", ""), suites.split(",").map(Number), types.split(",").map(Number)];
}

async function visit(page, url) {
	page.faults = [];
	const answer = await page.goto(url);
	want(answer.ok(), `status ${answer.status()}`);
	return page.$eval(".outcome", e => e.textContent);
}

async function check(version) {
	const server = await serve(version);
	const browser = await puppeteer.launch({
		executablePath: process.env.CHROMIUM, env: { ...process.env, HOME: home() },
		args: ["--no-sandbox", "--disable-gpu", "--no-proxy-server", "--disable-background-networking"],
	});
	try {
		const page = await browser.newPage();
		page.on("console", m => { if (!/favicon|404/.test(m.text() + m.location().url)) page.faults.push(m.text()); });
		page.on("pageerror", e => page.faults.push(e.message));
		await page.setBypassCSP(true);          // for fetch and axe: the page itself asks for nothing
		const first = await visit(page, server.url);
		want(first.includes("TLSv" + version) && !first.includes("resumed"), first);
		same(page.faults, [], "faults");
		const capture = path.join(folder, version + ".pcapng");
		const bytes = await page.evaluate(() => fetch("/hello.pcapng").then(r => r.arrayBuffer()).then(b => Array.from(new Uint8Array(b))));
		fs.writeFileSync(capture, Uint8Array.from(bytes));
		const random = await page.$eval("[id='client_hello/random']", e => e.textContent.match(/[0-9a-f]{64}/)[0]);
		same([random, await numbers(page, "CipherSuite"), await numbers(page, "extension_type")], dissect(capture), "the hello");
		await page.evaluate(axe);
		const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
		same(found.violations.map(v => v.id), [], "axe");
		let again = "";                         // a connection that was opened in advance has no session yet
		for (let i = 0; i < 3 && !again.includes("resumed"); i++) {
			await new Promise(done => setTimeout(done, 3000));      // until the server closes
			again = await visit(page, server.url);
		}
		want(again.includes("resumed"), again);
	} finally {
		await browser.close();
		server.child.kill();
	}
}

let failed = 0;
for (const version of ["1.3", "1.2"]) {
	try {
		await check(version);
		console.log(`ok    Chromium over TLS ${version}`);
	} catch (e) {
		failed++;
		console.log(`FAIL  Chromium over TLS ${version}: ${e.message}`);
	}
	fs.rmSync(path.join(folder, "home"), { recursive: true, force: true });
}
fs.rmSync(folder, { recursive: true });
process.exit(failed ? 1 : 0);
