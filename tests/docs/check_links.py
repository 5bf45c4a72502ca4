#!/usr/bin/env python3
"""Reads a built site and the README: every link inside leads somewhere, anchors too, and no Markdown was left as text.

check_links.py SITE README. Addresses outside are not fetched; what a page loads by itself has to be in the site."""

import html.parser
import pathlib
import re
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.loads, self.text, self.open = set(), [], [], [], []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in ("br", "img", "input", "link", "meta", "hr", "source", "path"):
            self.open.append(tag)
        self.anchors.update(given[name] for name in ("id", "name") if given.get(name))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in ("img", "script", "source", "iframe") and given.get("src"):
            self.loads.append(given["src"])
        if tag == "link" and given.get("rel") not in ("canonical", "next", "prev") and given.get("href"):
            self.loads.append(given["href"])

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "p" in self.open and not {"code", "nav"} & set(self.open):
            self.text.append(data)


def left_over(page):
    """Tables, lists and fences that the site's Markdown took for text, because no empty line stands before them."""
    text = "".join(page.text)
    for found in re.finditer(r"^\s*(\|.*\||[*-] \S.*|\d\. \S.*|```.*)$", text, re.M):
        yield found.group(1)[:80]


def main():
    site, readme = (pathlib.Path(each).resolve() for each in sys.argv[1:3])
    faults, checked = [], 0
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        name = path.relative_to(site)
        for link in page.loads:
            if re.match(r"(https?:)?//", link):
                faults.append(f"{name} loads {link} from elsewhere")
        for link in [*page.links, *page.loads]:
            if re.match(r"(\w+:|//)", link) or path.name == "404.html":
                continue
            checked += 1
            where, _, anchor = link.partition("#")
            target = (path.parent / urllib.parse.unquote(where.split("?")[0])).resolve() if where else path
            if target.is_dir():
                target /= "index.html"
            if not target.exists():
                faults.append(f"{name} links to {link}, which is not there")
            elif anchor and target in pages and urllib.parse.unquote(anchor) not in pages[target].anchors and not anchor.startswith("__"):
                faults.append(f"{name} links to {link}: the page has no such anchor")
        faults += [f"{name} shows Markdown as text; put an empty line before it: {text}" for text in left_over(page)]
    for link in re.findall(r"\]\(([^)\s]+)\)", readme.read_text()):
        if not re.match(r"\w+:|#", link):
            checked += 1
            if not (readme.parent / link.split("#")[0]).exists():
                faults.append(f"{readme.name} links to {link}, which is not there")
    for fault in faults:
        print(fault)
    print(f"{len(pages)} pages, {checked} links, {len(faults)} faults")
    return bool(faults) or not checked


sys.exit(main())
