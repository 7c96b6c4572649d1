"use strict";
// The page is whole without this. It adds: stepping from message to message, what a byte belongs to, search.
(function () {
	const sections = Array.from(document.querySelectorAll("section.message"));
	const tools = document.querySelector(".tools"), told = tools.querySelector("output"), search = tools.querySelector("input");
	const said = document.createElement("p");
	let at = -1, lit = [], matches = [], match = -1;

	said.id = "said";
	said.setAttribute("role", "status");
	document.querySelector("main").append(said);
	tools.hidden = false;

	function reveal(element) {
		for (let d = element.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
		element.scrollIntoView({ block: "center" });
	}
	function target() {
		const id = decodeURIComponent(location.hash.slice(1));
		let element = document.getElementById(id);
		const byte = id.match(/^([^/]+)\/(\d+)$/);
		if (!element && byte) element = fieldAt(byte[1], Number(byte[2]));
		if (element) {
			reveal(element);
			light([element]);
		}
	}
	function fieldAt(message, offset) {
		const heading = document.getElementById(message);
		let found = null;
		if (heading)
			for (const li of heading.parentElement.querySelectorAll("li[data-o]"))
				if (Number(li.dataset.o) <= offset && offset < Number(li.dataset.o) + Number(li.dataset.n)) found = li;
		return found;
	}
	function light(elements) {
		lit.forEach(e => e.classList.remove("lit"));
		lit = elements;
		lit.forEach(e => e.classList.add("lit"));
	}
	function say(link) {
		const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
		if (!field) return;
		const name = field.querySelector("a"), entry = name && document.getElementById(decodeURIComponent(name.hash.slice(1)));
		const own = Array.from(field.childNodes).filter(n => n.nodeName !== "UL").map(n => n.textContent).join("");
		said.textContent = own + (entry ? " " + entry.nextElementSibling.textContent : "");
		light([link, field]);
	}
	function go(by) {
		if (!sections.length) return;
		at = Math.min(Math.max(at + by, 0), sections.length - 1);
		sections[at].querySelector("h3").setAttribute("tabindex", "-1");
		sections[at].querySelector("h3").focus();
		sections[at].scrollIntoView();
		told.textContent = (at + 1) + " of " + sections.length;
	}
	function find(forward) {
		const word = search.value.trim().toLowerCase();
		const bare = word.replace(/[ :]/g, ""), hex = /^([0-9a-f]{2}){2,}$/.test(bare) ? bare : "";
		if (word !== search.dataset.last) {
			matches = word ? Array.from(document.querySelectorAll("main li, main h3, main dt")).filter(e =>
				Array.from(e.childNodes).some(n => n.nodeName !== "UL" && (n.textContent.toLowerCase().includes(word) ||
					(hex && n.textContent.replace(/ /g, "").includes(hex))))) : [];
			match = -1;
			search.dataset.last = word;
		}
		if (!matches.length) {
			told.textContent = word ? "not found" : "";
			return;
		}
		match = (match + (forward ? 1 : matches.length - 1)) % matches.length;
		reveal(matches[match]);
		light([matches[match]]);
		told.textContent = (match + 1) + " of " + matches.length;
	}

	for (const type of ["mouseover", "focusin"])
		document.addEventListener(type, e => {
			const link = e.target.closest && e.target.closest(".bytes a");
			if (link) say(link);
		});
	tools.addEventListener("click", e => {
		if (e.target.dataset.do) go(e.target.dataset.do === "next" ? 1 : -1);
	});
	search.addEventListener("keydown", e => {
		if (e.key === "Enter") find(!e.shiftKey);
	});
	document.addEventListener("keydown", e => {
		if (e.target.matches("input, textarea") || e.ctrlKey || e.metaKey || e.altKey) return;
		if (e.key === "]" || e.key === "n") go(1);
		else if (e.key === "[" || e.key === "p") go(-1);
		else if (e.key === "/") {
			e.preventDefault();
			search.focus();
		}
	});
	addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => {
		d.dataset.was = d.open;
		d.open = true;
	}));
	addEventListener("afterprint", () => document.querySelectorAll("details").forEach(d => {
		d.open = d.dataset.was === "true";
	}));
	addEventListener("hashchange", target);
	target();
}());
