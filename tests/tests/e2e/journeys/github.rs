use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::json;
use testkit::fake::{Fault, Stage};
use testkit::github::{Permission, endpoint, refusal};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::{Done, WITHIN, World, follow};

#[tokio::test]
async fn who_has_linked_nothing_gets_no_commit_and_an_honest_offline_review() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let github = member.get("/api/me/github").await?.expect(200)?;
    assert_eq!(github.json, json!({ "linked": false }));
    let id = member.hand_in_anything().await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SKIPPED", "COMPLETED"]);
    let types = [
        "SubmissionReceived",
        "GithubPushQueued",
        "GithubPushSkipped",
        "ReviewQueued",
        "ReviewCompleted",
        "SubmissionCompleted",
    ];
    assert_eq!(journey.types, types);
    assert_eq!(
        journey.submission["journey"]["push"]["code"],
        "github_not_linked"
    );
    assert_eq!(journey.submission["githubUrl"], json!(null));

    let review = member
        .get(&format!("/api/submissions/{id}/review"))
        .await?
        .expect(200)?
        .json;
    assert_eq!(review["provider"], "offline");
    assert_eq!(review["model"], json!(null));
    assert_eq!(review["totalScore"], json!(null));
    assert_eq!(journey.submission["aiScore"], json!(null));
    assert!(
        review["summary"]
            .as_str()
            .unwrap()
            .contains("No AI model was used"),
        "{review}"
    );
    assert_eq!(
        world.github.exchanges().len() + world.anthropic.exchanges().len(),
        0
    );
    Ok(())
}

#[tokio::test]
async fn after_unlinking_nothing_is_pushed_any_more() -> Done {
    let world = World::offline()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    member.delete("/api/me/github").await?.expect(204)?;
    let id = member.hand_in_anything().await?;
    assert_eq!(
        follow(&world, &member, &id).await?.ends(),
        ["DONE", "SKIPPED", "COMPLETED"]
    );
    assert_eq!(repository.commits("main").len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_revoked_token_is_said_to_be_invalid_until_a_new_one_is_entered() -> Done {
    let world = World::start()?;
    let repository = world.github.repository("ada/algorithms");
    let (member, token) = world.linked_to(&repository).await?;
    token.revoke();
    let id = member.hand_in_anything().await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "TOKEN_INVALID", "COMPLETED"]);
    assert_eq!(
        journey.submission["journey"]["push"]["code"],
        "github_token_refused"
    );
    let fact = &journey.event("GithubPushFailed")["data"]["fact"];
    assert_eq!(fact["status"], "TOKEN_INVALID");
    let github = member.get("/api/me/github").await?.expect(200)?.json;
    assert_eq!(github["status"], "TOKEN_INVALID");
    assert_eq!(github["linked"], true);
    assert_eq!(repository.commits("main").len(), 1);

    token.restore();
    member.link(&repository, &token).await?;
    let github = member.get("/api/me/github").await?.expect(200)?.json;
    assert_eq!(github["status"], "LINKED");
    let id = member.hand_in_anything().await?;
    assert_eq!(
        follow(&world, &member, &id).await?.ends(),
        ["DONE", "SYNCED", "COMPLETED"]
    );
    assert_eq!(repository.commits_of("main", &id), 1);
    Ok(())
}

#[tokio::test]
async fn what_github_refuses_for_good_is_given_up_at_once_and_named() -> Done {
    let world = World::start()?;
    let gone = world.linked("gone/algorithms").await?;
    gone.1.delete();
    let archived = world.linked("archived/algorithms").await?;
    archived.1.set_archived(true);
    let read_only = world.github.repository("reader/algorithms");
    let (reader, token) = world.linked_to(&read_only).await?;
    token.allow(&read_only, Permission::Read);
    let hidden = world.github.repository("hidden/algorithms");
    let (stranger, token) = world.linked_to(&hidden).await?;
    token.forbid(&hidden);
    for (member, codes) in [
        (&gone.0, ["github_not_found"].as_slice()),
        (&archived.0, &["github_forbidden"]),
        (&reader, &["github_forbidden"]),
        (&stranger, &["github_not_found"]),
    ] {
        let id = member.hand_in_anything().await?;
        let journey = follow(&world, member, &id).await?;
        assert_eq!(journey.ends(), ["DONE", "FAILED", "COMPLETED"]);
        let code = journey.submission["journey"]["push"]["code"]
            .as_str()
            .unwrap();
        assert!(codes.contains(&code), "{code}");
        assert_eq!(
            journey.event("GithubPushFailed")["data"]["fact"]["status"],
            "FAILED"
        );
        let github = member.get("/api/me/github").await?.expect(200)?.json;
        assert_eq!(github["status"], "LINKED", "the token is not to blame");
    }
    let moved = world.github.ledger().into_iter();
    assert_eq!(moved.filter(|write| write.reference.is_some()).count(), 0);
    Ok(())
}

#[tokio::test]
async fn a_rate_limit_delays_the_push_until_the_time_it_names() -> Done {
    let world = World::start()?;
    let (primary, used_up) = world.linked("primary/algorithms").await?;
    let (secondary, busy) = world.linked("secondary/algorithms").await?;
    let wait = Duration::from_secs(2);
    world
        .github
        .on("* /repos/secondary/**")
        .fault(Fault::answer(refusal::secondary_limit(
            StatusCode::TOO_MANY_REQUESTS,
            wait,
        )));
    let reset = std::time::SystemTime::now() + wait;
    let limit = refusal::primary_limit(StatusCode::FORBIDDEN, 5000, reset);
    world
        .github
        .on("* /repos/primary/**")
        .fault(Fault::answer(limit));

    let ids = [
        primary.hand_in_anything().await?,
        secondary.hand_in_anything().await?,
    ];
    let journeys = futures::future::try_join_all([
        follow(&world, &primary, &ids[0]),
        follow(&world, &secondary, &ids[1]),
    ]);
    for ((journey, repository), id) in journeys.await?.into_iter().zip([used_up, busy]).zip(&ids) {
        assert_eq!(journey.ends(), ["DONE", "SYNCED", "COMPLETED"]);
        let delayed = journey.event("GithubPushDelayed");
        let state = &delayed["data"]["state"];
        assert_eq!(state["push"]["status"], "DELAYED");
        assert_eq!(state["push"]["code"], "github_rate_limited");
        assert_eq!(state["push"]["attempts"], 0, "waiting is no failed attempt");
        let times = [&delayed["occurredAt"], &state["push"]["retryAt"]];
        let [asked, retry] =
            times.map(|time| OffsetDateTime::parse(time.as_str().unwrap(), &Rfc3339).unwrap());
        let waits = (retry - asked).as_seconds_f32();
        assert!((0.9..=3.1).contains(&waits), "{waits}");
        let pushed = journey.event("GithubPushed")["occurredAt"]
            .as_str()
            .unwrap();
        assert!(OffsetDateTime::parse(pushed, &Rfc3339).unwrap() >= retry);
        let statuses: Vec<&str> = journey
            .stream
            .iter()
            .filter_map(|event| event.json["githubStatus"].as_str())
            .collect();
        assert!(
            statuses.contains(&"DELAYED"),
            "everybody who watches was told: {statuses:?}"
        );
        assert_eq!(repository.commits_of("main", id), 1);
    }
    Ok(())
}

/// Fifteen members at once, each with one request of their push that fails in one way.
#[tokio::test]
async fn an_effect_that_looked_like_a_failure_is_not_repeated() -> Done {
    let world = World::start()?;
    let faults = [
        (
            "answers-500",
            Fault::status(StatusCode::INTERNAL_SERVER_ERROR).after_effect(),
        ),
        ("is-cut", Fault::cut().after_effect()),
        ("breaks-off", Fault::half_answer()),
    ];
    let requests = [
        ("blob", endpoint::CREATE_BLOB),
        ("tree", endpoint::CREATE_TREE),
        ("commit", endpoint::CREATE_COMMIT),
        ("move", endpoint::UPDATE_REF),
        ("head", endpoint::GET_REF),
    ];
    let mut all = Vec::new();
    for (name, fault) in faults {
        for (request, pattern) in requests {
            let repository = format!("{request}-{name}/algorithms");
            let prefix = format!("/repos/{repository}/");
            let rule = world
                .github
                .on(pattern)
                .when(move |request| request.path.starts_with(&prefix))
                .fault(fault.clone());
            let (member, repository) = world.linked(&repository).await?;
            let id = member.hand_in_anything().await?;
            all.push((member, repository, id, rule));
        }
    }
    for (member, repository, id, rule) in &all {
        let journey = follow(&world, member, id).await?;
        let name = repository.full_name();
        assert_eq!(journey.ends(), ["DONE", "SYNCED", "COMPLETED"], "{name}");
        assert_eq!(rule.hits(), 1, "{name}");
        // A branch is looked at again at once; anything else is for the next attempt.
        let retried = journey.types.iter().any(|kind| kind == "GithubPushRetried");
        assert_eq!(retried, !name.starts_with("move-"), "{name}");
        assert_eq!(
            repository.submissions("main"),
            [(id.clone(), 1)].into(),
            "{name}"
        );
        assert_eq!(repository.commits("main").len(), 2, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn what_somebody_else_pushes_meanwhile_stays() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    let mut moving = world
        .github
        .on(endpoint::UPDATE_REF)
        .barrier(Stage::BeforeEffect);
    let id = member.hand_in_anything().await?;
    let stopped = moving.reached(WITHIN).await?;
    let theirs = repository.push("main", "theirs.txt", b"x", "Mine").unwrap();
    stopped.release();
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SYNCED", "COMPLETED"]);
    let commits = repository.commits("main");
    assert_eq!(commits.len(), 3);
    assert_eq!(commits[0].commit.parents, [theirs]);
    assert_eq!(commits[0].submission_ids, [id.as_str()]);
    assert_eq!(repository.file("main", "theirs.txt"), Some("x".into()));
    // Both commits that were made are on record; only one is in the branch.
    assert_eq!(world.count("commits WHERE submission_id", &id)?, 2);
    Ok(())
}

#[tokio::test]
async fn an_empty_repository_is_begun_and_then_pushed_to() -> Done {
    let world = World::start()?;
    let repository = world.github.empty_repository("ada/algorithms");
    let (member, _) = world.linked_to(&repository).await?;
    let id = member.hand_in_anything().await?;
    assert_eq!(
        follow(&world, &member, &id).await?.ends(),
        ["DONE", "SYNCED", "COMPLETED"]
    );
    assert_eq!(repository.submissions("main"), [(id, 1)].into());
    assert_eq!(repository.commits("main").len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_submission_is_answered_before_github_is_even_asked() -> Done {
    let world = World::start()?;
    let (member, _) = world.linked("ada/algorithms").await?;
    let mut first = world.github.on(endpoint::ANY).barrier(Stage::BeforeEffect);
    let begun = Instant::now();
    let id = member.hand_in_anything().await?;
    let stopped = first.reached(WITHIN).await?;
    let submission = member
        .get(&format!("/api/submissions/{id}"))
        .await?
        .expect(200)?
        .json;
    assert_eq!(submission["step"], "GITHUB_QUEUED");
    assert_eq!(submission["githubStatus"], "PENDING");
    assert!(begun.elapsed() < Duration::from_secs(5));
    stopped.release();
    follow(&world, &member, &id).await?;
    Ok(())
}
