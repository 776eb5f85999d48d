use axum::body::Body;
use http::{Method, Request};
use serde_json::Value;
use uuid::Uuid;

use super::world::{Visitor, World, of};

async fn refused(world: &World, request: Request<Body>, status: u16, code: &str) -> Value {
    let what = request.uri().to_string();
    let Err((found, json)) = world.send(request).await else {
        panic!("{what} was opened");
    };
    assert_eq!(
        (found.as_u16(), json["code"].as_str()),
        (status, Some(code)),
        "{what}"
    );
    json
}

fn topics(text: &str) -> String {
    format!("/api/events?topics={text}")
}

async fn refused_to(
    world: &World,
    visitor: &Visitor,
    path: &str,
    status: u16,
    code: &str,
) -> Value {
    refused(world, visitor.get(path, &[]), status, code).await
}

#[tokio::test]
async fn nobody_listens_without_a_session() {
    let world = World::new().await;
    let (visitor, over) = (world.visitor(), world.visitor());
    let submission = world.submission(&visitor, "DONE");
    for path in [
        of(submission),
        topics("notifications"),
        topics("x"),
        topics(""),
    ] {
        for cookie in ["", "algosu_session=x", "algosu_session=a.b.c"] {
            let request = Request::get(&path).header("cookie", cookie);
            let request = request.body(Body::empty()).unwrap();
            refused(&world, request, 401, "unauthenticated").await;
        }
        world.services.known().sessions.remove(&over.session);
        refused_to(&world, &over, &path, 401, "session_expired").await;
    }
    // A token in another place than the cookie is none.
    let request = Request::get(format!("{}?token={}", of(submission), visitor.token))
        .header("authorization", format!("Bearer {}", visitor.token));
    let request = request.body(Body::empty()).unwrap();
    refused(&world, request, 401, "unauthenticated").await;
}

#[tokio::test]
async fn what_one_may_not_know_of_is_404_whoever_asks_and_however() {
    let world = World::new().await;
    let (author, stranger) = (world.visitor(), world.visitor());
    let submission = world.submission(&author, "AI_QUEUED");
    let study = Uuid::now_v7();
    world.services.known().members.insert((study, author.user));
    for path in [
        of(submission),
        topics(&format!("submission:{submission}")),
        topics(&format!("study:{study}")),
        topics(&format!("notifications,study:{study}")),
        of(Uuid::now_v7()),
        topics(&format!("study:{}", Uuid::now_v7())),
        "/api/events/submissions/1".to_owned(),
        "/api/events/submissions/%ff".to_owned(),
        "/api/events/studies/1".to_owned(),
    ] {
        refused_to(&world, &stranger, &path, 404, "not_found").await;
        // A cursor opens nothing.
        let request = stranger.get(&path, &[("last-event-id", "0")]);
        refused(&world, request, 404, "not_found").await;
    }
    for path in [
        of(submission),
        topics(&format!("study:{study},notifications")),
    ] {
        world.listen(&author, &path).await;
    }
}

#[tokio::test]
async fn topics_are_named_in_one_way() {
    let world = World::new().await;
    let visitor = world.visitor();
    let study = Uuid::now_v7();
    for text in [
        "",
        ",",
        "notifications,",
        "Notifications",
        "notifications:1",
        "study",
        "study:",
        "study:1",
        "user:1",
        "*",
        &format!("study:{study}:x"),
        &format!("study:%20{study}"),
        &format!("submissions:{study}"),
        &format!("study:{}", study.simple()),
    ] {
        let json = refused_to(&world, &visitor, &topics(text), 422, "validation_failed").await;
        assert_eq!(json["errors"][0]["field"], "topics", "{text}");
    }
    for path in ["/api/events", "/api/events?topic=notifications"] {
        refused_to(&world, &visitor, path, 422, "validation_failed").await;
    }
    let path = format!("{}?topics=notifications", of(study));
    refused_to(&world, &visitor, &path, 422, "validation_failed").await;
}

#[tokio::test]
async fn fifty_topics_fit_on_one_connection_and_not_one_more() {
    let world = World::new().await;
    let visitor = world.visitor();
    let mut names = vec!["notifications".to_owned()];
    while names.len() < 50 {
        let study = Uuid::now_v7();
        world.services.known().members.insert((study, visitor.user));
        names.push(format!("study:{study}"));
    }
    // The same one twice is one.
    names.push("notifications".to_owned());
    world.listen(&visitor, &topics(&names.join(","))).await;
    names.push(format!("study:{}", Uuid::now_v7()));
    let path = topics(&names.join(","));
    refused_to(&world, &visitor, &path, 422, "validation_failed").await;
}

#[tokio::test]
async fn streams_are_listened_to_and_nothing_else() {
    let world = World::new().await;
    let visitor = world.visitor();
    for method in [Method::POST, Method::DELETE, Method::OPTIONS] {
        let mut request = visitor.get(&topics("notifications"), &[]);
        *request.method_mut() = method;
        refused(&world, request, 405, "method_not_allowed").await;
    }
}
