"""The reference of the site: public names of include/gulo with their doc comments, one page for each room.

A hook of MkDocs, which gets the pages in memory; nothing is written. Public is what stands in namespace gulo, outside of
namespaces for details, behind `public`, and has a comment `///` before it or `///<` behind it. Run as a program it prints
how many names each room has.
"""

import bisect
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
headers = root / "include/gulo"

rooms = {
    "base": "errors, results, clock, uuid, bytes",
    "reflect": "names and fields of plain structs, names of enumerators",
    "message": "what a message is: wire name, topic, key, metadata",
    "observe": "log entries, counters, health",
    "codec": "JSON and the wire forms of records",
    "handler": "parts of an application: handlers, publications, rules",
    "mediator": "send, publish, context, middleware",
    "transport": "the transport concept, and the log in memory",
    "consume": "settings of a consumer, dead letters, breakers",
    "kafka": "configuration, the transport, the embedded broker",
    "host": "the application, its service, dead letters and parked records",
    "testing": "the test kit",
}

token = re.compile(r'///<?[^\n]*|//[^\n]*|/\*.*?\*/|R"([^\s()\\]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)
directive = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.M)
scope_head = re.compile(r"(?:^|[;{}]|\b(?:public|private|protected):|>)\s*(?:\[\[[^\]]*\]\]\s*)?(?:inline\s+)?(namespace|enum class|enum|class|struct|union)\b"
                        r"\s*(?:\[\[[^\]]*\]\]\s*)*([\w:]*)(?![^;{}]*[=(][^;{}]*$)[^;{}()=]*$")


class Name:
    """One public name: where it is, its declaration, its comment, and the documented members it has."""

    def __init__(self, path, declaration, comment, line):
        self.path, self.declaration, self.comment, self.line = path, declaration, comment, line
        self.members = []
        self.is_whole = False  # the declaration shows everything


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def is_hidden(scopes):
    """Inside a function, a private part, or a namespace of details."""
    for kind, name, access in scopes:
        if kind == "block" or access != "public":
            return True
        if kind == "namespace" and (not name or re.search(r"(^|::|_)detail$|^fault$|^std", name)):
            return True
    return False


def end_of_declaration(code, start):
    """Behind the declaration that begins at `start`: at its `;`, `{` or the `:` of a constructor; or at the `,` of an enumerator."""
    depth = 0
    for at in range(start, len(code)):
        char = code[at]
        if char in "([":
            depth += 1
        elif char in ")]":
            if depth == 0:
                return at
            depth -= 1
        elif depth == 0 and (char in ";{}" or (char == ":" and ")" in code[start:at] and code[at - 1] != ":" and code[at + 1] != ":")):
            return at
    return len(code)


def name_of(declaration):
    text = re.sub(r"\[\[.*?\]\]", "", declaration)
    # Leading template heads, which may hold names of their own.
    while text.lstrip().startswith("template"):
        text = text.lstrip()[8:].lstrip()
        depth = 0
        for at, char in enumerate(text):
            depth += (char == "<") - (char == ">" and text[at - 1] != "-")
            if depth == 0:
                text = text[at + 1:]
                break
        text = re.sub(r"^\s*requires\s*(\((?:[^()]|\([^()]*\))*\)|[\w:<>, ]+>)\s*(?=[a-z\[])", "", text)
    if found := re.match(r"\s*(?:class|struct|union|enum class|enum|concept)\s+(\w+)", text):
        return found.group(1)
    if found := re.match(r"\s*using\s+(\w+)\s*=", text):
        return found.group(1)
    if found := re.search(r"(operator\s*(?:\"\"\s*\w+|[^\s\w(]+|\(\)|\w+)|~?\w+)\s*\(", re.sub(r"\b(noexcept|explicit|requires|decltype|alignas)\s*\((?:[^()]|\([^()]*\))*\)", "", text)):
        return found.group(1).replace(" ", "")
    text = re.split(r"=(?!=)", text)[0].split("{")[0]
    text = re.sub(r"<[^<>]*>\s*$", "", text.strip())
    return (re.findall(r"~?\w+", text) or ["?"])[-1]


def read(header):
    """The public names of a header, and lines with a comment that belongs to nothing."""
    text = header.read_text()
    comments, code = [], list(text)
    for found in directive.finditer(text):
        code[found.start():found.end()] = blank(found.group(0))
    for found in token.finditer(text):
        if found.group(0).startswith("///"):
            comments.append((found.start(), found.end(), found.group(0)))
        if found.group(0).startswith("/"):
            code[found.start():found.end()] = blank(found.group(0))
        else:  # its length and quotes stay, so that a declaration can be shown as it stands
            code[found.start() + 1:found.end() - 1] = "_" * (found.end() - found.start() - 2)
    code = "".join(code)

    # Which scopes are open at each place where they change.
    changes, stack, begin = [(0, ())], [], 0
    for found in re.finditer(r"[{};]|\b(public|private|protected)\s*:(?!:)", code):
        if found.group(1):
            if stack and stack[-1][0] == "class":
                stack[-1] = (*stack[-1][:2], found.group(1))
        elif found.group(0) == "{":
            head = scope_head.search(code[begin:found.start()])
            if head:
                kind = {"namespace": "namespace", "enum": "enum", "enum class": "enum"}.get(head.group(1), "class")
                stack.append((kind, head.group(2), "private" if head.group(1) == "class" else "public"))
            else:
                stack.append(("block", "", "public"))
        elif found.group(0) == "}" and stack:
            stack.pop()
        begin = found.end()
        changes.append((found.end(), tuple(stack)))
    places = [place for place, _ in changes]

    def scopes_at(place):
        return changes[bisect.bisect_right(places, place) - 1][1]

    names, classes, stray = [], {}, []
    at = 0
    while at < len(comments):
        start, end, first = comments[at]
        line = text.count("\n", 0, start) + 1
        parts = [first]
        while at + 1 < len(comments) and text[end:comments[at + 1][0]].strip() == "" and comments[at + 1][2].startswith("///<") == first.startswith("///<") \
                and text.count("\n", end, comments[at + 1][0]) == 1 and (not first.startswith("///<") or code[code.rfind("\n", 0, comments[at + 1][0]):comments[at + 1][0]].strip() == ""):
            at += 1
            end = comments[at][1]
            parts.append(comments[at][2])
        at += 1
        comment = "\n".join(part[4:] if part.startswith("///<") else part[3:] for part in parts)
        comment = "\n".join(each.removeprefix(" ") for each in comment.split("\n"))
        if first.startswith("///<"):
            line_begin = code.rfind("\n", 0, start) + 1
            body = code[line_begin:start]
            begin = line_begin + len(body) - len(body.lstrip())
            stop = start
            # The declaration may have begun on lines before.
            if not body.strip():
                stray.append(line)
                continue
            previous = max(code.rfind(char, 0, begin) for char in ";{}")
            if "," in code[previous + 1:begin]:
                previous = max(previous, code.rfind(",", 0, begin))
            begin = previous + 1 + len(code[previous + 1:]) - len(code[previous + 1:].lstrip()) if code[previous + 1:begin].strip() and "///" not in text[previous + 1:begin] else begin
        else:
            begin = end + len(code[end:]) - len(code[end:].lstrip())
            stop = end_of_declaration(code, begin)
        scopes = scopes_at(begin)
        if scopes and scopes[-1][0] == "enum":
            stop = min(stop, *(place for place in (code.find(",", begin), code.find("}", begin)) if place >= 0))
        declaration = text[begin:stop]
        declaration = re.sub(r"\s*//[^\n]*", "", declaration).strip().rstrip(",;").strip()
        if not declaration or declaration in ("{", "}"):
            stray.append(line)
            continue
        if is_hidden(scopes):
            continue
        owners = [name for kind, name, _ in scopes if kind in ("class", "enum")]
        spaces = [part for kind, name, _ in scopes if kind == "namespace" for part in name.split("::")]
        if not spaces or spaces[0] != "gulo":
            continue
        own = name_of(declaration)
        entry = Name("::".join([*spaces[1:], *owners, own]), re.sub(r"\n[ \t]+", "\n    ", declaration), comment, line)
        outer = "::".join([*spaces[1:], *owners])
        entry.is_whole = show_whole(entry, text, code, begin)
        if owners:
            if outer not in classes:
                classes[outer] = Name(outer, f"{'enum class' if scopes[-1][0] == 'enum' else 'struct'} {owners[-1]}", "", line)
                names.append(classes[outer])
            classes[outer].members.append(entry)
            if re.match(r"(template.*\n?\s*)?(class|struct|enum)\b", entry.declaration):
                classes[entry.path] = entry
        else:
            names.append(entry)
            classes.setdefault(entry.path, entry)
    return names, stray


def closing(code, opening):
    """Where the brace that opens at `opening` closes."""
    depth = 0
    for at in range(opening, len(code)):
        depth += (code[at] == "{") - (code[at] == "}")
        if depth == 0:
            return at
    return len(code) - 1


def show_whole(entry, text, code, begin):
    """Enumerations, concepts and plain structs are shown as they stand in the header; a lambda behind = is left out."""
    entry.declaration = re.sub(r"\s*=\s*\[\]$", "", entry.declaration)
    kind = re.match(r"(?:template.*\n\s*)?(struct|enum|concept)\b", entry.declaration)
    if not kind:
        return False
    opening = re.compile(r"[{;]").search(code, begin)
    if kind.group(1) == "concept":
        stop = begin
        while code[stop] != ";":
            stop = closing(code, stop) if code[stop] == "{" else stop + 1
    elif opening and opening.group(0) == "{":
        stop = closing(code, opening.start())
        body = code[opening.end():stop]
        if kind.group(1) == "struct" and (body.count("\n") > 130 or re.search(r"\)[^;{}=]*\{|\bprivate:", body)):
            return False
        stop += 1
    else:
        return False
    indent = begin - text.rfind("\n", 0, begin) - 1
    entry.declaration = text[begin:stop].replace("\n" + " " * indent, "\n")
    return True


def prose(comment):
    """A comment as Markdown: only its `code` and its blocks of code are markup."""
    blocks = re.split(r"(?ms)^```\w*\n(.*?)^```$", comment)
    for at, block in enumerate(blocks):
        if at % 2 == 1:
            blocks[at] = f"\n```cpp\n{block}```\n"
            continue
        parts = re.split(r"(`[^`]*`)", re.sub(r"(?m)^\s+\* ", "* ", block))
        blocks[at] = "".join(part if part.startswith("`") else re.sub(r"(?<!^)(?<!\n)\*|[_\[\]#|]", r"\\\g<0>", part.replace("&", "&amp;").replace("<", "&lt;"))
                             for part in parts)
    return "".join(blocks).strip()


def about(header):
    """The comment at the head of a header."""
    lines = []
    for line in header.read_text().split("\n")[1:]:
        if not line.startswith("//") or line.startswith("///"):
            break
        lines.append(line[2:].strip())
    return prose(" ".join(lines))


def members_of(entry):
    if entry.is_whole:
        return
    for member in entry.members:
        yield f"`#!cpp {' '.join(member.declaration.split())}`\n\n:   {prose(member.comment).replace(chr(10), ' ')}\n"
        yield from members_of(member)


def anchor_of(entry, taken):
    """Overloads are told apart by a number."""
    plain = anchor = entry.path.replace("::", "-")
    while anchor in taken:
        anchor = f"{plain}-{len(taken)}"
    taken.add(anchor)
    return anchor


def page(room):
    """The page of a room, and how many names it has."""
    anchors = set()
    text, count = [f"# {room}\n\nRoom `gulo/{room}/`: {rooms.get(room, '')}.\n"], 0
    for header in sorted((headers / room).glob("**/*.hpp")):
        names, _ = read(header)
        if not names:
            continue
        text.append(f"## `{header.relative_to(root / 'include')}`\n\n{about(header)}\n")
        for entry in names:
            count += 1 + len(entry.members)
            text.append(f"### `{entry.path}` {{ #{anchor_of(entry, anchors)} }}\n\n```cpp\n{entry.declaration}\n```\n\n{prose(entry.comment)}\n")
            text.extend(members_of(entry))
    return "\n".join(text), count


def names_used():
    """Links to the names that the other pages speak of."""
    used = {name for path in [*root.glob("docs/*.md"), root / "README.md"] for name in re.findall(r"gulo::(\w+)", path.read_text())}
    where = {}
    for room in all_rooms():
        for header in sorted(room.glob("**/*.hpp")):
            for entry in read(header)[0]:
                where.setdefault(entry.path, f"[`{entry.path}`]({room.name}.md#{entry.path.replace('::', '-')})")
    return [where[name] for name in sorted(used) if name in where]


def index():
    lines = ["# Reference\n", "Made from the comments in the headers. Everything is in namespace `gulo`.\n", "## Headers to include\n", "| header | what it brings |", "|---|---|"]
    for header in sorted(headers.glob("*.hpp")):
        lines.append(f"| `gulo/{header.name}` | {about(header)} |")
    lines += ["\n## Names that the pages of this site use\n", ", ".join(names_used())]
    lines += ["\n## Rooms\n", "| room | what lives there |", "|---|---|"]
    lines += [f"| [{room.name}]({room.name}.md) | {rooms.get(room.name, '')} |" for room in all_rooms()]
    return "\n".join(lines) + "\n"


def all_rooms():
    order = list(rooms)
    found = [each for each in headers.iterdir() if each.is_dir()]
    return sorted(found, key=lambda each: (order.index(each.name) if each.name in order else len(order), each.name))


# ---- hooks

def named_in(nav):
    for entry in nav:
        for value in (entry.values() if isinstance(entry, dict) else [entry]):
            if isinstance(value, list):
                yield from named_in(value)
            else:
                yield value


def on_config(config):
    sections = {name: pages for entry in config.nav for name, pages in entry.items()}
    named = set(named_in(config.nav))
    for path in sorted(pathlib.Path(config.docs_dir).glob("*.md")):
        if path.name not in named:
            sections["How to"].append(path.name)
    sections["Reference"].append({"Overview": "reference/index.md"})
    sections["Reference"] += [{room.name: f"reference/{room.name}.md"} for room in all_rooms()]
    return config


def on_files(files, config):
    from mkdocs.structure.files import File

    files.append(File.generated(config, "reference/index.md", content=index()))
    for room in all_rooms():
        files.append(File.generated(config, f"reference/{room.name}.md", content=page(room.name)[0]))
    return files


def on_page_markdown(markdown, page, config, files):
    """A list or table right behind a line of text is one for readers of the plain file, so it is one here."""
    lines, fenced, before = [], False, ""
    for line in markdown.split("\n"):
        starts = re.match(r"[*-] |\d+\. |\|", line)
        if starts and not fenced and before.strip() and not re.match(r"\s|[*-] |\d+\. |\|", before):
            lines.append("")
        fenced ^= line.lstrip().startswith("```")
        lines.append(line)
        before = line
    return "\n".join(lines)


if __name__ == "__main__":
    fault = False
    for room in all_rooms():
        print(f"{room.name:10} {page(room.name)[1]:4} names")
        for header in sorted(room.glob("**/*.hpp")):
            for line in read(header)[1]:
                fault = True
                print(f"{header.relative_to(root)}:{line}: a /// comment that belongs to nothing", file=sys.stderr)
    sys.exit(fault)
