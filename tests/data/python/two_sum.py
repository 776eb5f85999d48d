import sys


def two_sum(numbers, target):
    seen = {}
    for index, number in enumerate(numbers):
        if target - number in seen:
            return seen[target - number], index
        seen[number] = index
    return None


def main():
    data = list(map(int, sys.stdin.read().split()))
    count, target = data[0], data[1]
    pair = two_sum(data[2:2 + count], target)
    print(*pair if pair else ("none",))


main()
