"""Options of questions as they are written in lesson.md, and where the program shows them."""
import html
import re


def written(lesson):
    """The options of each list of a lesson.md: [[text, ...], ...], as regular expressions, their feedback left out."""
    lists, option, predicts = [], None, False
    for line in lesson.read_text(encoding="utf-8").splitlines():
        begun = re.match(r"- (?:\[[ x]\] |(?=`))(.*)" if predicts else r"- \[[ x]\] (.*)", line)
        predicts = line == "```predict" or (predicts and not line.startswith("#") and line != "***")
        if begun:
            if not lists or lists[-1] is None:
                lists.append([])
            option = [begun[1]]
            lists[-1].append(option)
        elif not line.strip():
            option = None
        elif line.startswith("  "):
            if option:
                option.append(line.strip())
        elif lists and lists[-1]:
            lists.append(None)
    return [[pattern(" ".join(o)) for o in one] for one in lists if one]


def bare(text):
    return re.sub(r"[^0-9A-Za-z]+", "", html.unescape(re.sub(r"<[^>]*>", "", text)))


def pattern(text):
    parts = re.split(r"\{\{.*?\}\}", text)
    return re.compile(".*".join(re.escape(bare(p)) for p in parts))


def place(options, shown):
    """Of a text that is shown: the number, from 1, under which it is written."""
    hits = [i + 1 for i, p in enumerate(options) if p.fullmatch(bare(shown))]
    return hits[0] if len(hits) == 1 else 0


def typed(transcript):
    """The right answers of a transcript that was made with --answers, as one would type them."""
    return re.findall(r"^(?:Your answer|Your turn|What will happen)[^:?]*[:?](?: name [^:]*:)? +(\S.*)\n\nRight\.", transcript, re.M)
