"""The unary section of Results/peers.md: ratios round by round, the goals, and every run."""

import statistics

from comparison import Goal, KIB, figure, spread, verdicts


def goals(results):
    def cpu(shape, bound):
        return Goal(
            f"client CPU per call ÷ h2load's, {shape}", True, bound,
            results.ratios(f"grpcbench {shape}", f"h2load {shape}", lambda run: run.cpu_us))

    offered = [
        run.document["summary"]["achieved_per_s"] / run.document["summary"]["offered_per_s"]
        for run in results.arms["open loop"]
    ]
    memory = [
        (many.peak_rss_bytes - few.peak_rss_bytes) / (5000 - 10) / KIB
        for few, many in zip(results.arms["memory 10 × 1"], results.arms["memory 5000 × 1"])
    ]
    return [
        cpu("1 × 1000", 0.06), cpu("1 × 100", 0.35), cpu("10 × 10", 0.35), cpu("100 × 10", 0.35),
        cpu("1 × 1", 1.1),
        Goal("user CPU alone per call ÷ h2load's, 1 × 100", True, 0.10,
             results.ratios("grpcbench 1 × 100", "h2load 1 × 100", lambda run: run.user_us)),
        Goal("client CPU per call ÷ k6's, 100 calls at a time, 1 × 100", True, 0.02,
             results.ratios("grpcbench 1 × 100", "k6", lambda run: run.cpu_us)),
        Goal("our server's calls/s under h2load 1 × 100 ÷ nghttpd's with a file of that size",
             False, 1.5, results.ratios("h2load 1 × 100", "nghttpd", lambda run: run.calls_per_s)),
        Goal("calls/s, one thread each side, 1 × 1000 ÷ h2load's", False, 3,
             results.ratios("grpcbench 1 × 1000", "h2load 1 × 1000", lambda run: run.calls_per_s)),
        Goal("extra client memory per connection, 10 to 5,000 connections", True, 16, memory,
             " KiB"),
        Goal("open loop at half of the closed-loop maximum: achieved ÷ offered", False, 0.99,
             offered),
    ]


def shapes_table(results, shapes):
    """grpcbench beside h2load, shape by shape: medians of each round's ratio."""
    lines = ["| connections × streams | calls/s | CPU | user | system | CPU without start-up "
             "| own figure |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    start = {tool: statistics.median(run.cpu_s for run in results.arms[f"{tool} idle"])
             for tool in ("grpcbench", "h2load")}
    for shape in shapes:
        ours, theirs = f"grpcbench {shape}", f"h2load {shape}"

        def ratio(read):
            return figure(statistics.median(results.ratios(ours, theirs, read)))

        net = statistics.median(
            ((a.cpu_s - start["grpcbench"]) / a.calls) / ((b.cpu_s - start["h2load"]) / b.calls)
            for a, b in zip(results.arms[ours], results.arms[theirs]))
        own = statistics.median(run.own_cpu_us / run.cpu_us for run in results.arms[ours])
        lines.append(
            f"| {shape} | {ratio(lambda r: r.calls_per_s)} | {ratio(lambda r: r.cpu_us)} "
            f"| {ratio(lambda r: r.user_us)} | {ratio(lambda r: r.system_us)} | {figure(net)} "
            f"| {figure(own)} |")
    ours, theirs = (f"{start[tool] * 1e3:.0f} ms" for tool in ("grpcbench", "h2load"))
    lines += ["", f"A process that makes hardly a call costs {ours} of CPU (h2load: {theirs}): "
              "that is its start-up and its end,",
              "and the ratio without it is what a longer run comes to. `own figure` is the CPU per "
              "call that", "grpcbench reports for its measured time ÷ what the kernel counted for "
              "the whole process."]
    return lines


def arms_table(results):
    lines = ["| run | calls/s | client CPU | user | system | server CPU | calls a run |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for name, runs in results.arms.items():
        if name.endswith(" idle"):
            continue

        def cell(read):
            return spread([read(run) for run in runs])

        lines.append(
            f"| {name} | {cell(lambda r: r.calls_per_s)} | {cell(lambda r: r.cpu_us)} "
            f"| {cell(lambda r: r.user_us)} | {cell(lambda r: r.system_us)} "
            f"| {cell(lambda r: r.server_us)} | {statistics.median(r.calls for r in runs):,.0f} |")
    return lines


def text(results, shapes, options):
    """What stands below the table of goals."""
    count = len(results.arms["k6"])
    users = statistics.median(
        results.ratios("grpcbench 100 × 1", "k6", lambda run: run.cpu_us))
    return [
        f"Rounds: {count}, of {options.seconds:g} s a run (k6 {options.k6_seconds} s).", "",
        "k6 opens a connection for each of its 100 users, and cannot do otherwise. In that shape, "
        "100 × 1, a call", f"costs grpcbench {figure(users)} of what it costs k6.", "",
        "### Beside h2load", "",
        "Each figure is grpcbench's ÷ h2load's.", "",
        *shapes_table(results, shapes), "",
        "### Unary runs", "",
        "CPU in µs per call: the client's is what the kernel counted for its whole process, "
        "start-up included;", "the server's is the difference of its own count (10 ms ticks). "
        "Median (smallest – largest).", "",
        *arms_table(results), "",
        "`nghttpd` is h2load's run against nghttpd; `open loop` is grpcbench 1 × 1000 at half of "
        "the round's best;", "`memory` is grpcbench at 2,000 calls/s, read from VmHWM.", "",
        "- Every program has one thread, except k6, whose runtime has its own.",
        "- grpcbench and k6 run by time; h2load runs the number of calls that takes it as long.",
        f"- grpcbench's own verdicts on its runs: {verdicts(results)}.",
    ]
