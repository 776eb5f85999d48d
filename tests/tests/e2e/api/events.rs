//! `/api/events`

use crate::support::{Done, NOBODY, WITHIN, World, follow, refused, refused_field};

#[tokio::test]
async fn only_topics_that_exist_and_are_ones_own_can_be_followed() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    for topics in [
        "",
        "everything",
        "study",
        "study:",
        "study:7",
        "notifications,",
        "submission:x",
        "user:0190a000-0000-7000-8000-000000000000",
        "Notifications",
    ] {
        let answer = member.get(&format!("/api/events?topics={topics}")).await?;
        refused_field(&answer, "topics", "malformed");
    }
    refused_field(&member.get("/api/events").await?, "topics", "malformed");
    let many: Vec<String> = (0..51)
        .map(|n| format!("study:0190a000-0000-7000-8000-{n:012}"))
        .collect();
    let answer = member
        .get(&format!("/api/events?topics={}", many.join(",")))
        .await?;
    refused_field(&answer, "topics", "malformed");
    refused_field(
        &member.get("/api/events?topics=notifications&x=1").await?,
        "query",
        "wrong_type",
    );
    for target in [
        format!("/api/events?topics=study:{NOBODY}"),
        format!("/api/events?topics=notifications,submission:{NOBODY}"),
        format!("/api/events/submissions/{NOBODY}"),
        "/api/events/submissions/x".to_owned(),
        "/api/events/studies/x".to_owned(),
        "/api/events/".to_owned(),
    ] {
        refused(&member.get(&target).await?, 404, "not_found");
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_says_at_once_what_it_is_and_is_never_kept_by_anybody() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let stream = member.stream("/api/events?topics=notifications").await?;
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        let found = stream
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok());
        assert_eq!(found, Some(value), "{name}");
    }
    assert!(stream.headers().contains_key("x-request-id"));
    Ok(())
}

#[tokio::test]
async fn a_cursor_that_nobody_gave_out_asks_the_page_to_fetch_again() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let id = member.hand_in_anything().await?;
    follow(&world, &member, &id).await?;
    for cursor in [
        "x",
        "s1",
        "-1",
        "s99999999999999999999p0",
        "s1p1; DROP TABLE events",
    ] {
        let target = format!("/api/events/submissions/{id}");
        let mut stream = member.stream_after(&target, Some(cursor)).await?;
        let mut kinds = Vec::new();
        while let Some(event) = stream.next(WITHIN).await? {
            kinds.push(event.event);
        }
        assert_eq!(kinds, ["resync", "status", "done"], "{cursor}");
    }
    Ok(())
}
