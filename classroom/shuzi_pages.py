"""How nbgrader's pages (formgrader, feedback) show texts: nothing of them runs, and nothing is fetched from elsewhere.

Students' texts are shown in the teacher's browser beside a server that may do anything on the machine; nbgrader shows
them as they are, with whatever script is in them, and loads MathJax from the internet.
"""

import html
import os
import pathlib
import re
import secrets
from xml.etree import ElementTree

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import DictLoader
from latex2mathml.converter import convert
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.server_extensions.formgrader import handlers
from traitlets import default

TAGS = {
    *bleach.ALLOWED_TAGS,
    *("br", "dd", "del", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "p"),
    *("pre", "s", "span", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
"""What a text is made of; nothing that runs, loads or sends."""

MATH = "{http://www.w3.org/1998/Math/MathML}"
MATH_TAGS = set(
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts"
    " mprescripts none mpadded mphantom menclose mtable mtr mtd mstyle".split()
)
MATH_ATTRIBUTES = set(
    "accent columnalign columnlines columnspacing depth display displaystyle fence form height largeop linethickness lspace"
    " mathsize mathvariant maxsize minsize movablelimits notation rowlines rowspacing rspace scriptlevel separator stretchy"
    " symmetric voffset width".split()
)
LONGEST_FORMULA = 2000


def clean_html(element):
    """In place of nbconvert's filter of the same name, which would turn paragraphs and tables into visible tags."""
    text = element.decode() if isinstance(element, bytes) else str(element)
    protocols = ["http", "https", "mailto", "data"]
    return bleach.clean(text, tags=TAGS, attributes=is_harmless, protocols=protocols, css_sanitizer=CSSSanitizer())


def is_harmless(tag, name, value):
    """Links may lead elsewhere when clicked; a picture carries its own bytes, so that nobody learns who looks at it."""
    if name in ("href", "src"):
        picture = tag == "img" and name == "src" and value.startswith("data:image/")
        return picture or (tag == "a" and name == "href" and not value.lower().lstrip().startswith("data:"))
    return name in {"alt", "align", "class", "colspan", "height", "id", "rowspan", "style", "title", "width"}


def markdown2html(source):
    """In place of nbconvert's filter of the same name; formulas become MathML, which browsers show by themselves."""
    formulas = Formulas(escape=False)
    page = clean_html(MarkdownWithMath(renderer=formulas).render(source))
    return re.sub(f"{formulas.mark}-([0-9]+);", lambda found: formulas.found[int(found[1])], page)


class Formulas(IPythonRenderer):
    """Puts formulas aside while the rest is cleaned; nobody can guess the mark that stands for them."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.found = []
        self.mark = secrets.token_hex(16)

    def put_aside(self, formula, display):
        self.found.append(mathml(formula, display))
        return f"{self.mark}-{len(self.found) - 1};"

    def inline_math(self, body):
        return self.put_aside(body, "inline")

    def block_math(self, body):
        return self.put_aside(body, "block")

    def latex_environment(self, name, body):
        return self.put_aside(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")


def mathml(formula, display):
    """The formula as MathML, or its source where it cannot be converted or holds more than mathematics."""
    try:
        if len(formula) > LONGEST_FORMULA:
            raise ValueError("too long")
        tree = ElementTree.fromstring(convert(formula, display=display))
        for element in tree.iter():
            # In a page the element itself tells that it is MathML.
            element.tag = element.tag.removeprefix(MATH)
            if element.tag not in MATH_TAGS or not MATH_ATTRIBUTES.issuperset(element.attrib):
                raise ValueError(element.tag)
    # Whatever a student writes between two dollars, the page is shown.
    except Exception:
        return f"<code>{html.escape(formula)}</code>"
    return ElementTree.tostring(tree, encoding="unicode")


CHINESE = {
    "<html>": '<html lang="zh-CN">',
    ">Test cell<": ">检查 {{ cell.metadata.shuzi.task }}<",
    ">Written response<": ">写的题 {{ cell.metadata.shuzi.task }}<",
    ">Comment<": ">评语<",
    "Score: ": "得分：",
    "Late submission penalty": "迟交扣分",
    "(Top)": "（回到开头）",
    "Student's answer": "你的答案",
    "Grade cell: ": "检查：",
    "Comments:": "评语：",
}
"""The words of nbgrader's own on a page of feedback; a list of five "test cells" does not say which is which."""

ENGLISH = {
    ">Test cell<": ">Check {{ cell.metadata.shuzi.task }}<",
    ">Written response<": ">Written task {{ cell.metadata.shuzi.task }}<",
}
"""The same in English."""


class Feedback(HTMLExporter):
    """Pages of feedback in the assignment's language, which `cargo classroom feedback` tells."""

    @default("extra_loaders")
    def _extra_loaders_default(self):
        words = ENGLISH if os.environ.get("SHUZI_LANG") == "en" else CHINESE
        return [DictLoader({"index.html.j2": put_into(words, nbgraders_page())})]


def nbgraders_page():
    """The template, in which no student has written anything."""
    return pathlib.Path(handlers.template_path, "feedback", "index.html.j2").read_text(encoding="utf-8")


def put_into(words, template):
    for theirs, ours in words.items():
        template = template.replace(theirs, ours)
    return template
