"""Pairs of the highest total fit within places and ceilings: a flow of least cost. Pure.

Successive shortest paths with potentials. Enough for the round of a programme; a
market of tens of thousands of choices is for a library.
"""

from __future__ import annotations

from heapq import heappop, heappush
from math import inf


class Network:
    """Arcs with room for whole units, each at a cost of nought or more."""

    def __init__(self, nodes: int) -> None:
        self.out: list[list[int]] = [[] for _ in range(nodes)]
        self.to: list[int] = []
        self.room: list[int] = []
        self.cost: list[float] = []

    def join(self, tail: int, head: int, room: int, cost: float = 0.0) -> int:
        """Add an arc; returns its number. The arc after it leads back."""
        number = len(self.to)
        for at, (start, end, space, price) in enumerate(
            ((tail, head, room, cost), (head, tail, 0, -cost))
        ):
            self.out[start].append(number + at)
            self.to.append(end)
            self.room.append(space)
            self.cost.append(price)
        return number

    def send_cheapest(self, source: int, sink: int, *, at_most: float) -> None:
        """Send units one by one on the cheapest way, while one costs less than `at_most`."""
        potential = [0.0] * len(self.out)
        while True:
            distance, came_by = self._shortest(source, potential)
            if distance[sink] == inf or distance[sink] + potential[sink] >= at_most:
                return
            reach = distance[sink]
            for node, far in enumerate(distance):
                potential[node] += min(far, reach)
            node = sink
            while node != source:
                arc = came_by[node]
                self.room[arc] -= 1
                self.room[arc ^ 1] += 1
                node = self.to[arc ^ 1]

    def _shortest(self, source: int, potential: list[float]) -> tuple[list[float], list[int]]:
        distance = [inf] * len(self.out)
        came_by = [-1] * len(self.out)
        distance[source] = 0.0
        queue = [(0.0, source)]
        while queue:
            far, node = heappop(queue)
            if far > distance[node]:
                continue
            for arc in self.out[node]:
                if not self.room[arc]:
                    continue
                head = self.to[arc]
                # Rounding must not make an arc look cheaper than nothing.
                step = max(0.0, self.cost[arc] + potential[node] - potential[head])
                if far + step < distance[head] - 1e-12:
                    distance[head] = far + step
                    came_by[head] = arc
                    heappush(queue, (distance[head], head))
        return distance, came_by
