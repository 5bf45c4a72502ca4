"""Figures beside their references and goals, as a table and as JSON: what figures.hpp is to the programs, for scripts."""

import json
import os
import pathlib


def at_most(bound, of="value"):
    return {"of": of, "at_most": bound}


class Figures:
    """Collects the figures of one benchmark, and prints each at once."""

    def __init__(self, benchmark, about):
        self.all = {"benchmark": benchmark, "about": about, "figures": []}
        print(about, flush=True)

    def add(self, what, value, unit, reference=None, goal=None):
        """`reference` is a pair of name and value in the same unit."""
        figure = {"what": what, "value": value, "unit": unit}
        line = f"  {what:<58}{value:>10,.2f} {unit:<8}" if value < 1000 else f"  {what:<58}{value:>10,.0f} {unit:<8}"
        if reference:
            name, other = reference
            figure["reference"] = {"what": name, "value": other, "ratio": value / other if other else 0}
            line += f" {figure['reference']['ratio']:6.2f} of {name} ({other:,.2f})"
        if goal:
            judged = figure["reference"]["ratio"] if goal["of"] == "ratio" else value
            figure["goal"] = goal
            figure["verdict"] = "met" if judged <= goal["at_most"] else "missed"
            line += f"   goal: {goal['of']} at most {goal['at_most']:g}: {figure['verdict']}"
        self.all["figures"].append(figure)
        print(line, flush=True)

    def write(self):
        directory = os.environ.get("GULO_BENCHMARK_FIGURES")
        if directory:
            (pathlib.Path(directory) / f"{self.all['benchmark']}.json").write_text(json.dumps(self.all) + "\n")
