"""The document of a gate's quality: every sentence follows from the figures, whatever they are."""

import math
import statistics

import machine

GOAL_FALSE_ALARMS = 0.01
GOAL_CAUGHT = {"plus5": 0.95, "plus3": 0.85}
GOAL_SECONDS = 300
# A mean this many standard errors from zero is called a bias.
LIMIT_OF_ERRORS = 2
TITLES = {"aa": "the same build", "plus5": "+5 % work", "plus3": "+3 % work", "pilot": "pilot"}


def percent(share, digits=2):
    return f"{100 * share:.{digits}f} %"


def change(logarithm):
    return f"{100 * (math.exp(logarithm) - 1):+.2f} %"


def minutes(seconds):
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"


def answer(figures, word):
    return next(each for each in figures["answers"] if each["answer"] == word)


def interval(each):
    return f"{percent(each['lower'])} – {percent(each['upper'])}"


def table(head, rows, left=1):
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    return [f"| {' | '.join(row)} |" for row in (head, rule, *rows)]


def goals(drawn, effects):
    """Rows of goals: what was found, and whether it is within them."""
    same = drawn["aa", True]
    failed = answer(same, "fail")
    rows = [[
        f"false alarms at most {percent(GOAL_FALSE_ALARMS, 0)}",
        f"{percent(failed['share'])} ({interval(failed)})",
        met(failed["share"] <= GOAL_FALSE_ALARMS),
    ]]
    for name, share in effects.items():
        goal = f"+{percent(share, 0)} work caught in at least {percent(GOAL_CAUGHT[name], 0)}"
        if (name, False) not in drawn:
            rows.append([goal, "not recorded", "–"])
            continue
        caught = answer(drawn[name, False], "fail")
        rows.append([goal, f"{percent(caught['share'])} ({interval(caught)})",
                     met(caught["share"] >= GOAL_CAUGHT[name])])
    time = same.get("median_time_ns")
    goal = f"a gate takes at most {minutes(GOAL_SECONDS)} in the median"
    rows.append([goal, minutes(time / 1e9), met(time / 1e9 <= GOAL_SECONDS)] if time
                else [goal, "not recorded", "–"])
    return table(["goal", "found", "met"], rows)


def met(is_met):
    return "yes" if is_met else "**no**"


def draws(drawn):
    """One row for each session and way of drawing."""
    rows = []
    for (name, flips), figures in sorted(drawn.items(), key=lambda each: order(each[0])):
        time = figures.get("median_time_ns")
        signs = ", sides by coin" if flips else ""
        rows.append([
            TITLES[name] + signs,
            *(percent(answer(figures, word)["share"]) for word in ("fail", "pass", "inconclusive")),
            f"{figures['mean_rounds']:.1f}", minutes(time / 1e9) if time else "–",
        ])
    head = ["gates drawn", "FAIL", "PASS", "INCONCLUSIVE", "mean rounds", "median time"]
    return table(head, rows)


def order(key):
    name, flips = key
    return (list(TITLES).index(name), not flips)


def in_order(drawn):
    """Sentences: the gates that the rounds make as they came."""
    lines = []
    for name in TITLES:
        if (name, False) not in drawn:
            continue
        gates = drawn[name, False]["in_order"]
        told = ", ".join(f"{each['answer'].upper()} after {each['rounds']}" for each in gates)
        lines.append(f"- {TITLES[name]}: {told or 'too few rounds for a gate'}")
    return lines


def noise(drawn):
    rows = []
    for name in TITLES:
        if (name, False) not in drawn:
            continue
        figures = drawn[name, False]
        for metric in figures["metrics"]:
            lag = metric.get("lag_1")
            worse = metric.get("worse")
            rows.append([
                TITLES[name], metric["metric"], str(metric["rounds"]), change(metric["mean"]),
                percent(metric["standard_error"]), percent(metric["deviation"]),
                "–" if lag is None else f"{lag:+.2f}", "–" if worse is None else percent(worse, 1),
            ])
    head = ["session", "metric", "rounds", "mean shift", "its error", "deviation of a round",
            "lag 1", "worse"]
    return table(head, rows, left=2)


def biases(drawn):
    """Whether the same build looked alike on both sides, and whether rounds stand alone."""
    metrics = drawn["aa", False]["metrics"]
    biased = [each for each in metrics
              if abs(each["mean"]) > LIMIT_OF_ERRORS * each["standard_error"]]
    names = ", ".join(f"{each['metric']} ({change(each['mean'])})" for each in biased)
    side = (
        f"With the same build on both sides these means are more than {LIMIT_OF_ERRORS} standard\n"
        f"errors from zero: {names}." if biased else
        f"With the same build on both sides every mean is within {LIMIT_OF_ERRORS} standard\n"
        "errors of zero: these rounds show no side to be favoured.")
    rounds = metrics[0]["rounds"]
    limit = LIMIT_OF_ERRORS / math.sqrt(rounds)
    near = [each["metric"] for each in metrics
            if each.get("lag_1") is not None and abs(each["lag_1"]) > limit]
    lag = (
        f"Neighbouring rounds depend on each other in {', '.join(near)}: lag 1 beyond ±{limit:.2f}."
        if near else
        f"No lag 1 is beyond ±{limit:.2f}: neighbouring rounds do not show a dependence.")
    return [*side.splitlines(), lag]


def planted(about, effects, added, cpu_ns):
    """What the work on top was set to, and what came of it."""
    lines = [f"A call took the server {cpu_ns / 1000:.2f} µs of processor time (median round with",
             "the same build)."]
    if "pilot" in added:
        plant = about["pilot"]["plant_ns"]
        lines += [f"{plant} ns on top showed as {percent(added['pilot'])} in a pilot,",
                  "and the work of the sessions was set by that."]
    rows = [[f"+{percent(share, 0)}", f"{about[name]['plant_ns']} ns", percent(added[name])]
            for name, share in effects.items() if name in added]
    if rows:
        lines += ["", *table(["meant", "`--plant grpc/protobuf=`",
                              "processor time on top, median round"], rows)]
    return lines


def real(gates):
    """Whole gates that were played as they are by default."""
    if not gates:
        return []
    rows = [[str(number + 1), each["answer"], str(each["rounds"]), minutes(each["seconds"])]
            for number, each in enumerate(gates)]
    middle = statistics.median(each["seconds"] for each in gates)
    return ["## Whole gates", "",
            f"`grpcbench gate` with the same build on both sides; {minutes(middle)} in the median.",
            "",
            *table(["gate", "answer", "rounds", "time"], rows, left=2), ""]


def conditions(about):
    duet = about["aa"]["duet"]
    build = about["aa"]["build"]
    rate = f"{duet['rate_per_s']:,.0f}/s"
    if duet.get("capacity_per_s"):
        rate += f", {percent(duet['rate_per_s'] / duet['capacity_per_s'], 0)} of the capacity found"
    pinned = ("one processor for the generator, one for both servers" if duet["pinned"]
              else "not pinned")
    lines = [
        f"- load: scenario `unary` at {rate}; rounds of {duet['round_ns'] / 1e9:g} s after "
        f"{duet['warmup_ns'] / 1e9:g} s, slices of {duet['slice_ns'] / 1e6:g} ms; {pinned}",
        f"- build: {build['build']}, version {build['version']}, "
        f"commit {build['commit'] or 'unknown'}",
    ]
    return lines + [f"- {name}: {value}" for name, value in machine.described()]


def page(about, drawn, effects, added, cpu_ns):
    """The document.

    about: how each session was played; drawn: the figures of `gate resample` by session and whether
    sides were exchanged; added: the share of processor time on top; cpu_ns: that of a call.
    """
    same = drawn["aa", True]
    looks = " and ".join(str(each) for each in same["rules"]["looks"])
    build = about["aa"]["build"]["build"]
    warning = [] if build == "release" else [
        f"These figures are of a {build} build: they show that the chain runs, nothing else.", ""]
    return "\n".join([
        "# The gate's quality", "",
        "Written by `make gate-quality`. How often `grpcbench gate` is wrong on this machine, and",
        "how long it takes. Rounds were recorded in `Results/gate-quality/` without an early",
        f"answer, and {same['gates']:,} gates were drawn from them with replacement, each judged",
        f"by the gate's rules with looks after {looks} rounds. With the same build on both sides a",
        "coin exchanges the sides of each round, as the gate's own coins do: then all gates that",
        "fail are false alarms.", "",
        *warning,
        *goals(drawn, effects), "",
        "In brackets is the exact 95 % interval of a share for so many gates drawn (Clopper and",
        f"Pearson). How well the {same['recorded_rounds']} recorded rounds stand for those of",
        "another day is not in it.", "",
        "## Gates drawn", "",
        *draws(drawn), "",
        "Gates on the rounds as they came, each on rounds of its own, without coins:", "",
        *in_order(drawn), "",
        *real(about.get("gates")),
        "## The noise", "",
        f"The machine stood still for {percent(same['frozen_share'])} of the time (median round).",
        "Shifts are of candidate to baseline; `worse` is the part of the gates drawn, without",
        "coins, in which the metric was worse; a dash is a metric that no gate looked at.", "",
        *noise(drawn), "",
        *biases(drawn), "",
        "## The work on top", "",
        *planted(about, effects, added, cpu_ns), "",
        "## Conditions", "",
        *conditions(about), "",
        "## To repeat it", "",
        "```console",
        "make gate-quality",
        "make gate-quality ARGS=\"--report-only\"",
        "grpcbench gate resample Results/gate-quality/aa --flip-signs",
        "grpcbench gate resample Results/gate-quality/plus5",
        "grpcbench gate resample Results/gate-quality/plus3",
        "```", "",
    ])
