"""Reads reports with the readers that others use, and prints what they found as JSON.

reports.py log FILE: an HdrHistogram log, by hdrhistogram; a list of its histograms.
reports.py metrics FILE: Prometheus text, by prometheus_client; the number of samples by family.
"""

import base64
import json
import sys
import zlib

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader
from prometheus_client.parser import text_string_to_metric_families

HIGHEST = 3_600_000_000_000


def content(payload):
    """The header and the numbers of a V2 encoding.

    zlib's versions differ, so what is compressed is compared. A zero that stands alone is 0, as Java
    writes it and grpcbench too; hdrhistogram writes it as a run of one, which is read as the same.
    """
    data = zlib.decompress(base64.b64decode(payload)[8:])
    numbers, place = [], 40
    while place < len(data):
        value = shift = 0
        for length in range(1, 10):
            byte = data[place]
            place += 1
            value |= (byte if length == 9 else byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        number = (value >> 1) ^ -(value & 1)
        numbers.append(0 if number == -1 else number)
    return data[8:40], numbers


def log(path):
    with open(path, encoding="utf-8") as file:
        payloads = [line.rstrip("\n").split(",")[-1] for line in file if line[0] not in "#\""]
    reader = HistogramLogReader(path, HdrHistogram(1, HIGHEST, 3))
    histograms = []
    while True:
        histogram = reader.get_next_interval_histogram()
        if histogram is None:
            break
        payload = payloads[len(histograms)]
        again = HdrHistogram.decode(payload).encode()
        histograms.append({
            "tag": histogram.tag,
            "start_ms": histogram.get_start_time_stamp(),
            "end_ms": histogram.get_end_time_stamp(),
            "count": histogram.get_total_count(),
            "p50": histogram.get_value_at_percentile(50),
            "p99": histogram.get_value_at_percentile(99),
            "max": histogram.get_max_value(),
            "counts": [[item.value_iterated_to, item.count_at_value_iterated_to]
                       for item in histogram.get_recorded_iterator()],
            "same_content": content(again) == content(payload),
        })
    reader.close()
    return histograms


def metrics(path):
    with open(path, encoding="utf-8") as file:
        families = list(text_string_to_metric_families(file.read()))
    return {family.name: {"type": family.type, "samples": len(family.samples)}
            for family in families}


if __name__ == "__main__":
    print(json.dumps({"log": log, "metrics": metrics}[sys.argv[1]](sys.argv[2])))
