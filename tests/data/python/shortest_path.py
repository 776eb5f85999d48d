# 다익스트라: 시작 정점에서 모든 정점까지의 최단 거리
import heapq
import sys

input = sys.stdin.readline


def dijkstra(graph, start):
    distance = [None] * len(graph)
    heap = [(0, start)]
    while heap:
        d, here = heapq.heappop(heap)
        if distance[here] is not None:
            continue
        distance[here] = d
        for there, weight in graph[here]:
            if distance[there] is None:
                heapq.heappush(heap, (d + weight, there))
    return distance


n, m, start = map(int, input().split())
graph = [[] for _ in range(n + 1)]
for _ in range(m):
    a, b, w = map(int, input().split())
    graph[a].append((b, w))

for d in dijkstra(graph, start)[1:]:
    print(-1 if d is None else d)
