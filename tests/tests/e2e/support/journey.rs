//! A submission followed to its end, with everything that was told about it held against everything else.

use serde_json::{Value, json};
use testkit::Error;
use testkit::client::Event;

use super::{Member, WITHIN, World};

/// What is known of a submission that is at its end.
pub struct Journey {
    /// As `GET` shows it.
    pub submission: Value,
    /// The types of its events, in order.
    pub types: Vec<String>,
    /// Its events, as the audit shows them.
    pub log: Vec<Value>,
    /// What the stream said.
    pub stream: Vec<Event>,
}

impl Journey {
    /// `[step, githubStatus, aiStatus]`
    pub fn ends(&self) -> [&str; 3] {
        ["step", "githubStatus", "aiStatus"].map(|name| self.submission[name].as_str().unwrap())
    }

    /// The one event of this type.
    pub fn event(&self, kind: &str) -> &Value {
        let mut found = self.log.iter().filter(|event| event["type"] == kind);
        let event = found
            .next()
            .unwrap_or_else(|| panic!("no {kind} in {:?}", self.types));
        assert!(
            found.next().is_none(),
            "more than one {kind}: {:?}",
            self.types
        );
        event
    }
}

/// Follows a submission to its end and checks that log, stream, answers and database tell the same story.
pub async fn follow(world: &World, member: &Member, id: &str) -> Result<Journey, Error> {
    let followed = member.until_final(id, WITHIN).await?;
    let log = log_of(member, id).await?;
    let types: Vec<String> = log
        .iter()
        .map(|event| event["type"].as_str().unwrap().to_owned())
        .collect();
    assert!(is_legal(&types), "{types:?}");
    check_log(&log, id);
    check_stream(&followed.events, &log, id);

    let mut shown = followed.submission.clone();
    let fields = shown.as_object_mut().unwrap();
    assert!(fields.remove("code").is_some_and(|code| code.is_string()));
    assert!(
        fields
            .remove("userName")
            .is_some_and(|name| name.is_string())
    );
    assert_eq!(
        shown,
        view(&log.last().unwrap()["data"]["state"]),
        "replayed"
    );

    check_database(world, id, &log)?;
    Ok(Journey {
        submission: followed.submission,
        types,
        log,
        stream: followed.events,
    })
}

/// All pages of the audit.
async fn log_of(member: &Member, id: &str) -> Result<Vec<Value>, Error> {
    let mut log = Vec::new();
    let mut target = format!("/api/submissions/{id}/events?limit=4");
    loop {
        let page = member.get(&target).await?.expect(200)?.json;
        log.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["nextCursor"].as_str() else {
            return Ok(log);
        };
        target = format!("/api/submissions/{id}/events?limit=4&cursor={cursor}");
    }
}

/// Whether events are in an order that a submission can take.
fn is_legal(types: &[String]) -> bool {
    let stages = [
        (
            "GithubPushQueued",
            ["GithubPushRetried", "GithubPushDelayed"],
            ["GithubPushed", "GithubPushSkipped", "GithubPushFailed"],
        ),
        (
            "ReviewQueued",
            ["ReviewRetried", "ReviewDelayed"],
            ["ReviewCompleted", "ReviewSkipped", "ReviewFailed"],
        ),
    ];
    let mut rest = types.iter().map(String::as_str).peekable();
    let received = rest.next() == Some("SubmissionReceived");
    let walked = stages.iter().all(|(begins, waits, ends)| {
        let begun = rest.next() == Some(*begins);
        while rest.next_if(|kind| waits.contains(kind)).is_some() {}
        begun && rest.next().is_some_and(|kind| ends.contains(&kind))
    });
    received && walked && rest.next() == Some("SubmissionCompleted") && rest.next().is_none()
}

fn check_log(log: &[Value], id: &str) {
    for (place, event) in (1..).zip(log) {
        assert_eq!(event["version"], 1, "{event}");
        assert_eq!(event["subject"], id, "{event}");
        assert_eq!(event["data"]["state"]["version"], place, "{event}");
        assert_eq!(event["data"]["fact"]["type"], event["type"], "{event}");
        assert!(
            event["causedBy"].is_string() && event["traceparent"].is_string(),
            "{event}"
        );
    }
    for pair in log.windows(2) {
        let [earlier, later] = [0, 1].map(|side| pair[side]["seq"].as_i64().unwrap());
        assert!(earlier < later, "{earlier}, {later}");
        let [earlier, later] = [0, 1].map(|side| pair[side]["occurredAt"].as_str().unwrap());
        assert!(earlier <= later, "{earlier}, {later}");
        assert_eq!(trace(&pair[0]), trace(&pair[1]), "one journey is one trace");
    }
}

fn trace(event: &Value) -> Option<&str> {
    event["traceparent"].as_str()?.split('-').nth(1)
}

/// Each event once, in order, as a `status`; then `done`.
fn check_stream(stream: &[Event], log: &[Value], id: &str) {
    let (done, statuses) = stream.split_last().unwrap();
    assert_eq!(statuses.len(), log.len(), "{stream:#?}");
    for (status, event) in statuses.iter().zip(log) {
        assert_eq!(status.event, "status");
        let mut expected = view(&event["data"]["state"]);
        expected["eventType"] = event["type"].clone();
        expected["seq"] = event["seq"].clone();
        assert_eq!(status.json, expected);
    }
    let step = &log.last().unwrap()["data"]["state"]["step"];
    assert_eq!(
        (done.event.as_str(), &done.json),
        ("done", &json!({ "submissionId": id, "step": step }))
    );
}

/// What everybody may see of a state: the public shape, made here a second time from its description.
fn view(state: &Value) -> Value {
    let submission = &state["submission"];
    let mut review = state["review"].clone();
    review["provider"] = state["provider"].clone();
    json!({
        "id": submission["id"],
        "studyId": submission["studyId"],
        "problemId": submission["problem"]["id"],
        "problemTitle": submission["problem"]["title"],
        "userId": submission["userId"],
        "language": submission["language"],
        "step": state["step"],
        "githubStatus": state["push"]["status"],
        "githubUrl": state["commit"]["url"],
        "aiStatus": state["review"]["status"],
        "aiScore": state["score"],
        "late": submission["late"],
        "createdAt": state["createdAt"],
        "updatedAt": state["updatedAt"],
        "version": state["version"],
        "journey": {
            "receivedAt": state["createdAt"],
            "savedAt": state["createdAt"],
            "push": state["push"],
            "review": review,
        },
    })
}

fn check_database(world: &World, id: &str, log: &[Value]) -> Result<(), Error> {
    assert_eq!(world.count("jobs WHERE subject", id)?, 0, "no open job");
    assert_eq!(world.count("submissions WHERE id", id)?, 1);
    assert_eq!(world.count("submission_texts WHERE submission_id", id)?, 1);
    let stored = world.count("events WHERE subject", id)?;
    assert_eq!(usize::try_from(stored).unwrap(), log.len());
    let state = &log.last().unwrap()["data"]["state"];
    let reviews = i64::from(state["review"]["status"] == "COMPLETED");
    assert_eq!(world.count("reviews WHERE submission_id", id)?, reviews);
    Ok(())
}
