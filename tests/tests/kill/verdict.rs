//! What must be true of every submission in the end, whatever happened on the way.

use saga::{Event, State};
use serde_json::{Value, json};
use testkit::git::Store;
use testkit::github::WriteKind;
use testkit::{Database, Error};
use timestamp::Timestamp;

use crate::world::{Told, World};

/// The one way to the end: type, step, push, review.
const PATH: [[&str; 4]; 6] = [
    ["SubmissionReceived", "DB_SAVED", "PENDING", "PENDING"],
    ["GithubPushQueued", "GITHUB_QUEUED", "PENDING", "PENDING"],
    ["GithubPushed", "GITHUB_QUEUED", "SYNCED", "PENDING"],
    ["ReviewQueued", "AI_QUEUED", "SYNCED", "PENDING"],
    ["ReviewCompleted", "AI_QUEUED", "SYNCED", "COMPLETED"],
    ["SubmissionCompleted", "DONE", "SYNCED", "COMPLETED"],
];

/// Checks everything; `told` is in the order of submission.
pub async fn holds(what: &str, world: &World, told: &[Told]) -> Result<(), Error> {
    let database = world.algosu.database("submission")?;
    for one in told {
        let what = format!("{what}, {}", one.id);
        stream_is_whole(&what, one);
        let submission = format!("/api/submissions/{}", one.id);
        let seen = world.member.get(&submission).await?.expect(200)?;
        let ends = ["/step", "/githubStatus", "/aiStatus"].map(|field| seen.text(field));
        assert_eq!(ends, ["DONE", "SYNCED", "COMPLETED"], "{what}");
        let review = format!("{submission}/review");
        world.member.get(&review).await?.expect(200)?;
        let reviews = "SELECT COUNT(*) FROM reviews WHERE submission_id = $1";
        assert_eq!(database.number(reviews, &[&one.id])?, 1, "{what}: reviews");
        log_gives_the_state(&what, &database, &one.id)?;
    }
    let jobs = database.rows("SELECT * FROM jobs", &[])?;
    assert!(jobs.is_empty(), "{what}: jobs are left: {jobs:#?}");
    let gaps =
        "SELECT (SELECT seq FROM log_head) - COUNT(*) + COALESCE(MIN(seq), 1) - 1 FROM events";
    assert_eq!(database.number(gaps, &[])?, 0, "{what}: the log has gaps");
    assert!(database.is_sound()?, "{what}: the database is damaged");
    branch_tells_the_story(what, world, told)
}

/// Every step once, in order, over all connections, and `done` at the end.
fn stream_is_whole(what: &str, one: &Told) {
    let events = &one.story.events;
    let steps: Vec<[&str; 4]> = events
        .iter()
        .filter(|event| event.event == "status")
        .map(|event| {
            ["eventType", "step", "githubStatus", "aiStatus"]
                .map(|field| event.json[field].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(steps, PATH, "{what}: the stream");
    let numbers: Vec<i64> = events
        .iter()
        .filter_map(|event| event.json["seq"].as_i64())
        .collect();
    assert!(
        numbers.is_sorted_by(|one, next| one < next),
        "{what}: {numbers:?}"
    );
    let done = events
        .last()
        .map(|event| (&*event.event, event.json.clone()));
    let wanted = json!({ "submissionId": one.id, "step": "DONE" });
    assert_eq!(done, Some(("done", wanted)), "{what}: the stream's end");
    assert_eq!(events.len(), PATH.len() + 1, "{what}: {events:#?}");
}

/// The events, applied one after the other, give the state that each of them carries and the one that is stored.
fn log_gives_the_state(what: &str, database: &Database, id: &str) -> Result<(), Error> {
    let events = "SELECT occurred_at, data FROM events WHERE subject = $1 ORDER BY seq";
    let mut state: Option<State> = None;
    for row in database.rows(events, &[&id])? {
        let data: Value = serde_json::from_str(row["data"].as_str().unwrap()).unwrap();
        let fact: Event = serde_json::from_value(data["fact"].clone()).unwrap();
        let at = Timestamp::from_millis(row["occurred_at"].as_i64().unwrap());
        let next = saga::evolve(state, &fact, at).unwrap();
        let carried: State = serde_json::from_value(data["state"].clone()).unwrap();
        assert_eq!(
            next,
            carried,
            "{what}: {} carries another state",
            fact.kind()
        );
        state = Some(next);
    }
    let stored = "SELECT state FROM submissions WHERE id = $1";
    let stored = database.rows(stored, &[&id])?;
    let stored: State = serde_json::from_str(stored[0]["state"].as_str().unwrap()).unwrap();
    assert_eq!(state, Some(stored), "{what}: the log gives another state");
    Ok(())
}

/// One commit per submission, in the order of submission, each with what was submitted, the latest at the head.
fn branch_tells_the_story(what: &str, world: &World, told: &[Told]) -> Result<(), Error> {
    let mut objects = Store::default();
    for (_, object) in world.repository.objects() {
        objects.put(object);
    }
    let mut commits = world.repository.commits("main");
    commits.retain(|seen| !seen.submission_ids.is_empty());
    commits.reverse();
    let pushed: Vec<&str> = commits
        .iter()
        .flat_map(|seen| seen.submission_ids.iter().map(String::as_str))
        .collect();
    let submitted: Vec<&str> = told.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(
        pushed, submitted,
        "{what}: the submissions in the branch, in order"
    );

    let mut paths = Vec::new();
    for (one, seen) in told.iter().zip(&commits) {
        let commit = &world.state(&one.id)?["commit"];
        assert_eq!(
            commit["sha"],
            seen.id.to_string(),
            "{what}: what algosu says"
        );
        let path = commit["path"].as_str().unwrap();
        let blob = objects.at(seen.commit.tree, path).map(|(_, blob)| blob);
        let content = blob.and_then(|blob| objects.blob(blob));
        assert_eq!(content.unwrap(), one.code.as_bytes(), "{what}: {path}");
        paths.push(path.to_owned());
        let moves = world.github.ledger().into_iter().filter(|write| {
            write.kind == WriteKind::RefMoved && write.submission_ids.contains(&one.id)
        });
        assert_eq!(
            moves.count(),
            1,
            "{what}: moves of the branch for {}",
            one.id
        );
    }
    paths.dedup();
    assert_eq!(paths.len(), 1, "{what}: all are for one file");
    let latest = told.last().map(|one| one.code.as_bytes().to_vec());
    let file = world.repository.file("main", &paths[0]);
    assert_eq!(
        file.map(|file| file.to_vec()),
        latest,
        "{what}: the file at the head"
    );
    assert_eq!(world.github.complaints(), [""; 0], "{what}");
    Ok(())
}
