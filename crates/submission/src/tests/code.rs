use http::Method;
use serde_json::json;

use super::world::{World, request};

const MOST: usize = 102_400;

#[tokio::test]
async fn code_has_1_to_102400_bytes_in_utf8_and_not_one_more() {
    let world = World::new().await;
    let setting = world.setting();
    // Three bytes each; with one more letter it is full to the last byte.
    let korean = "한".repeat(MOST / 3) + "x";
    assert_eq!(korean.len(), MOST);
    for (code, verdict) in [
        (String::new(), Some("too_short")),
        ("x".to_owned(), None),
        ("x".repeat(MOST), None),
        ("x".repeat(MOST + 1), Some("too_long")),
        // All of it escaped in JSON.
        ("\u{1}".repeat(MOST), None),
        (korean.clone(), None),
        (format!("{korean}x"), Some("too_long")),
        ("한".repeat(MOST / 3 + 1), Some("too_long")),
    ] {
        let before = world.traces().await;
        let reply = world.post(setting.member, setting.problem, &code).await;
        match verdict {
            Some(why) => {
                reply.refused_field("code", why);
                assert_eq!(world.traces().await, before);
            }
            None => assert_eq!(reply.ok()["code"], code),
        }
    }
}

#[tokio::test]
async fn the_thirteen_languages_are_taken_and_no_others() {
    let world = World::new().await;
    let setting = world.setting();
    let send = |language: &str| {
        let body = json!({"problemId": setting.problem, "language": language, "code": "x"});
        world.act(setting.member, Method::POST, "/api/submissions", Some(body))
    };
    for language in crate::receive::LANGUAGES {
        assert_eq!(send(language).await.ok()["language"], language);
    }
    for language in ["", "Rust", "cobol", "rust ", "한"] {
        send(language)
            .await
            .refused_field("language", "unknown_language");
    }
}

#[tokio::test]
async fn a_problem_may_take_fewer_languages() {
    let world = World::new().await;
    let setting = world.setting();
    let fields = json!({"allowedLanguages": ["python", "java"]});
    let problem = world.problem(setting.study, &fields);
    let reply = world.post(setting.member, problem, "x").await;
    reply.refused_field("language", "not_allowed");
    let body = json!({"problemId": problem, "language": "python", "code": "x"});
    world
        .act(setting.member, Method::POST, "/api/submissions", Some(body))
        .await
        .ok();
}

#[tokio::test]
async fn what_does_not_fit_is_named_and_leaves_nothing_behind() {
    let world = World::new().await;
    let setting = world.setting();
    let nothing = world.traces().await;
    let whole = json!({"problemId": setting.problem, "language": "rust", "code": "x"});
    for (field, value, code) in [
        ("problemId", json!("1"), "not_an_id"),
        ("problemId", json!(1), "wrong_type"),
        ("language", json!(null), "wrong_type"),
        ("code", json!(["x"]), "wrong_type"),
        ("studyId", json!("x"), "unknown_field"),
    ] {
        let mut body = whole.clone();
        body[field] = value;
        let reply = world
            .act(setting.member, Method::POST, "/api/submissions", Some(body))
            .await;
        reply.refused_field(field, code);
    }
    // All that can be told at once is told at once.
    let body = json!({"problemId": "", "language": "", "code": ""});
    let reply = world
        .act(setting.member, Method::POST, "/api/submissions", Some(body))
        .await;
    assert_eq!(reply.json["errors"].as_array().unwrap().len(), 3);
    // Not UTF-8.
    let token = world.token("gateway", Some(setting.member), "submission");
    let mut bad = request(&token, Method::POST, "/api/submissions", None);
    *bad.body_mut() = b"{\"problemId\": \"\", \"language\": \"c\", \"code\": \"\xff\"}"
        .to_vec()
        .into();
    world.send(bad).await.refused(400, "malformed");
    assert_eq!(world.traces().await, nothing);
}
