use serde_json::json;
use uuid::Uuid;

use super::world::{Heard, World, of, pair};

#[tokio::test]
async fn a_stream_begins_with_how_things_are_and_goes_on_with_what_happens_until_it_is_done() {
    let world = World::new().await;
    let visitor = world.visitor();
    let (submission, study) = (world.submission(&visitor, "GITHUB_QUEUED"), Uuid::now_v7());
    world.moves(submission, study, "DB_SAVED");
    world.moves(submission, study, "GITHUB_QUEUED");
    let mut stream = world.listen(&visitor, &of(submission)).await;
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
    ] {
        assert_eq!(stream.headers[name], value);
    }
    assert!(stream.headers.contains_key("x-request-id"));
    // At once, before anything has happened.
    assert_eq!(stream.block().await.unwrap(), "retry: 1500\n: algosu");
    let snapshot = stream.hear().await.unwrap();
    assert_eq!(
        snapshot,
        Heard {
            id: "s2p0".to_owned(),
            name: "status".to_owned(),
            // Neither code nor names.
            data: json!({"id": submission, "step": "GITHUB_QUEUED"}),
        }
    );
    for step in ["AI_QUEUED", "AI_QUEUED", "DONE"] {
        let seq = world.moves(submission, study, step);
        let heard = stream.hear().await.unwrap();
        assert_eq!(heard.id, format!("s{seq}p0"));
        assert_eq!(
            (heard.name.as_str(), heard.data),
            ("status", json!({"id": submission, "step": step}))
        );
    }
    assert_eq!(
        stream.hear().await.unwrap(),
        Heard {
            id: "s5p0".to_owned(),
            name: "done".to_owned(),
            data: json!({"submissionId": submission, "step": "DONE"}),
        }
    );
    assert_eq!(stream.hear().await, None);
}

#[tokio::test]
async fn a_submission_at_its_end_is_told_so_and_no_more() {
    let world = World::new().await;
    let visitor = world.visitor();
    for step in ["DONE", "FAILED", "WITHDRAWN"] {
        let submission = world.submission(&visitor, step);
        let mut stream = world.listen(&visitor, &of(submission)).await;
        assert_eq!(stream.step().await, pair("status", step));
        assert_eq!(stream.step().await, pair("done", step));
        assert_eq!(stream.hear().await, None);
    }
}

#[tokio::test]
async fn one_connection_follows_what_it_names_and_nothing_else() {
    let world = World::new().await;
    let visitor = world.visitor();
    let (mine, followed) = (world.submission(&visitor, "DONE"), Uuid::now_v7());
    let study = Uuid::now_v7();
    world.services.known().members.insert((study, visitor.user));
    let path = format!("/api/events?topics=notifications,study:{study},submission:{mine}");
    let mut stream = world.listen(&visitor, &path).await;
    assert_eq!(stream.step().await, pair("status", "DONE"));
    // Somebody else's, and what only sounds alike.
    world.moves(Uuid::now_v7(), Uuid::now_v7(), "DONE");
    let happens = |service, topic: String, event: &str| {
        world
            .services
            .happens(service, vec![topic], event, json!({"n": event}), false)
    };
    happens(
        "submission",
        format!("user:{}", Uuid::now_v7()),
        "notification",
    );
    happens("submission", format!("study:{mine}"), "study");
    happens("problem", format!("study:{}", Uuid::now_v7()), "study");
    // Then what it follows, each from where it happens.
    world.moves(followed, study, "AI_QUEUED");
    let heard = stream.hear().await.unwrap();
    assert_eq!(
        (heard.id.as_str(), &heard.data["id"]),
        ("s4p0", &json!(followed))
    );
    happens("problem", format!("study:{study}"), "study");
    assert_eq!(stream.hear().await.unwrap().id, "s4p2");
    happens(
        "submission",
        format!("user:{}", visitor.user),
        "notification",
    );
    let heard = stream.hear().await.unwrap();
    assert_eq!(
        (heard.id.as_str(), heard.name.as_str()),
        ("s5p2", "notification")
    );
    // It does not end with one of its submissions.
    world.moves(mine, study, "DONE");
    assert_eq!(stream.step().await, pair("status", "DONE"));
    stream.is_silent().await;
}

#[tokio::test]
async fn an_event_of_two_topics_is_told_once() {
    let world = World::new().await;
    let visitor = world.visitor();
    let study = Uuid::now_v7();
    let submission = world.submission(&visitor, "AI_QUEUED");
    world.services.known().members.insert((study, visitor.user));
    let path = format!("/api/events?topics=study:{study},submission:{submission},study:{study}");
    let mut stream = world.listen(&visitor, &path).await;
    assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
    world.moves(submission, study, "DONE");
    assert_eq!(stream.step().await, pair("status", "DONE"));
    stream.is_silent().await;
}

#[tokio::test]
async fn while_somebody_listens_the_clock_is_rung() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    assert!(world.app.doorbell.rung().is_empty());
    let mut stream = world.listen(&visitor, &of(submission)).await;
    stream.step().await;
    stream.is_silent().await;
    let rung = world.app.doorbell.rung();
    assert_eq!(rung.len(), 1, "{rung:?}");
    assert_eq!(rung[0].channel, "clock.tick");
}
