use std::time::{Duration, Instant};

use futures::future::join_all;
use uuid::Uuid;

use super::world::{World, of, pair};

#[tokio::test]
async fn a_hundred_streams_hear_the_same_from_one_reader() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    let path = of(submission);
    let opened = (0..100).map(|_| world.listen(&visitor, &path));
    let mut streams = join_all(opened).await;
    join_all(streams.iter_mut().map(super::world::Listener::step)).await;
    world.services.known().readings.clear();
    let start = Instant::now();
    tokio::time::sleep(Duration::from_millis(600)).await;
    let readings = world.services.known().readings.clone();
    let readings = readings
        .iter()
        .filter(|(service, _)| service == "submission");
    let most = start.elapsed().as_millis() / 75 + 2;
    let count = u128::try_from(readings.count()).unwrap();
    assert!((1..=most).contains(&count), "{count} readings");
    world.moves(submission, Uuid::now_v7(), "DONE");
    for heard in join_all(streams.iter_mut().map(super::world::Listener::step)).await {
        assert_eq!(heard, pair("status", "DONE"));
    }
}

#[tokio::test]
async fn when_nobody_listens_any_more_nobody_reads() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    let mut stream = world.listen(&visitor, &of(submission)).await;
    stream.step().await;
    stream.is_silent().await;
    drop(stream);
    tokio::time::sleep(Duration::from_millis(300)).await;
    world.services.known().readings.clear();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(world.services.known().readings.is_empty());
    // Whoever comes then finds everything as before, however much happened meanwhile.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let study = Uuid::now_v7();
    for _ in 0..3 {
        world.moves(Uuid::now_v7(), study, "DONE");
    }
    let mut stream = world.listen(&visitor, &of(submission)).await;
    assert_eq!(stream.hear().await.unwrap().id, "s3p0");
    world.moves(submission, study, "DONE");
    assert_eq!(stream.step().await, pair("status", "DONE"));
    let all = world.services.known().readings.clone();
    let whole = all.iter().filter(|(_, query)| query == "after=0");
    assert_eq!(
        whole.filter(|(service, _)| service == "submission").count(),
        0
    );
}
