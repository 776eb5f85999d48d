// What a visitor of the mock finds: one study, two other members, problems over three weeks.

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const at = (offset) => new Date(Date.now() + offset).toISOString();

export const PATHS = `There are $n$ cities and $m$ one-way roads. Road $i$ leads from $a_i$ to $b_i$ and takes $w_i$ minutes.
Find the shortest time from city $1$ to every other city.

### Input

The first line holds $n$ and $m$ ($1 \\le n \\le 20{,}000$, $1 \\le m \\le 300{,}000$). Each of the next $m$ lines holds
$a_i$, $b_i$ and $w_i$ with $1 \\le w_i \\le 10$.

### Output

Print the time to each city on its own line, or \`INF\` where there is no way. For a path $p = (v_0, \\dots, v_k)$ its time is

$$T(p) = \\sum_{i=1}^{k} w(v_{i-1}, v_i)$$

### Example

\`\`\`
5 6
1 2 2
1 3 3
2 3 4
2 4 5
3 4 6
5 1 1
\`\`\`

| city | time |
| ---: | ---: |
| 2 | 2 |
| 4 | 7 |
| 5 | INF |

- Negative times do not occur.
- Two cities may be joined by *several* roads.
`;

const PROBLEMS = [
  ["Shortest paths", 3, 5.2 * HOUR, ["python", "java", "cpp"], "BOJ", 1753, "Gold 4", PATHS],
  [
    "두 수의 합",
    3,
    2 * DAY + 3 * HOUR,
    [],
    "BOJ",
    3273,
    "Silver 3",
    "정수 수열에서 합이 $x$가 되는 두 수의 쌍을 모두 세세요.\n\n### 제한\n\n수열의 길이는 $10^5$ 이하입니다.",
  ],
  [
    "Brackets that match",
    3,
    6 * DAY,
    ["python", "javascript", "rust"],
    null,
    null,
    null,
    "Decide whether every bracket is closed in the right order.",
  ],
  ["A queue of two stacks", 2, -DAY, [], "Programmers", 42586, "Level 2", "Build a queue from two stacks."],
  ["Count the islands", 1, -9 * DAY, [], null, null, null, ""],
];

/** Everything one visitor owns. `id` makes a fresh id. */
export function seed(id, locale) {
  const user = {
    id: id(),
    name: "Guest 4821",
    avatar: null,
    locale,
    timeZone: "UTC",
    demo: true,
    createdAt: at(0),
  };
  const others = [
    { userId: id(), nickname: "Guest 2075", role: "OWNER", joinedAt: at(-20 * DAY) },
    { userId: id(), nickname: "Guest 3317", role: "MEMBER", joinedAt: at(-3 * DAY) },
  ];
  const study = {
    id: id(),
    name: "Thursday night graphs",
    description: "One problem a week, two when it rains.",
    role: "ADMIN",
    nickname: user.name,
    memberCount: 3,
    createdAt: at(-20 * DAY),
  };
  const problems = PROBLEMS.map(
    ([title, week, due, allowedLanguages, platform, number, difficulty, statement], index) => ({
      id: id(),
      studyId: study.id,
      title,
      statement,
      sourceUrl: platform === "BOJ" ? `https://www.acmicpc.net/problem/${number}` : null,
      platform,
      number,
      difficulty,
      week,
      deadline: at(due),
      allowedLanguages,
      tags: index === 0 ? ["graph"] : [],
      category: null,
      createdBy: others[0].userId,
      createdAt: at(-DAY * (index + 1) * 0.6),
      updatedAt: at(-DAY),
      version: 1,
    }),
  );
  const members = [...others, { userId: user.id, nickname: user.name, role: "ADMIN", joinedAt: at(0) }];
  return { user, study, members, problems, others };
}
