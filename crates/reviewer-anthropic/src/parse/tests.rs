use proptest::prelude::*;
use serde_json::json;

use super::*;

fn body() -> Value {
    json!({
        "summary": "Solves it.",
        "timeComplexity": "O(n)",
        "spaceComplexity": null,
        "categories": [
            {"name": "correctness", "score": 90, "comment": "Right.", "highlights": [
                {"startLine": 1, "endLine": 2, "type": "good", "message": "Clear."},
            ]},
            {"name": "bestPractice", "score": 70, "comment": "Fine.", "highlights": []},
        ],
        "optimizedCode": "print(1)",
        "optimizedCodeMeta": {"signaturePreserved": true, "behaviorEquivalent": true},
    })
}

fn read(text: &str) -> Result<Assessment, String> {
    review(text, "python")
}

/// The body with one of its fields, named by a JSON pointer, set to another value.
fn with(pointer: &str, value: Value) -> Result<Assessment, String> {
    let mut body = body();
    *body.pointer_mut(pointer).unwrap() = value;
    read(&body.to_string())
}

#[test]
fn a_plain_answer_is_read() {
    let review = read(&body().to_string()).unwrap();
    assert_eq!(review.summary, "Solves it.");
    assert_eq!(review.time_complexity.as_deref(), Some("O(n)"));
    assert_eq!(review.space_complexity, None);
    let names: Vec<CategoryName> = review
        .categories
        .iter()
        .map(|category| category.name)
        .collect();
    assert_eq!(
        names,
        [CategoryName::Correctness, CategoryName::BestPractice]
    );
    let correctness = review.categories.first().unwrap();
    assert_eq!(correctness.score, Some(90));
    let good = correctness.highlights.first().unwrap();
    assert_eq!(
        (good.start_line, good.end_line, good.kind),
        (1, 2, HighlightKind::Good)
    );
    assert_eq!(review.optimized_code.as_deref(), Some("print(1)"));
}

#[test]
fn fences_and_prose_around_the_object_do_not_matter() {
    let body = body().to_string();
    let plain = read(&body).unwrap();
    for text in [
        format!("```json\n{body}\n```"),
        format!("```\n{body}\n```\n"),
        format!("Here is the review:\n\n```json\n{body}\n```\nI hope it helps."),
        format!("Sets such as {{1, 2}} or {{}} aside: {body} {{"),
        format!("{{ is a brace. {body}"),
        format!("\u{feff}{body}")
            .trim_start_matches('\u{feff}')
            .to_owned(),
    ] {
        assert_eq!(read(&text).as_ref(), Ok(&plain), "{text}");
    }
}

#[test]
fn what_is_no_review_is_an_error_that_repeats_nothing() {
    for text in [
        "",
        "xyzzy",
        "{\"xyzzy\": 1}",
        "{\"summary\": \"xyzzy",
        "[{\"summary\": \"xyzzy\"}]",
        "{\"summary\": \"xyzzy\"}",
        "{\"summary\": \"xyzzy\", \"categories\": [{\"name\": \"xyzzy\", \"score\": 1}]}",
        "{\"summary\": \" \", \"categories\": [{\"name\": \"structure\", \"comment\": \"xyzzy\"}]}",
        "{\"summary\": {\"xyzzy\": 1}, \"categories\": [{\"name\": \"structure\"}]}",
    ] {
        let error = read(text).unwrap_err();
        assert!(!error.contains("xyzzy"), "{error}");
    }
}

#[test]
fn scores_are_numbers_from_0_to_100_however_written() {
    let score =
        |value: Value| with("/categories/0/score", value).map(|review| review.categories[0].score);
    assert_eq!(score(json!(0)), Ok(Some(0)));
    assert_eq!(score(json!("85")), Ok(Some(85)));
    assert_eq!(score(json!(84.5)), Ok(Some(85)));
    assert_eq!(score(json!(null)), Ok(None));
    assert_eq!(score(json!("good")), Ok(None));
    for wrong in [json!(101), json!(-3), json!(1e300), json!("250")] {
        assert!(score(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn remarks_that_make_no_sense_are_left_out() {
    let remarks = json!([
        {"startLine": "3", "type": "issue", "message": "a"},
        {"startLine": 4.0, "endLine": "5", "type": "praise", "message": "b"},
        {"startLine": -1, "endLine": 5, "type": "issue", "message": "c"},
        {"startLine": 1.5, "endLine": 5, "type": "issue", "message": "d"},
        {"startLine": 1, "endLine": 99_999_999_999_u64, "type": "issue", "message": "e"},
        {"startLine": 1, "endLine": 2, "type": "issue", "message": "  "},
        {"endLine": 2, "type": "issue", "message": "f"},
        "line 3 is wrong",
        null,
    ]);
    let review = with("/categories/0/highlights", remarks).unwrap();
    let read: Vec<_> = review.categories[0]
        .highlights
        .iter()
        .map(|remark| {
            (
                remark.start_line,
                remark.end_line,
                remark.kind,
                remark.message.as_str(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            (3, 3, HighlightKind::Issue, "a"),
            (4, 5, HighlightKind::Suggestion, "b")
        ]
    );
}

#[test]
fn an_improved_program_needs_the_promise_that_it_does_the_same() {
    let kept = |meta: Value, language: &str| {
        let mut body = body();
        body["optimizedCodeMeta"] = meta;
        review(&body.to_string(), language)
            .unwrap()
            .optimized_code
            .is_some()
    };
    assert!(kept(
        json!({"signaturePreserved": true, "behaviorEquivalent": true}),
        "c"
    ));
    assert!(!kept(
        json!({"signaturePreserved": false, "behaviorEquivalent": true}),
        "c"
    ));
    assert!(!kept(
        json!({"signaturePreserved": true, "behaviorEquivalent": "true"}),
        "c"
    ));
    assert!(!kept(json!({"signaturePreserved": true}), "c"));
    assert!(!kept(json!(null), "c"));
    assert!(kept(json!({"behaviorEquivalent": true}), "sql"));
}

#[test]
fn braces_by_the_thousand_take_little_time() {
    for text in [
        "{".repeat(1_000_000),
        "{}".repeat(500_000),
        "{\"".repeat(500_000),
    ] {
        let start = std::time::Instant::now();
        assert!(read(&text).is_err());
        assert!(start.elapsed().as_secs() < 5);
    }
}

proptest! {
    #[test]
    fn any_text_is_a_review_or_an_error(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn an_answer_cut_anywhere_is_an_error(at in 1_usize..300) {
        let body = body().to_string();
        if at < body.len() {
            let cut: String = body.chars().take(at).collect();
            prop_assert!(read(&cut).is_err(), "{}", cut);
        }
    }
}
