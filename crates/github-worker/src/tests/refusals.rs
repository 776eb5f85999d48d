//! Every way in which GitHub says no has its own kind and code.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use testkit::fake::{Fault, Reply};
use testkit::github::{Permission, endpoint, refusal};

use super::{End, World};

async fn dead(world: &World) -> (String, String) {
    let End::Dead(error) = world.push_one().await else {
        panic!("{:?}", world.queue.end("one"));
    };
    assert_eq!(world.commits_of("one"), 0);
    let text = |field: &str| error[field].as_str().unwrap().to_owned();
    (text("kind"), text("code"))
}

fn is(kind: &str, code: &str) -> (String, String) {
    (kind.to_owned(), code.to_owned())
}

#[tokio::test]
async fn a_revoked_token_is_refused() {
    let world = World::new().await;
    world.token.revoke();
    assert_eq!(dead(&world).await, is("token", "github_token_refused"));
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_refused() {
    let world = World::new().await;
    world.relink("token", json!("line\nbreak"));
    assert_eq!(dead(&world).await, is("token", "github_token_refused"));
    assert_eq!(world.github.count(endpoint::ANY), 0);
}

#[tokio::test]
async fn a_token_that_may_only_read_is_forbidden() {
    let world = World::new().await;
    world.token.allow(&world.repository, Permission::Read);
    assert_eq!(dead(&world).await, is("permanent", "github_forbidden"));
}

#[tokio::test]
async fn a_repository_that_is_gone_is_not_found() {
    let world = World::new().await;
    world.repository.delete();
    assert_eq!(dead(&world).await, is("permanent", "github_not_found"));
}

#[tokio::test]
async fn a_repository_that_was_renamed_is_not_found_and_the_token_not_sent_elsewhere() {
    let world = World::new().await;
    world.repository.rename("minsu/elsewhere");
    assert_eq!(dead(&world).await, is("permanent", "github_not_found"));
    assert_eq!(world.github.count(endpoint::ANY), 1);
}

#[tokio::test]
async fn a_branch_that_does_not_exist_is_not_found() {
    let world = World::new().await;
    world.relink("branch", json!("nowhere"));
    assert_eq!(dead(&world).await, is("permanent", "github_not_found"));
}

#[tokio::test]
async fn an_archived_repository_is_forbidden() {
    let world = World::new().await;
    world.repository.set_archived(true);
    assert_eq!(dead(&world).await, is("permanent", "github_forbidden"));
}

#[tokio::test]
async fn a_protected_branch_is_a_refusal_and_no_conflict() {
    let world = World::new().await;
    world.repository.protect("main");
    assert_eq!(dead(&world).await, is("permanent", "github_validation"));
    assert_eq!(world.github.count(endpoint::UPDATE_REF), 1, "not rebased");
}

#[tokio::test]
async fn names_that_make_no_sense_never_reach_github() {
    for (field, name) in [
        ("repository", "minsu"),
        ("repository", "../user"),
        ("repository", "minsu/solutions/../../other"),
        ("branch", "a..b"),
        ("branch", ""),
    ] {
        let world = World::new().await;
        world.relink(field, json!(name));
        assert_eq!(dead(&world).await, is("permanent", "github_validation"));
        assert_eq!(world.github.count(endpoint::ANY), 0, "{name}");
    }
}

async fn waits(world: &World) -> u64 {
    let End::Waiting(error) = world.push_one().await else {
        panic!("{:?}", world.queue.end("one"));
    };
    assert_eq!(error["code"], "github_rate_limited");
    error["retryAfterMs"].as_u64().unwrap()
}

#[tokio::test]
async fn a_used_up_allowance_waits_until_it_is_renewed() {
    for status in [StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS] {
        let world = World::new().await;
        world.token.limit(0, Duration::from_secs(600), status);
        let wait = waits(&world).await;
        assert!((500_000..=601_000).contains(&wait), "{wait}");
    }
}

#[tokio::test]
async fn a_secondary_limit_waits_as_long_as_told_and_asks_nothing_more() {
    for status in [StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS] {
        let world = World::new().await;
        let limit = refusal::secondary_limit(status, Duration::from_secs(42));
        world
            .github
            .on(endpoint::UPDATE_REF)
            .fault(Fault::answer(limit));
        assert_eq!(waits(&world).await, 42_000);
        let asked = world.github.count(endpoint::ANY);
        world.queue.let_time_pass();
        world.work().await;
        world.assert_pushed_once("one");
        assert!(world.github.count(endpoint::ANY) > asked);
        let last = &world.github.exchanges()[asked - 1].request;
        assert_eq!(last.method, "PATCH", "nothing was asked after the limit");
    }
}

#[tokio::test]
async fn a_validation_error_ends_the_job() {
    for station in [
        endpoint::CREATE_BLOB,
        endpoint::CREATE_TREE,
        endpoint::CREATE_COMMIT,
    ] {
        let world = World::new().await;
        let no = refusal::unprocessable("no");
        world.github.on(station).always().fault(Fault::answer(no));
        assert_eq!(dead(&world).await, is("permanent", "github_validation"));
    }
}

/// A value for each field that a push reads, which it must not take for good.
#[tokio::test]
async fn an_answer_of_another_shape_is_an_outage_and_never_believed() {
    let sha = |text: &str| json!({"sha": text, "object": {"sha": text}, "tree": {"sha": text}});
    for answer in [
        Value::Null,
        json!([]),
        json!({}),
        sha("../../../user"),
        sha(&"A".repeat(40)),
        sha(""),
        json!({"sha": 7, "object": 7, "tree": []}),
    ] {
        for (station, status) in [
            (endpoint::GET_REF, StatusCode::OK),
            (endpoint::GET_COMMIT, StatusCode::OK),
            (endpoint::CREATE_BLOB, StatusCode::CREATED),
            (endpoint::CREATE_TREE, StatusCode::CREATED),
            (endpoint::CREATE_COMMIT, StatusCode::CREATED),
        ] {
            let world = World::new().await;
            let reply = Reply::json(status, &answer);
            world.github.on(station).fault(Fault::answer(reply));
            world.push_one().await;
            let errors = world.queue.errors("one");
            assert_eq!(errors.len(), 1, "{station} {answer}");
            assert_eq!(errors[0]["code"], "github_unavailable");
            world.assert_pushed_once("one");
        }
    }
}

#[tokio::test]
async fn a_hostile_repository_cannot_choose_the_branch_or_the_link() {
    for page in [
        "javascript:alert(1)",
        "https://user@evil.invalid/x",
        "/x",
        "https://x?y",
        "",
    ] {
        let world = World::new().await;
        let about = json!({"default_branch": "main", "html_url": page});
        let reply = Reply::json(StatusCode::OK, &about);
        world
            .github
            .on(endpoint::GET_REPOSITORY)
            .fault(Fault::answer(reply));
        let End::Completed(result) = world.push_one().await else {
            panic!("{:?}", world.queue.end("one"));
        };
        let url = result["url"].as_str().unwrap();
        assert!(
            url.starts_with("https://github.com/minsu/solutions/blob/"),
            "{url}"
        );
    }
    let world = World::new().await;
    let about = json!({"default_branch": "../../../user", "html_url": ""});
    let reply = Reply::json(StatusCode::OK, &about);
    world
        .github
        .on(endpoint::GET_REPOSITORY)
        .fault(Fault::answer(reply));
    world.push_one().await;
    assert_eq!(world.queue.errors("one")[0]["code"], "github_unavailable");
}

#[tokio::test]
async fn nothing_secret_is_reported() {
    let world = World::new().await;
    let echo = refusal::unprocessable(world.token.secret());
    world
        .github
        .on(endpoint::CREATE_TREE)
        .always()
        .fault(Fault::answer(echo));
    world.push_one().await;
    let told = world.queue.errors("one")[0].to_string();
    assert!(!told.contains(world.token.secret()), "{told}");
}
