use std::time::Duration;

use uuid::Uuid;

use super::world::{World, of, pair};

#[tokio::test]
async fn a_service_that_is_away_for_a_moment_loses_nothing() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "DB_SAVED");
    let study = Uuid::now_v7();
    let mut stream = world.listen(&visitor, &of(submission)).await;
    assert_eq!(stream.step().await, pair("status", "DB_SAVED"));
    for (away, step) in [
        (&["submission"][..], "GITHUB_QUEUED"),
        (&["problem"], "AI_QUEUED"),
        (&["submission", "problem", "identity"], "DONE"),
    ] {
        world.moves(submission, study, "AI_QUEUED");
        assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
        world.services.known().away = away.iter().copied().collect();
        world.moves(Uuid::now_v7(), study, "DONE");
        world.moves(submission, study, step);
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.services.known().away.clear();
        assert_eq!(stream.step().await, pair("status", step));
    }
    assert_eq!(stream.step().await, pair("done", "DONE"));
}

#[tokio::test]
async fn a_stream_that_opens_while_the_reader_cannot_begin_misses_nothing() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    let study = Uuid::now_v7();
    for _ in 0..1_200 {
        world.moves(Uuid::now_v7(), study, "DONE");
    }
    let mut stream = world.listen(&visitor, &of(submission)).await;
    world.services.known().away.insert("problem");
    assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
    world.moves(submission, study, "AI_QUEUED");
    tokio::time::sleep(Duration::from_millis(200)).await;
    world.services.known().away.clear();
    world.services.known().readings.clear();
    assert_eq!(stream.hear().await.unwrap().id, "s1201p0");
    // Nobody has read through all that was there before.
    let readings = world.services.known().readings.clone();
    assert!(
        readings
            .iter()
            .all(|(_, query)| query != "after=0" || readings.len() < 3),
        "{readings:?}"
    );
}

#[tokio::test]
async fn nothing_is_opened_while_what_it_needs_is_away() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    for service in ["identity", "submission", "problem"] {
        world.services.known().away.insert(service);
        let refused = world.send(visitor.get(&of(submission), &[])).await;
        let (status, json) = refused.err().unwrap();
        assert_eq!(
            (status.as_u16(), json["code"].as_str()),
            (503, Some("unavailable"))
        );
        world.services.known().away.clear();
    }
    world.listen(&visitor, &of(submission)).await;
}

#[tokio::test]
async fn whoever_catches_up_waits_for_a_service_that_is_away() {
    let world = World::new().await;
    let visitor = world.visitor();
    let study = Uuid::now_v7();
    world.services.known().members.insert((study, visitor.user));
    world.services.known().stretch = Some(40);
    for _ in 0..100 {
        world.moves(Uuid::now_v7(), study, "AI_QUEUED");
    }
    let path = format!("/api/events?topics=study:{study}");
    let mut stream = world.resume(&visitor, &path, "0").await;
    world.services.known().flaky = true;
    for place in 1..=100 {
        assert_eq!(stream.hear().await.unwrap().id, format!("s{place}p0"));
    }
}
