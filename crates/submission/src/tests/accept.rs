use http::Method;
use serde_json::{Value, json};
use sql::statement;
use timestamp::Timestamp;
use uuid::Uuid;

use super::{
    work::PUSH,
    world::{World, from_now, id, request},
};

#[tokio::test]
async fn a_submission_is_answered_whole_and_its_push_is_queued() {
    let world = World::new().await;
    let setting = world.setting();
    let reply = world
        .post(setting.member, setting.problem, "fn main() {}")
        .await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.text);
    let view = &reply.json;
    let submission = id(&view["id"]);
    assert_eq!(
        reply.headers["location"],
        format!("/api/submissions/{submission}")
    );
    assert!(from_now(&view["createdAt"]).abs() < 5_000);
    let times = (view["createdAt"].clone(), view["updatedAt"].clone());
    let untouched = json!({
        "status": "PENDING", "since": null, "doneAt": null, "retryAt": null, "attempts": 0, "code": null,
    });
    let mut queued = untouched.clone();
    queued["since"] = times.0.clone();
    let mut review = untouched;
    review["provider"] = Value::Null;
    let expected = json!({
        "id": submission, "studyId": setting.study, "problemId": setting.problem,
        "problemTitle": "Two sums", "userId": setting.member, "userName": "ada", "language": "rust",
        "code": "fn main() {}", "step": "GITHUB_QUEUED", "githubStatus": "PENDING", "githubUrl": null,
        "aiStatus": "PENDING", "aiScore": null, "late": false, "createdAt": times.0,
        "updatedAt": times.1, "version": 2,
        "journey": {
            "receivedAt": times.0, "savedAt": times.0, "push": queued, "review": review,
        },
    });
    assert_eq!(*view, expected);
    assert_eq!(
        world.story(submission).await,
        ["SubmissionReceived", "GithubPushQueued"]
    );
    assert_eq!(world.traces().await, [2, 1, 1, 2, 1, 0, 0, 0, 0]);
    assert_eq!(
        world.rung(0),
        [
            "events.submission".to_owned(),
            format!("submission:status:{submission}"),
            "jobs.github-push".to_owned(),
        ]
    );
    let told: Value = serde_json::from_str(&world.app.doorbell.rung()[1].payload).unwrap();
    assert_eq!(
        (&told["step"], &told["eventType"], &told["code"]),
        (
            &json!("GITHUB_QUEUED"),
            &json!("GithubPushQueued"),
            &Value::Null
        )
    );
}

#[tokio::test]
async fn whichever_statement_fails_nothing_is_left_and_nobody_is_told() {
    let world = World::new().await;
    let setting = world.setting();
    let nothing = world.traces().await;
    let body = json!({"problemId": setting.problem, "language": "rust", "code": "x"});
    let send = || {
        let token = world.token("gateway", Some(setting.member), "submission");
        let mut request = request(&token, Method::POST, "/api/submissions", Some(body.clone()));
        let key = "idempotency-key";
        request.headers_mut().insert(key, "k".parse().unwrap());
        world.send(request)
    };
    for change in [
        "INSERT ON idempotency_keys",
        "INSERT ON submissions",
        "UPDATE ON log_head",
        "INSERT ON events",
        "INSERT ON jobs",
        "INSERT ON submission_texts",
    ] {
        let trigger = format!(
            "CREATE TRIGGER refusal BEFORE {change} BEGIN SELECT RAISE(ABORT, 'refused'); END"
        );
        world.sql(statement(trigger)).await;
        let reply = send().await;
        assert_eq!(reply.status.as_u16(), 500, "{change}: {}", reply.text);
        assert_eq!(world.traces().await, nothing, "{change}");
        assert!(world.rung(0).is_empty(), "{change}");
        world.change("DROP TRIGGER refusal").await;
    }
    // Of a second event that fails, the first is not left either.
    world
        .change("CREATE TRIGGER refusal BEFORE INSERT ON events WHEN new.seq = 2 BEGIN SELECT RAISE(ABORT, 'refused'); END")
        .await;
    assert_eq!(send().await.status.as_u16(), 500);
    assert_eq!(world.traces().await, nothing);
    world.change("DROP TRIGGER refusal").await;
    assert_eq!(send().await.status.as_u16(), 201);
    assert_eq!(world.rung(0).len(), 3);
}

#[tokio::test]
async fn after_the_deadline_it_is_late_and_accepted_all_the_same() {
    let world = World::new().await;
    let setting = world.setting();
    let now = Timestamp::now();
    for (deadline, late) in [(-60_000, true), (60_000, false)] {
        let deadline = now.plus_millis(deadline);
        let problem = world.problem(setting.study, &json!({"deadline": deadline}));
        let reply = world.post(setting.member, problem, "x").await;
        assert_eq!(reply.ok()["late"], late);
    }
}

#[tokio::test]
async fn only_members_of_an_open_study_submit_to_a_problem_that_is_there() {
    let world = World::new().await;
    let setting = world.setting();
    let nothing = world.traces().await;
    let stranger = world.member(Uuid::now_v7(), "OWNER");
    let gone = world.problem(setting.study, &json!({"deleted": true}));
    for (user, problem) in [
        (stranger, setting.problem),
        (setting.member, gone),
        (setting.member, Uuid::now_v7()),
    ] {
        let reply = world.post(user, problem, "x").await;
        reply.refused(404, "not_found");
    }
    let closed = Uuid::now_v7();
    let problem = world.problem(closed, &json!({}));
    let owner = world.member(closed, "OWNER");
    let member = json!({"role": "OWNER", "nickname": "ada", "studyOpen": false});
    let path = format!("identity/memberships/{closed}/{owner}");
    world.neighbours.knows(path, member);
    let reply = world.post(owner, problem, "x").await;
    reply.refused(409, "conflict");
    assert_eq!(world.traces().await, nothing);
    assert!(world.rung(0).is_empty());
}

#[tokio::test]
async fn while_a_neighbour_is_away_nothing_is_accepted() {
    let world = World::new().await;
    let setting = world.setting();
    let nothing = world.traces().await;
    for service in ["identity", "problem"] {
        world.neighbours.known().away.insert(service);
        world.app.problems.forget(&setting.problem);
        let reply = world.post(setting.member, setting.problem, "x").await;
        reply.refused(503, "unavailable");
        assert!(reply.headers.contains_key("retry-after"));
        world.neighbours.known().away.clear();
    }
    assert_eq!(world.traces().await, nothing);
    world.submit(&setting).await;
}

#[tokio::test]
async fn the_rights_are_asked_for_as_the_service_itself_on_behalf_of_the_user() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    world.submit(&setting).await;
    let known = world.neighbours.known();
    let (study, member) = (setting.study, setting.member);
    let paths: Vec<&str> = known.ledger.iter().map(|call| call.1.as_str()).collect();
    // Within two seconds nobody is asked twice.
    assert_eq!(
        paths,
        [
            format!("problem/problems/{}", setting.problem),
            format!("identity/memberships/{study}/{member}")
        ]
    );
    for (_, _, caller) in &known.ledger {
        assert_eq!(
            (caller.component.as_str(), caller.user),
            ("submission", Some(member))
        );
    }
}

#[tokio::test]
async fn the_trace_of_the_request_travels_into_the_log_and_the_job() {
    let world = World::new().await;
    let setting = world.setting();
    let token = world.token("gateway", Some(setting.member), "submission");
    let body = json!({"problemId": setting.problem, "language": "rust", "code": "x"});
    let mut request = request(&token, Method::POST, "/api/submissions", Some(body));
    let trace = format!("00-{}-00f067aa0ba902b7-01", Uuid::now_v7().simple());
    let name = Uuid::now_v7().to_string();
    let headers = request.headers_mut();
    headers.insert("traceparent", trace.parse().unwrap());
    headers.insert("x-request-id", name.parse().unwrap());
    world.send(request).await.ok();
    let rows = world
        .sql(statement("SELECT traceparent, caused_by FROM events"))
        .await;
    for row in rows {
        assert_eq!(row.text("traceparent").unwrap(), trace);
        assert_eq!(row.text("caused_by").unwrap(), format!("request:{name}"));
    }
    assert_eq!(world.claim_one(PUSH).await["traceparent"], trace);
}
