use std::time::Duration;

use testkit::client::{Event, EventStream};
use testkit::fake::Stage;
use testkit::github::endpoint;

use crate::support::{Done, WITHIN, World, follow, refused};

/// Everything up to the end of the stream.
async fn rest(stream: &mut EventStream) -> Result<Vec<Event>, testkit::Error> {
    let mut events = Vec::new();
    while let Some(event) = stream.next(WITHIN).await? {
        events.push(event);
    }
    Ok(events)
}

fn told(events: &[Event]) -> Vec<(String, String)> {
    let told = events
        .iter()
        .map(|event| (event.event.clone(), event.data.clone()));
    told.collect()
}

#[tokio::test]
async fn a_stream_cut_anywhere_goes_on_where_it_was() -> Done {
    let world = World::start()?;
    let (member, _) = world.linked("ada/algorithms").await?;
    let id = member.hand_in_anything().await?;
    let whole = follow(&world, &member, &id).await?.stream;
    assert_eq!(whole.len(), 7);
    let target = format!("/api/events/submissions/{id}");
    for position in 0..=whole.len() {
        let mut stream = member.stream_after(&target, Some("0")).await?;
        for _ in 0..position {
            stream.next(WITHIN).await?;
        }
        let cursor = match position {
            0 => "0".to_owned(),
            seen => stream.events()[seen - 1].id.clone(),
        };
        stream.cut();
        let mut resumed = member.stream_after(&target, Some(&cursor)).await?;
        let mut all = told(&whole[..position]);
        let more = rest(&mut resumed).await?;
        // `done` has no place of its own in the log: whoever comes back after it is told again.
        let from = position.min(whole.len() - 1);
        assert_eq!(told(&more), told(&whole[from..]), "cut after {position}");
        all.truncate(from);
        all.extend(told(&more));
        assert_eq!(all, told(&whole), "cut after {position}");
        let by_query = format!("{target}?lastEventId={cursor}");
        let mut by_query = member.stream(&by_query).await?;
        assert_eq!(
            told(&rest(&mut by_query).await?),
            told(&more),
            "cut after {position}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_cut_while_things_happen_misses_nothing() -> Done {
    let world = World::start()?;
    let (member, _) = world.linked("ada/algorithms").await?;
    let mut moving = world
        .github
        .on(endpoint::UPDATE_REF)
        .barrier(Stage::BeforeEffect);
    let id = member.hand_in_anything().await?;
    let stopped = moving.reached(WITHIN).await?;
    let target = format!("/api/events/submissions/{id}");
    let mut stream = member.stream_after(&target, Some("0")).await?;
    let first = stream.next(WITHIN).await?.unwrap();
    assert_eq!(first.json["eventType"], "SubmissionReceived");
    let second = stream.next(WITHIN).await?.unwrap();
    assert_eq!(second.json["eventType"], "GithubPushQueued");
    stream.cut();
    stopped.release();
    stream.resume().await?;
    let more = rest(&mut stream).await?;
    let seen: Vec<Event> = [first, second].into_iter().chain(more).collect();
    let whole = follow(&world, &member, &id).await?.stream;
    assert_eq!(told(&seen), told(&whole));
    Ok(())
}

#[tokio::test]
async fn without_a_cursor_a_stream_begins_with_how_things_stand() -> Done {
    let world = World::start()?;
    let (member, _) = world.linked("ada/algorithms").await?;
    let mut moving = world
        .github
        .on(endpoint::UPDATE_REF)
        .barrier(Stage::BeforeEffect);
    let id = member.hand_in_anything().await?;
    let stopped = moving.reached(WITHIN).await?;
    let target = format!("/api/events/submissions/{id}");
    let mut stream = member.stream(&target).await?;
    let first = stream.next(WITHIN).await?.unwrap();
    assert_eq!(
        (first.event.as_str(), &first.json["step"]),
        ("status", &"GITHUB_QUEUED".into())
    );
    assert!(first.json.get("code").is_none() && first.json.get("userName").is_none());
    stopped.release();
    let more = rest(&mut stream).await?;
    let kinds: Vec<_> = more
        .iter()
        .filter_map(|event| event.json["eventType"].as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "GithubPushed",
            "ReviewQueued",
            "ReviewCompleted",
            "SubmissionCompleted"
        ]
    );
    assert_eq!(more.last().unwrap().event, "done");

    // And when all is over, with the end alone.
    let mut late = member.stream(&target).await?;
    let kinds: Vec<String> = rest(&mut late)
        .await?
        .into_iter()
        .map(|event| event.event)
        .collect();
    assert_eq!(kinds, ["status", "done"]);
    Ok(())
}

#[tokio::test]
async fn one_connection_carries_a_study_and_a_submission_each_event_once() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let first = member.hand_in_anything().await?;
    let log = follow(&world, &member, &first).await?.types;
    let topics = [
        format!("study:{}", member.study),
        format!("submission:{first}"),
    ];
    let target = format!("/api/events?topics={},{}", topics[0], topics[1]);
    let mut stream = member.stream(&target).await?;
    let snapshot = stream.next(WITHIN).await?.unwrap();
    assert_eq!(
        (&snapshot.json["id"], &snapshot.json["step"]),
        (&first.as_str().into(), &"DONE".into())
    );

    let second = member.hand_in_anything().await?;
    let is_end =
        |event: &Event| event.json["id"] == second.as_str() && event.json["step"] == "DONE";
    stream.until(WITHIN, is_end).await?;
    let of_second: Vec<&str> = stream
        .events()
        .iter()
        .filter(|event| event.json["id"] == second.as_str())
        .filter_map(|event| event.json["eventType"].as_str())
        .collect();
    assert_eq!(of_second, log);
    // Between two logs there is no order, within each there is.
    let is_study = |event: &Event| event.event == "study";
    if !stream.events().iter().any(is_study) {
        stream.until(WITHIN, is_study).await?;
    }
    assert!(stream.events().iter().all(|event| event.event != "done"));

    // From the beginning of all time: both submissions, each event once and in order.
    let mut all = member.stream_after(&target, Some("0")).await?;
    all.until(WITHIN, is_end).await?;
    let places: Vec<i64> = all
        .events()
        .iter()
        .filter(|event| event.event == "status")
        .filter_map(|event| event.json["seq"].as_i64())
        .collect();
    let expected: Vec<i64> = (1..).take(2 * log.len()).collect();
    assert_eq!(places, expected);
    Ok(())
}

#[tokio::test]
async fn a_stream_tells_nothing_of_other_studies() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let topics = format!("/api/events?topics=notifications,study:{}", ben.study);
    let mut stream = ben.stream_after(&topics, Some("0")).await?;
    let theirs = ada.hand_in_anything().await?;
    follow(&world, &ada, &theirs).await?;
    let own = ben.hand_in_anything().await?;
    let is_end = |event: &Event| event.json["step"] == "DONE";
    assert_eq!(stream.until(WITHIN, is_end).await?.json["id"], own.as_str());
    for event in stream.events() {
        for foreign in [&theirs, &ada.id, &ada.study] {
            assert!(!event.data.contains(foreign.as_str()), "{}", event.data);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_session() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let topics = format!("/api/events?topics=study:{}", member.study);
    let mut stream = member.stream(&topics).await?;
    member
        .request("POST", "/auth/logout")
        .send()
        .await?
        .expect(204)?;
    let end = stream.next(Duration::from_secs(8)).await?;
    assert_eq!(end, None);
    let again = member.get(&topics).await?;
    refused(&again, 401, "unauthenticated");
    Ok(())
}
