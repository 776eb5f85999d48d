use axum::body::{Body, Bytes};
use futures::stream;
use http::{Method, Request};

use super::world::World;

const MOST: usize = 1024 * 1024;

#[tokio::test]
async fn a_body_of_one_mebibyte_is_passed_on_whole_and_a_longer_one_is_413() {
    let world = World::new().await;
    let visitor = world.visitor();
    let key = world.key_of("ai-worker");
    for (length, status) in [(0, 200), (MOST, 200), (MOST + 1, 413), (4 * MOST, 413)] {
        let text: String = "한x".chars().cycle().take(length / 2).collect();
        let mut bytes = text.into_bytes();
        bytes.resize(length, b' ');
        let requests = [
            visitor.act(Method::POST, "/api/submissions"),
            Request::post("/internal/jobs/claim").header("x-internal-key", &key),
        ];
        for request in requests {
            let sent = request.body(Body::from(bytes.clone())).unwrap();
            let reply = world.send(sent).await;
            assert_eq!(reply.status.as_u16(), status, "{}", reply.text);
            let calls = world.services.calls();
            match status {
                200 => assert!(calls[0].body == bytes),
                _ => {
                    reply.refused(413, "too_large");
                    assert!(calls.is_empty());
                }
            }
        }
    }
}

#[tokio::test]
async fn the_length_that_a_client_claims_is_not_believed() {
    let world = World::new().await;
    let visitor = world.visitor();
    let piece = Bytes::from(vec![b' '; 64 * 1024]);
    let endless = stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()));
    let request = visitor
        .act(Method::POST, "/api/submissions")
        .body(Body::from_stream(endless))
        .unwrap();
    world.send(request).await.refused(413, "too_large");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400_and_reaches_nobody() {
    let world = World::new().await;
    let visitor = world.visitor();
    let pieces = [
        Ok(Bytes::from_static(b"{")),
        Err(std::io::Error::other("gone")),
    ];
    let request = visitor
        .act(Method::POST, "/api/submissions")
        .body(Body::from_stream(stream::iter(pieces)))
        .unwrap();
    world.send(request).await.refused(400, "malformed");
    assert!(world.services.calls().is_empty());
}
