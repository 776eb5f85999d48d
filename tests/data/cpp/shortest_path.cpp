#include <iostream>
#include <queue>
#include <utility>
#include <vector>

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);

    int n, m, start;
    std::cin >> n >> m >> start;
    std::vector<std::vector<std::pair<int, long long>>> graph(n + 1);
    for (int i = 0; i < m; ++i) {
        int a, b;
        long long w;
        std::cin >> a >> b >> w;
        graph[a].push_back({b, w});
    }

    std::vector<long long> distance(n + 1, -1);
    using State = std::pair<long long, int>;
    std::priority_queue<State, std::vector<State>, std::greater<State>> queue;
    queue.push({0, start});
    while (!queue.empty()) {
        auto [d, here] = queue.top();
        queue.pop();
        if (distance[here] != -1) continue;
        distance[here] = d;
        for (auto [there, w] : graph[here]) {
            if (distance[there] == -1) queue.push({d + w, there});
        }
    }

    for (int v = 1; v <= n; ++v) std::cout << distance[v] << '\n';
}
