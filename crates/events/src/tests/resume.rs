use serde_json::json;
use uuid::Uuid;

use super::world::{Visitor, World, of, pair};

const STEPS: [&str; 6] = [
    "DB_SAVED",
    "GITHUB_QUEUED",
    "GITHUB_QUEUED",
    "AI_QUEUED",
    "AI_QUEUED",
    "DONE",
];

/// A submission that has gone its whole way among others.
async fn whole(world: &World, visitor: &Visitor) -> Uuid {
    let submission = world.submission(visitor, "DONE");
    for step in STEPS {
        world.moves(Uuid::now_v7(), Uuid::now_v7(), step);
        world.moves(submission, Uuid::now_v7(), step);
    }
    submission
}

#[tokio::test]
async fn from_each_place_exactly_what_was_missed_is_told() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = whole(&world, &visitor).await;
    let first = world
        .resume(&visitor, &of(submission), "0")
        .await
        .all()
        .await;
    let names: Vec<&str> = first.iter().map(|heard| heard.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "status", "status", "status", "status", "status", "status", "done"
        ]
    );
    let steps: Vec<&str> = first[..6]
        .iter()
        .map(|heard| heard.data["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, STEPS);
    for (place, heard) in first.iter().enumerate().take(6) {
        let rest = world
            .resume(&visitor, &of(submission), &heard.id)
            .await
            .all()
            .await;
        // Also who has heard the last event is told that it was.
        let mut expected = first[place + 1..].to_vec();
        expected.last_mut().unwrap().id = rest.last().unwrap().id.clone();
        assert_eq!(rest, expected, "{}", heard.id);
    }
}

#[tokio::test]
async fn a_cursor_may_stand_in_the_query_and_the_browsers_own_goes_first() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = whole(&world, &visitor).await;
    let path = format!("{}?lastEventId=s10p0", of(submission));
    let heard = world.listen(&visitor, &path).await.all().await;
    assert_eq!((heard.len(), heard[0].id.as_str()), (2, "s12p0"));
    let path = format!("{}?lastEventId=0", of(submission));
    let heard = world.resume(&visitor, &path, "s8p0").await.all().await;
    assert_eq!((heard.len(), heard[0].id.as_str()), (3, "s10p0"));
}

#[tokio::test]
async fn however_often_a_connection_is_cut_nothing_is_missing_and_nothing_repeated() {
    let world = World::new().await;
    let visitor = world.visitor();
    let study = Uuid::now_v7();
    world.services.known().members.insert((study, visitor.user));
    let path = format!("/api/events?topics=study:{study}");
    let mut told = Vec::new();
    let mut heard = Vec::new();
    let mut cursor = "0".to_owned();
    for round in 0..30_usize {
        let mut stream = world.resume(&visitor, &path, &cursor).await;
        // Some before it is opened, some while it is, some after it is cut.
        for n in 0..1 + round * 7 % 5 {
            world.moves(Uuid::now_v7(), Uuid::now_v7(), "DONE");
            let id = json!(format!("{round}.{n}"));
            let data = json!({"id": id});
            let service = if n % 2 == 0 { "submission" } else { "problem" };
            let topics = vec![format!("study:{study}")];
            world
                .services
                .happens(service, topics, "study", data, false);
            told.push(id);
        }
        while heard.len() + round * 3 % 4 < told.len() {
            let event = stream.hear().await.unwrap();
            heard.push(event.data["id"].clone());
            cursor = event.id;
        }
    }
    let mut stream = world.resume(&visitor, &path, &cursor).await;
    while heard.len() < told.len() {
        heard.push(stream.hear().await.unwrap().data["id"].clone());
    }
    stream.is_silent().await;
    // Each log is in order; between the two there is none.
    heard.sort_by_key(ToString::to_string);
    told.sort_by_key(ToString::to_string);
    assert_eq!(heard, told);
}

#[tokio::test]
async fn a_cursor_that_is_none_of_ours_is_told_to_fetch_again_and_goes_on_from_now() {
    let world = World::new().await;
    let visitor = world.visitor();
    let study = Uuid::now_v7();
    let submission = world.submission(&visitor, "AI_QUEUED");
    for _ in 0..3 {
        world.moves(submission, study, "AI_QUEUED");
    }
    let nonsense = [
        "",
        "12",
        "s1",
        "p1s1",
        "s1p1x",
        "s-1p0",
        "s99999999999999999999p0",
        "s9223372036854775807p0",
        "s0p1",
    ];
    for foreign in nonsense.into_iter().map(str::to_owned).chain([
        // Beyond the end: another installation's, or of before everything was removed.
        format!("s{}p0", 3 + nonsense.len() + 1),
    ]) {
        let mut stream = world.resume(&visitor, &of(submission), &foreign).await;
        let resync = stream.hear().await.unwrap();
        assert_eq!(
            (resync.name.as_str(), resync.data),
            ("resync", json!({})),
            "{foreign}"
        );
        assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
        let seq = world.moves(submission, study, "AI_QUEUED");
        assert_eq!(stream.hear().await.unwrap().id, format!("s{seq}p0"));
    }
}

#[tokio::test]
async fn whoever_is_too_far_behind_is_told_to_fetch_again_and_goes_on_from_now() {
    let world = World::new().await;
    let visitor = world.visitor();
    let study = Uuid::now_v7();
    world.services.known().members.insert((study, visitor.user));
    let path = format!("/api/events?topics=study:{study}");
    for _ in 0..100 {
        world.moves(Uuid::now_v7(), study, "AI_QUEUED");
    }
    for (stretch, caught_up) in [(6, true), (4, false)] {
        world.services.known().stretch = Some(stretch);
        let mut stream = world.resume(&visitor, &path, "0").await;
        let mut statuses = 0;
        let end = loop {
            let seq = world.services.known().logs["submission"].len();
            let heard = stream.hear().await.unwrap();
            if heard.name == "resync" {
                assert_eq!(heard.id, format!("s{seq}p0"));
                break false;
            }
            statuses += 1;
            if statuses == seq {
                break true;
            }
        };
        assert_eq!(end, caught_up, "{stretch}");
        if !caught_up {
            assert_eq!(statuses, 80);
        }
        let seq = world.moves(Uuid::now_v7(), study, "DONE");
        assert_eq!(stream.hear().await.unwrap().id, format!("s{seq}p0"));
    }
}

#[tokio::test]
async fn a_stream_about_one_submission_catches_up_once_and_with_its_own_events_alone() {
    let world = World::new().await;
    let visitor = world.visitor();
    let submission = world.submission(&visitor, "AI_QUEUED");
    world.moves(submission, Uuid::now_v7(), "AI_QUEUED");
    // More than could be read through, in both logs.
    world.services.known().stretch = Some(4);
    for _ in 0..100 {
        world.moves(Uuid::now_v7(), Uuid::now_v7(), "DONE");
        let topics = vec![format!("study:{}", Uuid::now_v7())];
        world
            .services
            .happens("problem", topics, "study", json!({}), false);
    }
    let mut stream = world.resume(&visitor, &of(submission), "0").await;
    assert_eq!(stream.step().await, pair("status", "AI_QUEUED"));
    stream.is_silent().await;
    let own = format!("subject={submission}");
    let readings = world.services.known().readings.clone();
    let caught_up = readings.iter().filter(|(_, query)| query.contains(&own));
    assert_eq!(caught_up.count(), 2, "{readings:?}");
    let seq = world.moves(submission, Uuid::now_v7(), "DONE");
    assert_eq!(stream.hear().await.unwrap().id, format!("s{seq}p100"));
}
