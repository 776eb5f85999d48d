n, k = map(int, input().split())
best = [0] * (k + 1)
for _ in range(n):
    weight, value = map(int, input().split())
    for room in range(k, weight - 1, -1):
        best[room] = max(best[room], best[room - weight] + value)
print(best[k])
