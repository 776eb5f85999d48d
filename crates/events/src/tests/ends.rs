use std::time::{Duration, Instant};

use uuid::Uuid;

use super::world::{World, of, pair};
use crate::pace::Pace;

const MINUTE: Duration = Duration::from_secs(60);

fn pace(longest: u64, comment: u64) -> Pace {
    Pace {
        longest: Duration::from_millis(longest),
        comment: Duration::from_millis(comment),
        session_check: MINUTE,
    }
}

#[test]
fn the_pace_is_what_the_api_promises() {
    let pace = Pace::PROMISED;
    assert_eq!((pace.longest, pace.comment), (5 * MINUTE, MINUTE / 4));
    assert!(pace.session_check + session::TRUST < Duration::from_secs(5));
}

#[tokio::test]
async fn a_connection_ends_when_its_time_is_over_and_says_so() {
    let world = World::with(pace(400, 60_000)).await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    let opened = Instant::now();
    let mut stream = world.listen(&visitor, &of(submission)).await;
    assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
    let heard = stream.hear().await.unwrap();
    assert_eq!(
        (heard.name.as_str(), heard.id.as_str()),
        ("timeout", "s0p0")
    );
    assert!(opened.elapsed() >= Duration::from_millis(400));
    assert_eq!(stream.hear().await, None);
}

#[tokio::test]
async fn a_silent_stream_shows_that_it_is_alive_also_while_others_are_busy() {
    let world = World::with(pace(60_000, 200)).await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    let mut stream = world.listen(&visitor, &of(submission)).await;
    stream.step().await;
    let busy = tokio::spawn({
        let services = std::sync::Arc::clone(&world.services);
        async move {
            loop {
                let topics = vec![format!("submission:{}", Uuid::now_v7())];
                services.happens("submission", topics, "status", serde_json::json!({}), false);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });
    let start = Instant::now();
    for _ in 0..3 {
        assert_eq!(stream.block().await.unwrap(), ": still here");
    }
    let taken = start.elapsed();
    assert!(
        taken >= Duration::from_millis(550) && taken < Duration::from_secs(3),
        "{taken:?}"
    );
    // What it says itself counts too.
    for _ in 0..6 {
        world.moves(submission, Uuid::now_v7(), "AI_QUEUED");
        let block = stream.block().await.unwrap();
        assert!(block.contains("event: status"), "{block}");
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    busy.abort();
}

#[tokio::test]
async fn a_revoked_sessions_stream_ends_within_five_seconds() {
    let world = World::new().await;
    let (visitor, other) = (world.visitor(), world.visitor());
    let submission = world.submission(&visitor, "AI_QUEUED");
    let others = world.submission(&other, "AI_QUEUED");
    let mut stream = world.listen(&visitor, &of(submission)).await;
    let mut stays = world.listen(&other, &of(others)).await;
    assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
    assert_eq!(stays.step().await, pair("status", "AI_QUEUED"));
    world.services.known().sessions.remove(&visitor.session);
    let revoked = Instant::now();
    assert_eq!(stream.hear().await, None);
    let taken = revoked.elapsed();
    assert!(taken < Duration::from_secs(5), "{taken:?}");
    world.moves(others, Uuid::now_v7(), "DONE");
    assert_eq!(stays.step().await, pair("status", "DONE"));
}

#[tokio::test]
async fn nobody_is_thrown_out_because_identity_is_away() {
    let mut quick = pace(60_000, 60_000);
    quick.session_check = Duration::from_millis(50);
    let world = World::with(quick).await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    let mut stream = world.listen(&visitor, &of(submission)).await;
    stream.step().await;
    world.services.known().away.insert("identity");
    tokio::time::sleep(session::TRUST + Duration::from_millis(200)).await;
    world.moves(submission, Uuid::now_v7(), "AI_QUEUED");
    assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
    world.services.known().away.clear();
    world.services.known().sessions.clear();
    assert_eq!(stream.hear().await, None);
}

#[tokio::test]
async fn a_client_that_takes_nothing_keeps_no_connection_for_ever() {
    let world = World::with(pace(1_000, 60_000)).await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    let mut stream = world.listen(&visitor, &of(submission)).await;
    stream.step().await;
    for _ in 0..500 {
        world.moves(submission, Uuid::now_v7(), "AI_QUEUED");
    }
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    world.services.known().readings.clear();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(world.services.known().readings.is_empty());
    // What it had not been sent, it is not sent; it comes back for it.
    let heard = stream.all().await;
    assert!((10..500).contains(&heard.len()), "{}", heard.len());
    let last = &heard.last().unwrap().id;
    let mut stream = world.resume(&visitor, &of(submission), last).await;
    let next = format!("s{}p0", heard.len() + 1);
    assert_eq!(stream.hear().await.unwrap().id, next);
}
