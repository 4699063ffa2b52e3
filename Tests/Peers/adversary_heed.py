"""Whether a client heeds the SETTINGS that it has acknowledged: windows, frame sizes, header table.

Frames come in order, so what stands behind an acknowledgement must be as the SETTINGS have it
(RFC 9113 section 6.5.3); what stands before it may be as those before had it.
"""

import collections

import hpack

HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE = 1, 4, 5


class Heed:
    """What one client may do now; what it does beyond is counted in `seen`."""

    def __init__(self, seen):
        self.seen = seen
        self.decoder = hpack.Decoder()
        # The SETTINGS that are not acknowledged, in the order in which they were sent.
        self.sent = collections.deque()
        self.window = 65_535
        self.windows = {}
        self.frame = 16_384
        # The least table that was asked for since the last header block.
        self.table = None

    def acknowledged(self):
        """The oldest SETTINGS hold from now on."""
        self.seen["acknowledged"] = self.seen.get("acknowledged", 0) + 1
        for name, value in self.sent.popleft() if self.sent else ():
            if name == INITIAL_WINDOW_SIZE:
                for stream in self.windows:
                    self.windows[stream] += value - self.window
                self.window = value
            elif name == MAX_FRAME_SIZE:
                self.frame = value
            elif name == HEADER_TABLE_SIZE:
                self.table = value if self.table is None else min(self.table, value)
                self.decoder.max_allowed_table_size = value

    def came(self, length):
        """A frame has come."""
        self.seen["largest"] = max(self.seen.get("largest", 0), length)
        if length > self.frame:
            self.violation("frame")

    def opened(self, stream, block):
        """A request's header block has come."""
        self.windows[stream] = self.window
        if self.window == 0:
            self.seen["held"] = self.seen.get("held", 0) + 1
        updates = opening_updates(block)
        if updates:
            self.seen["updates"] = self.seen.get("updates", 0) + 1
        table, self.table = self.table, None
        if table is not None and table < self.decoder.header_table_size \
                and (not updates or min(updates) > table):
            self.violation("table")
        self.decoder.decode(block)

    def data(self, stream, length):
        """DATA has come; every byte beyond the window is one too many."""
        left = self.windows.get(stream, 0)
        self.windows[stream] = left - length
        if length > max(left, 0):
            self.violation("window", length - max(left, 0))

    def widen(self, stream, length):
        """WINDOW_UPDATE is about to be sent."""
        if stream in self.windows:
            self.windows[stream] += length

    def violation(self, kind, count=1):
        violations = self.seen.setdefault("violations", {})
        violations[kind] = violations.get(kind, 0) + count


def opening_updates(block):
    """The table sizes that a header block opens with (RFC 7541 section 6.3)."""
    sizes, place = [], 0
    while place < len(block) and block[place] & 0xE0 == 0x20:
        size = block[place] & 0x1F
        place += 1
        if size == 0x1F:
            shift = 0
            while True:
                size += (block[place] & 0x7F) << shift
                shift += 7
                place += 1
                if not block[place - 1] & 0x80:
                    break
        sizes.append(size)
    return sizes
