"""Code blocks of the documentation's pages, with what stands before each. Only the standard library."""

import pathlib
import re

root = pathlib.Path(__file__).resolve().parents[2]


class Block:
    """A fenced block: its language and text, the line of its fence, the paragraph before it, and what a comment says of it."""

    def __init__(self, page, line, language, text, before, remarks):
        self.page, self.line, self.language, self.text, self.before, self.remarks = page, line, language, text, before, remarks

    @property
    def place(self):
        return f"{self.page}:{self.line}"

    @property
    def file(self):
        """The file that the block is, where the line before it is the file's name: `messages.hpp`:"""
        found = re.search(r"`([\w./-]+\.\w+)`:$", self.before)
        return found.group(1) if found else None

    @property
    def not_run(self):
        return self.remarks.get("not run")


def pages():
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


def blocks(path):
    """All blocks of a page. A comment <!-- key: value --> speaks of the block right behind it."""
    lines = path.read_text().split("\n")
    page = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    paragraph, before, remarks, at = [], "", {}, 0
    while at < len(lines):
        line = lines[at]
        fence = re.match(r"(\s*)(```+)\s*([\w+-]*)", line)
        if fence:
            first, body = at, []
            at += 1
            while at < len(lines) and lines[at].strip() != fence.group(2):
                body.append(lines[at].removeprefix(fence.group(1)))
                at += 1
            if at == len(lines):
                raise ValueError(f"{page}:{first + 1}: a block that does not end")
            yield Block(page, first + 1, fence.group(3), "\n".join(body) + "\n", " ".join(paragraph) or before, remarks)
            paragraph, before, remarks = [], "", {}
        elif comment := re.match(r"\s*<!-- ([^:]+): (.*) -->\s*$", line):
            remarks = remarks | {comment.group(1): comment.group(2)}
        elif line.strip():
            if not paragraph:
                before = ""
            paragraph.append(line.strip())
            if not line.startswith("#"):
                remarks = {key: value for key, value in remarks.items() if not paragraph}
        elif paragraph:
            before, paragraph = " ".join(paragraph), []
        at += 1
