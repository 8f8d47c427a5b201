"""Set the text of a documentation page in HTML and in Markdown, as a site would: inline markup joins some lines."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from tests.docs_page import GROUPS, HEADINGS, LANGUAGES

_HEADING = "|".join(map(re.escape, (*HEADINGS, *GROUPS)))
_LANGUAGE = "|".join(map(re.escape, LANGUAGES))
# The blocks of a page such as this one or the vendor's; a parameter and a sentence are set on fewer lines.
_BLOCK = re.compile(
    rf"""(?P<heading>(?:{_HEADING})\n)
    |(?P<sample>(?:{_LANGUAGE})\n(?:(?!(?:{_HEADING}|{_LANGUAGE})\n).*\n)*)
    |(?P<operation>(?:[A-Za-z]+\ )?/\S*\n)
    |(?P<code>(?:[{{}}\[\]"].*\n)+)
    |(?P<status>.+\n\d{{3}}\n)
    |(?P<parameter>.+\n\w+\n\(optional\)\n)
    |(?P<sentence>.+\n(?:(?:[a-z.].*|\d)\n)*)""",
    re.VERBOSE,
)


HTML = {
    "heading": '<h2 id="it"><a href="#it" aria-label="Link">#</a><span>{0}</span></h2>',
    "operation": "<h3><strong>{0}</strong> <code>{1}</code></h3>",
    "code": '<div class="code"><button>Copy</button><pre><code class="json">{0}</code></pre></div>',
    "row": '<span class="highlight-line"><span class="line-number">1</span>{0}</span>',
    "status": "<table><tbody><tr><td>{0}</td><td><code>{1}</code></td></tr></tbody></table>",
    "parameter": "<div>{0}</div><p><b>{1}</b>\n<em>{2}</em></p>",
    "sentence": "<p>{0}</p>",
}
MARKDOWN = {
    "heading": "## {0}\n",
    "operation": "### {0} `{1}`\n",
    "code": "```json\n{0}\n```\n",
    "row": "{0}",
    "status": "| {0} | `{1}` |\n| --- | --- |\n",
    "parameter": "* {0}\n\n  **{1}** _{2}_\n",
    "sentence": "{0}\n",
}


def as_html(text: str, **style: str) -> str:
    """Return the page as a documentation site serves it: with navigation, anchors, and code line by line."""
    body = "\n".join(_set(html.escape(text, quote=False), {**HTML, **style}))
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Films</title><style>p {color: red}</style>\n'
        '<script>if (1 < 2) { document.write("<p>GET /nothing</p>") }</script></head>\n<body><header>Home</header>\n'
        '<nav><ul><li><a href="#videos">POST /nothing</a></li></ul></nav><main class="page"><div><div>\n'
        f"{body}\n</div></div><aside>On this page</aside></main>\n<footer>Powered by GitBook<p>Last updated today</p>"
        "</footer></body></html>\n"
    )


def as_markdown(text: str, **style: str) -> str:
    """Return the page as a Markdown export writes it."""
    return "\n".join(["---\ndescription: Films\n---\n", *_set(text, {**MARKDOWN, **style}, escape=r"([_*|<])")])


def _set(text: str, style: dict[str, str], escape: str = "") -> Iterator[str]:
    for match in _BLOCK.finditer(text):
        kind, lines = match.lastgroup or "", match[0].splitlines()
        if kind == "sample":
            yield style.get("language", style["heading"]).format(lines.pop(0))
            kind = "code"
        if kind == "code":
            lines = ["\n".join(style["row"].format(line) for line in lines)]
        elif escape:
            lines = [re.sub(escape, r"\\\1", line) for line in lines]
        if kind == "operation":
            lines = [lines[0].rpartition(" ")[0], lines[0].rpartition(" ")[2]]
        yield style[kind].format(*([" ".join(lines)] if kind == "sentence" else lines))
