#!/usr/bin/env python3
"""Makes a test of a page of the documentation: page_to_test.py PAGE OUTPUT

A block of cpp that a block of json follows is an expression whose text must be that document, white space aside, and one that
a block of text follows is an expression that must throw a gulo::failure with those lines. All other blocks of cpp are declarations.
A table with the head "| C++ value | JSON |" has an expression and its JSON in each row; the JSON is read back as well."""

import pathlib
import re
import sys

page, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
text = page.read_text()
blocks = [(found.group(1), found.group(2).rstrip("\n"), text.count("\n", 0, found.start()) + 2)
          for found in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.S | re.M)]

declarations, checks = [], []
for index, (language, code, line) in enumerate(blocks):
    if language != "cpp":
        continue
    follows = blocks[index + 1] if index + 1 < len(blocks) else ("", "", 0)
    here = f'#line {line} "{page.name}"\n'
    if follows[0] == "json":
        checks.append((line, f'{here}    BOOST_TEST(compact({code}) == compact(R"~({follows[1]})~"));'))
    elif follows[0] == "text":
        checks.append((line, f'{here}    BOOST_TEST(thrown([] {{ static_cast<void>({code}); }}) == R"~({follows[1]})~");'))
    else:
        declarations.append(here + code)

rows = re.search(r"^\| C\+\+ value \| JSON \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", text, re.M)
for row in re.finditer(r"^\| `(.*)` \| `(.*)` \|$", rows.group(1), re.M):
    line = text.count("\n", 0, rows.start(1) + row.start()) + 1
    checks.append((line, f'#line {line} "{page.name}"\n    has_row({row.group(1)}, R"~({row.group(2)})~");'))
if rows.group(1).count("\n") + len([1 for follows in blocks if follows[0] in ("json", "text")]) != len(checks):
    sys.exit(f"{page.name}: a row of the table, or a block of json or text, is not checked")

cases = "\n".join(f"BOOST_AUTO_TEST_CASE(line_{line}) {{\n{check}\n}}\n" for line, check in checks)
output.write_text(f'#include "page.hpp"\n\n{chr(10).join(declarations)}\n\nBOOST_AUTO_TEST_SUITE({page.stem}_page)\n\n{cases}\nBOOST_AUTO_TEST_SUITE_END()\n')
