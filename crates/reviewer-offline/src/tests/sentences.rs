//! What a reader sees.

use review::{CategoryName, Source, settle};

use super::{LANGUAGES, review_of};

const PAIRS: &str = "\
import sys

def closest(points):
    # every pair
    best = None
    for a in points:
        for b in points:
            if a is not b:
                print(a, b, file=sys.stderr)
                best = min(best or 9, abs(a - b))
    return best
";

fn remarks(language: &str, locale: &str, code: &str) -> Vec<(CategoryName, u32, u32, String)> {
    let review = review_of(language, locale, code).review;
    let of_category = |category: review::Category| {
        let name = category.name;
        category
            .highlights
            .into_iter()
            .map(move |remark| (name, remark.start_line, remark.end_line, remark.message))
    };
    review
        .categories
        .into_iter()
        .flat_map(of_category)
        .collect()
}

#[test]
fn the_review_says_that_no_model_was_used_and_gives_no_score() {
    let answer = review_of("python", "en", PAIRS);
    assert_eq!(
        (answer.provider.as_str(), answer.model, answer.usage),
        ("offline", None, None)
    );
    assert_eq!(answer.review.total_score, None);
    assert_eq!(answer.review.time_complexity, None);
    assert!(
        answer
            .review
            .categories
            .iter()
            .all(|category| category.score.is_none())
    );
    assert_eq!(
        answer.review.summary,
        "No AI model was used for this review. It measures the shape of the code, so there is no score, and \
         whether the answer is right or fast enough was not judged. The program has 11 lines: 9 of code, 1 of \
         comments and 1 blank. There are 2 loops and 1 function. 2 places are marked for another look."
    );
}

#[test]
fn the_reader_decides_the_language_of_the_review() {
    let summary = |locale: &str| review_of("python", locale, PAIRS).review.summary;
    assert_eq!(
        summary("ko"),
        "이 리뷰에는 AI 모델을 쓰지 않았어요. 코드의 생김새만 재어 본 것이라 점수가 없고, 정답인지 또는 충분히 빠른지는 \
         판단하지 않았어요. 코드는 모두 11줄이고, 그중 실제 코드가 9줄, 주석이 1줄, 빈 줄이 1줄이에요. 반복문은 2개, \
         함수는 1개예요. 다시 살펴보면 좋을 곳을 2군데 표시해 두었어요."
    );
    assert_eq!(summary("ko-KR"), summary("ko"));
    assert_eq!(summary("fr"), summary("en"));
}

#[test]
fn a_loop_within_a_loop_is_marked_with_its_lines_and_no_complexity_class() {
    let found = remarks("python", "en", PAIRS);
    let (name, first, last, message) = found.first().unwrap();
    assert_eq!((*name, *first, *last), (CategoryName::Efficiency, 6, 10));
    assert!(
        message.starts_with("A loop within a loop (lines 6, 7)."),
        "{message}"
    );
    assert!(!message.contains("O("), "{message}");
    let (name, first, last, _) = found.get(1).unwrap();
    assert_eq!((*name, *first, *last), (CategoryName::BestPractice, 9, 9));
    assert_eq!(found.len(), 2);
}

#[test]
fn three_loops_deep_is_said_as_a_number() {
    let code = "int main() {\nfor (;;) {\nfor (;;)\nfor (;;) x();\n}\n}\n";
    let found = remarks("c", "ko", code);
    let (_, first, last, message) = found.first().unwrap();
    assert_eq!((*first, *last), (2, 5));
    assert!(
        message.starts_with("반복문이 최대 3겹으로 겹쳐 있어요(2, 3, 4번째 줄)."),
        "{message}"
    );
}

#[test]
fn long_functions_long_lines_deep_places_and_repeats_are_marked() {
    let body: String = (0..60)
        .map(|line| format!("    value_{line} = {line}\n"))
        .collect();
    let code = format!(
        "def long(a):\n{body}\n\
         def deep(a):\n    if a:\n     for b in a:\n      if b:\n       while b:\n        if a: b = 1\n\n\
         x = '{}'\n\
         def again(a):\n{}",
        "y".repeat(130),
        body.lines()
            .take(5)
            .map(|line| format!("{line}\n"))
            .collect::<String>(),
    );
    let found: Vec<(CategoryName, u32, u32)> = remarks("python", "en", &code)
        .into_iter()
        .map(|(name, first, last, _)| (name, first, last))
        .collect();
    assert_eq!(
        found,
        [
            (CategoryName::Efficiency, 65, 68),
            (CategoryName::Readability, 64, 68),
            (CategoryName::Readability, 70, 70),
            (CategoryName::Structure, 1, 61),
            (CategoryName::Structure, 72, 76),
        ]
    );
}

#[test]
fn a_tidy_program_gets_no_remarks_in_any_language() {
    for language in LANGUAGES {
        assert_eq!(remarks(language, "en", "a\n"), [], "{language}");
        let summary = review_of(language, "en", "a\n").review.summary;
        assert!(
            summary.contains("The program has 1 line: 1 of code"),
            "{summary}"
        );
        assert!(summary.ends_with("Nothing stood out."), "{summary}");
    }
}

#[test]
fn sql_is_spoken_of_as_queries() {
    let code = "SELECT a FROM t WHERE b IN (SELECT c FROM u)";
    let review = review_of("sql", "en", code).review;
    assert!(!review.summary.contains("loop"), "{}", review.summary);
    let efficiency = review.categories.get(1).unwrap();
    assert_eq!(efficiency.comment, "A query stands inside another.");
}

#[test]
fn the_same_program_gets_the_same_review_and_it_passes_the_check_unchanged() {
    for language in LANGUAGES {
        for locale in ["ko", "en"] {
            let answer = review_of(language, locale, PAIRS);
            assert_eq!(answer, review_of(language, locale, PAIRS));
            let source = Source {
                language,
                code: PAIRS,
            };
            assert_eq!(settle(answer.clone(), source), Ok(answer));
        }
    }
}
