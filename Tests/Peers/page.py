"""Results/peers.md as a page: a part for each section, which can be measured anew on its own."""

import re

import machine
from comparison import goals_table
from tools import shown


def part(section, commands, stolen):
    """The lines of one section: its goals, what they rest on, how it was measured."""
    return "\n".join([
        f"## {section.title}", "",
        *goals_table(section.goals()), "",
        *section.text(),
        f"- Processor time that the host gave to others meanwhile: {stolen:.1%}.", "",
        "```", *[shown(command) for command in commands], "```",
    ])


def parts(path):
    """The parts that a page already has, by title; none if there is no page."""
    try:
        with open(path) as file:
            found = re.split(r"^(?=## )", file.read(), flags=re.MULTILINE)[1:]
    except FileNotFoundError:
        return {}
    return {each.splitlines()[0].removeprefix("## "): each.rstrip() for each in found}


def text(present, options):
    """The whole page; a part that was never measured is left out."""
    present = [each for each in present if each]
    missed = sum(each.count("| **not met** |") for each in present)
    met = sum(each.count("| met |") for each in present)
    return "\n".join([
        "# grpcbench beside other tools", "",
        "Written by `make peers`. Ratios are taken round by round between runs against one and "
        "the same server;", "the figure is their median, then the smallest and the largest.", "",
        f"**{met} of {met + missed} goals met.**", "",
        "The order of the tools is reversed in every second round (ABBA). Clients are pinned to "
        "core 0, servers to", "core 1.", "",
        *["\n".join([each, ""]) for each in present],
        "## The machine and the versions", "",
        *[f"- {name}: {value}" for name, value in machine.described()],
        *[f"- {name}: {value}" for name, value in machine.tools(options)], "",
    ])
