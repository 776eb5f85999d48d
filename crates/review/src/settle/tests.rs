use super::*;
use crate::HighlightKind;

const SOURCE: Source<'_> = Source {
    language: "python",
    code: "a = 1\nb = 2\nprint(a + b)\n",
};

fn remark(start_line: u32, end_line: u32) -> Highlight {
    Highlight {
        start_line,
        end_line,
        kind: HighlightKind::Issue,
        message: "look here".to_owned(),
    }
}

fn category(name: CategoryName, score: Option<u8>, highlights: Vec<Highlight>) -> Category {
    Category {
        name,
        score,
        comment: "fine".to_owned(),
        highlights,
    }
}

fn answer(categories: Vec<Category>) -> Answer {
    Answer {
        provider: "somebody".to_owned(),
        model: None,
        prompt_version: None,
        review: Assessment {
            total_score: Some(3),
            summary: "A short program.".to_owned(),
            time_complexity: None,
            space_complexity: None,
            categories,
            optimized_code: None,
        },
        usage: None,
    }
}

fn ranges(given: Vec<Highlight>) -> Vec<(u32, u32)> {
    let given = answer(vec![category(CategoryName::Structure, None, given)]);
    let settled = settle(given, SOURCE).unwrap();
    settled.review.categories[0]
        .highlights
        .iter()
        .map(|highlight| (highlight.start_line, highlight.end_line))
        .collect()
}

#[test]
fn a_remark_keeps_only_lines_that_exist() {
    assert_eq!(ranges(vec![remark(2, 3)]), [(2, 3)]);
    assert_eq!(ranges(vec![remark(0, 2)]), [(1, 2)]);
    assert_eq!(ranges(vec![remark(2, 4_000_000_000)]), [(2, 3)]);
    assert_eq!(ranges(vec![remark(3, 1)]), [(1, 3)]);
    assert_eq!(ranges(vec![remark(4, 9), remark(0, 0)]), []);
}

#[test]
fn a_remark_that_says_nothing_goes() {
    let mut empty = remark(1, 1);
    empty.message = " \u{7}\n".to_owned();
    assert_eq!(ranges(vec![empty]), []);
}

#[test]
fn the_total_is_computed_from_the_categories_whatever_was_said() {
    let scored = vec![
        category(CategoryName::Efficiency, Some(50), vec![]),
        category(CategoryName::Correctness, Some(80), vec![]),
    ];
    let settled = settle(answer(scored), SOURCE).unwrap();
    assert_eq!(settled.review.total_score, Some(70));
    assert_eq!(settled.review.categories[0].name, CategoryName::Correctness);
    let unscored = settle(answer(vec![]), SOURCE).unwrap();
    assert_eq!(unscored.review.total_score, None);
}

#[test]
fn a_score_above_a_hundred_is_a_defect() {
    let given = answer(vec![category(CategoryName::Structure, Some(101), vec![])]);
    assert_eq!(settle(given, SOURCE), Err(Defect::Score { score: 101 }));
}

#[test]
fn a_category_given_twice_counts_once() {
    let twice = vec![
        category(CategoryName::Structure, Some(40), vec![]),
        category(CategoryName::Structure, Some(90), vec![]),
    ];
    let settled = settle(answer(twice), SOURCE).unwrap();
    assert_eq!(settled.review.total_score, Some(40));
    assert_eq!(settled.review.categories.len(), 1);
}

#[test]
fn texts_lose_control_characters_and_are_cut() {
    let mut given = answer(vec![]);
    given.review.summary = format!("one\0 \u{1b}[31mtwo\n{}", "가".repeat(9_000));
    given.review.time_complexity = Some("O(n)\nand more".to_owned());
    given.review.optimized_code = Some("x\0y".to_owned());
    let review = settle(given, SOURCE).unwrap().review;
    assert!(review.summary.starts_with("one [31mtwo\n가"));
    assert_eq!(review.summary.chars().count(), SUMMARY);
    assert_eq!(review.time_complexity.as_deref(), Some("O(n) and more"));
    assert_eq!(review.optimized_code.as_deref(), Some("xy"));
}

#[test]
fn an_answer_without_a_word_or_a_name_is_a_defect() {
    let mut wordless = answer(vec![]);
    wordless.review.summary = "  ".to_owned();
    assert_eq!(settle(wordless, SOURCE), Err(Defect::Empty));
    let mut nameless = answer(vec![]);
    nameless.provider = String::new();
    assert_eq!(settle(nameless, SOURCE), Err(Defect::Nameless));
}

#[test]
fn improved_code_that_is_too_long_is_left_out() {
    let mut given = answer(vec![]);
    given.review.optimized_code = Some("x".repeat(CODE_BYTES + 1));
    assert_eq!(settle(given, SOURCE).unwrap().review.optimized_code, None);
}
