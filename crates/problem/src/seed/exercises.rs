//! The exercises of a demo study: classics, in our own words.

use timestamp::Timestamp;

use super::{Locale, evening::evening};
use crate::content::Content;

/// One exercise in both languages.
struct Exercise {
    /// Korean, then English.
    titles: [&'static str; 2],
    statements: [&'static str; 2],
    tags: [&'static [&'static str]; 2],
    difficulty: &'static str,
    week: i64,
    /// Evenings from today.
    due: i64,
    allowed_languages: &'static [&'static str],
}

const EXERCISES: [Exercise; 5] = [
    Exercise {
        titles: ["합이 되는 두 수", "Two numbers that add up"],
        statements: [
            "정수 n개와 목표값 t가 주어집니다. 서로 다른 두 자리에 있는 수의 합이 정확히 t가 되는 자리 쌍을 하나 찾으세요. 자리는 0부터 셉니다.\n\n## 입력\n첫 줄에 n과 t (2 ≤ n ≤ 100,000), 둘째 줄에 정수 n개. 모든 수의 절댓값은 10억을 넘지 않습니다.\n\n## 출력\n두 자리를 작은 것부터 한 줄에 출력합니다. 쌍이 여럿이면 어느 것이든 좋고, 없으면 -1을 출력합니다.\n\n## 예\n```\n5 9\n4 11 2 7 5\n```\n```\n0 4\n```\n`2 3`도 맞는 답입니다.\n",
            "You are given n integers and a target t. Find two different positions whose numbers add up to exactly t. Positions count from 0.\n\n## Input\nThe first line has n and t (2 ≤ n ≤ 100,000), the second line n integers. No absolute value is above one billion.\n\n## Output\nThe two positions on one line, the smaller first. If several pairs fit, any of them will do; if none does, print -1.\n\n## Example\n```\n5 9\n4 11 2 7 5\n```\n```\n0 4\n```\n`2 3` would be right as well.\n",
        ],
        tags: [&["해시", "배열"], &["hashing", "arrays"]],
        difficulty: "BRONZE",
        week: 1,
        due: -2,
        allowed_languages: &[],
    },
    Exercise {
        titles: ["괄호의 짝", "Brackets in pairs"],
        statements: [
            "소괄호, 중괄호, 대괄호로만 된 문자열이 올바른지 판단하세요. 모든 여는 괄호가 같은 종류의 닫는 괄호와 짝을 이루고, 짝끼리 서로 엇갈리지 않으면 올바릅니다.\n\n## 입력\n한 줄에 문자열 하나 (길이 1 이상 200,000 이하).\n\n## 출력\n올바르면 `yes`를 출력합니다. 아니면 처음으로 잘못되었음을 알 수 있는 글자의 자리(1부터)를 출력하고, 끝까지 읽어야 알 수 있으면 길이에 1을 더한 값을 출력합니다.\n\n## 예\n```\n{[()]}(]\n```\n```\n8\n```\n",
            "Decide whether a text of round, curly and square brackets is well formed: every opening bracket has a closing one of its kind, and no two pairs cross.\n\n## Input\nOne line with the text, 1 to 200,000 characters long.\n\n## Output\n`yes` if it is well formed. Otherwise the position, counted from 1, of the first character at which it is certain that it is not; if that takes the whole text, its length plus 1.\n\n## Example\n```\n{[()]}(]\n```\n```\n8\n```\n",
        ],
        tags: [&["스택", "문자열"], &["stack", "strings"]],
        difficulty: "SILVER",
        week: 2,
        due: 0,
        allowed_languages: &[],
    },
    Exercise {
        titles: ["미로에서 가장 짧은 길", "The shortest way through a maze"],
        statements: [
            "칸으로 나뉜 미로가 있습니다. `.`은 지나갈 수 있는 칸, `#`은 벽입니다. 왼쪽 위 칸에서 오른쪽 아래 칸까지 상하좌우로 움직일 때 지나야 하는 가장 적은 칸의 수를 구하세요. 처음 칸과 마지막 칸도 셉니다.\n\n## 입력\n첫 줄에 행의 수와 열의 수 (각각 1 이상 1,000 이하), 이어서 미로가 한 행씩 주어집니다. 처음 칸과 마지막 칸은 벽이 아닙니다.\n\n## 출력\n칸의 수를 출력합니다. 갈 수 없으면 -1을 출력합니다.\n\n## 예\n```\n3 4\n..#.\n#...\n###.\n```\n```\n6\n```\n",
            "A maze is made of cells: `.` can be walked on, `#` is a wall. Moving up, down, left and right from the top left cell to the bottom right cell, how many cells does the shortest way have? The first and the last cell count.\n\n## Input\nThe first line has the numbers of rows and columns (1 to 1,000 each), then the maze follows row by row. The first and the last cell are no walls.\n\n## Output\nThe number of cells, or -1 if there is no way.\n\n## Example\n```\n3 4\n..#.\n#...\n###.\n```\n```\n6\n```\n",
        ],
        tags: [
            &["너비 우선 탐색", "그래프"],
            &["breadth-first search", "graphs"],
        ],
        difficulty: "SILVER",
        week: 2,
        due: 3,
        allowed_languages: &[],
    },
    Exercise {
        titles: ["쉬어 가는 계단", "Stairs with a rest"],
        statements: [
            "계단이 n개 있고 한 번에 한 칸 또는 두 칸을 오릅니다. 두 칸 오르기를 연달아 할 수는 없습니다. 맨 위까지 오르는 방법의 수를 1,000,000,007로 나눈 나머지를 구하세요.\n\n## 입력\n한 줄에 n (1 ≤ n ≤ 1,000,000).\n\n## 출력\n방법의 수를 1,000,000,007로 나눈 나머지.\n\n## 예\n```\n4\n```\n```\n4\n```\n1+1+1+1, 2+1+1, 1+2+1, 1+1+2가 있습니다.\n",
            "A flight has n stairs. You climb one or two at a time, but never two in a row twice running. In how many ways can you reach the top? Print the number modulo 1,000,000,007.\n\n## Input\nOne line with n (1 ≤ n ≤ 1,000,000).\n\n## Output\nThe number of ways modulo 1,000,000,007.\n\n## Example\n```\n4\n```\n```\n4\n```\nThey are 1+1+1+1, 2+1+1, 1+2+1 and 1+1+2.\n",
        ],
        tags: [&["동적 계획법"], &["dynamic programming"]],
        difficulty: "GOLD",
        week: 3,
        due: 7,
        allowed_languages: &[],
    },
    Exercise {
        titles: ["회의실은 몇 개", "How many meeting rooms"],
        statements: [
            "회의 n개의 시작과 끝이 주어집니다. 한 회의실에서는 한 번에 회의 하나만 열리며, 한 회의가 끝나는 순간 다른 회의가 시작할 수 있습니다. 모든 회의를 여는 데 필요한 가장 적은 회의실 수를 구하세요.\n\n## 입력\n첫 줄에 n (1 ≤ n ≤ 200,000), 이어지는 n줄에 시작과 끝 (0 ≤ 시작 < 끝 ≤ 10억).\n\n## 출력\n회의실의 수.\n\n## 예\n```\n4\n0 30\n5 10\n10 20\n25 40\n```\n```\n2\n```\n",
            "You know when n meetings begin and end. A room holds one meeting at a time, and the next may begin at the moment the last one ends. What is the smallest number of rooms that can hold all of them?\n\n## Input\nThe first line has n (1 ≤ n ≤ 200,000), then n lines with beginning and end (0 ≤ beginning < end ≤ one billion).\n\n## Output\nThe number of rooms.\n\n## Example\n```\n4\n0 30\n5 10\n10 20\n25 40\n```\n```\n2\n```\n",
        ],
        tags: [&["정렬", "우선순위 큐"], &["sorting", "heap"]],
        difficulty: "GOLD",
        week: 3,
        due: 10,
        allowed_languages: &["cpp", "java", "python"],
    },
];

/// All of them, as seen from `now`.
pub(super) fn exercises(locale: Locale, now: Timestamp) -> Vec<Content> {
    let texts = |exercise: &Exercise| {
        let [korean, english] = [0, 1].map(|side: usize| {
            (
                exercise.titles.get(side).copied().unwrap_or_default(),
                exercise.statements.get(side).copied().unwrap_or_default(),
                exercise.tags.get(side).copied().unwrap_or_default(),
            )
        });
        match locale {
            Locale::Ko => korean,
            Locale::En => english,
        }
    };
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    (1..)
        .zip(&EXERCISES)
        .map(|(place, exercise): (usize, &Exercise)| {
            let (title, statement, tags) = texts(exercise);
            Content {
                title: title.to_owned(),
                statement: statement.to_owned(),
                source_url: None,
                platform: Some("algosu".to_owned()),
                number: Some(place.to_string()),
                difficulty: Some(exercise.difficulty.to_owned()),
                week: exercise.week,
                deadline: Some(evening(locale, now, exercise.due)),
                allowed_languages: owned(exercise.allowed_languages),
                tags: owned(tags),
                category: Some("algorithm".to_owned()),
            }
        })
        .collect()
}
