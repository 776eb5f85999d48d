use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Reply, World};

async fn put(world: &World, user: Uuid, body: Value) -> Reply {
    world
        .act(user, Method::PUT, "/api/me/github", Some(body))
        .await
}

async fn credentials(world: &World, user: Uuid) -> Reply {
    let path = format!("/github-credentials/{user}");
    world.ask("submission", Method::GET, &path, None).await
}

#[tokio::test]
async fn a_token_goes_in_and_comes_out_for_the_push_alone() {
    let world = World::new().await;
    let user = world.visitor().await;
    let unlinked = world.act(user, Method::GET, "/api/me/github", None).await;
    assert_eq!(unlinked.json, json!({"linked": false}));
    credentials(&world, user).await.refused(404, "not_found");

    let word = format!("word-{}", Uuid::now_v7());
    let reply = put(
        &world,
        user,
        json!({"token": word, "repository": "ada/algorithms"}),
    )
    .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let shown = world.act(user, Method::GET, "/api/me/github", None).await;
    assert_eq!(shown.json, reply.json);
    let expected = json!({
        "linked": true,
        "login": null,
        "repository": "ada/algorithms",
        "branch": null,
        "pathTemplate": "{week}/{platform}_{number}_{title}.{ext}",
        "status": "LINKED",
        "updatedAt": shown.json["updatedAt"],
    });
    assert_eq!(shown.json, expected);
    assert!(!reply.text.contains(&word) && !shown.text.contains(&word));

    let handed = credentials(&world, user).await;
    let expected = json!({
        "token": word,
        "login": null,
        "repository": "ada/algorithms",
        "branch": null,
        "pathTemplate": "{week}/{platform}_{number}_{title}.{ext}",
        "status": "LINKED",
    });
    assert_eq!(handed.json, expected);
}

#[tokio::test]
async fn a_stored_token_is_unreadable_and_useless_in_another_row() {
    let world = World::new().await;
    let (ada, bob) = (world.visitor().await, world.visitor().await);
    let word = format!("word-{}", Uuid::now_v7());
    put(&world, ada, json!({"token": word, "repository": "ada/a"})).await;
    put(&world, bob, json!({"token": "bobs", "repository": "bob/b"})).await;
    let rows = world
        .sql(
            "SELECT token, token_key_id FROM github_links WHERE user_id = $1",
            &ada.to_string(),
        )
        .await;
    let stored = rows[0].blob("token").unwrap();
    assert!(!stored.windows(5).any(|part| part == b"word-"));
    assert_eq!(stored.len(), word.len() + 16);

    let steal = "UPDATE github_links SET token = (SELECT token FROM github_links WHERE user_id = $1), \
         token_nonce = (SELECT token_nonce FROM github_links WHERE user_id = $1)";
    world.sql(steal, &ada.to_string()).await;
    assert_eq!(credentials(&world, ada).await.json["token"], word);
    let reply = credentials(&world, bob).await;
    reply.refused(503, "unavailable");
    assert!(!reply.text.contains("word-"));
}

#[tokio::test]
async fn the_link_can_be_pointed_elsewhere_without_the_token() {
    let world = World::new().await;
    let user = world.visitor().await;
    let reply = put(&world, user, json!({"repository": "ada/a"})).await;
    reply.refused_fields(&[("token", "required")]);

    put(
        &world,
        user,
        json!({"token": "word", "repository": "ada/a", "branch": "x", "pathTemplate": "{title}"}),
    )
    .await;
    let reply = put(
        &world,
        user,
        json!({"repository": "ada/b", "pathTemplate": "{number}.{ext}"}),
    )
    .await;
    assert_eq!(reply.json["repository"], "ada/b");
    assert_eq!(reply.json["branch"], Value::Null);
    assert_eq!(reply.json["pathTemplate"], "{number}.{ext}");
    let handed = credentials(&world, user).await;
    assert_eq!(handed.json["token"], "word");
    assert_eq!(handed.json["repository"], "ada/b");
}

#[tokio::test]
async fn a_refused_token_shows_and_a_new_one_mends_it() {
    let world = World::new().await;
    let user = world.visitor().await;
    put(&world, user, json!({"token": "old", "repository": "ada/a"})).await;
    let path = format!("/github-credentials/{user}/refused");
    for _ in 0..2 {
        let reply = world.ask("submission", Method::POST, &path, None).await;
        assert_eq!(reply.status, StatusCode::OK);
    }
    let shown = world.act(user, Method::GET, "/api/me/github", None).await;
    assert_eq!(shown.json["status"], "TOKEN_INVALID");
    assert_eq!(
        credentials(&world, user).await.json["status"],
        "TOKEN_INVALID"
    );
    let reply = put(&world, user, json!({"repository": "ada/b"})).await;
    assert_eq!(reply.json["status"], "TOKEN_INVALID");
    let reply = put(&world, user, json!({"token": "new", "repository": "ada/b"})).await;
    assert_eq!(reply.json["status"], "LINKED");
}

#[tokio::test]
async fn unlinking_forgets_the_token() {
    let world = World::new().await;
    let user = world.visitor().await;
    put(
        &world,
        user,
        json!({"token": "word", "repository": "ada/a"}),
    )
    .await;
    for _ in 0..2 {
        let reply = world
            .act(user, Method::DELETE, "/api/me/github", None)
            .await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
    }
    credentials(&world, user).await.refused(404, "not_found");
    let count = "SELECT COUNT(*) AS n FROM github_links WHERE user_id = $1";
    assert_eq!(world.count(count, &user.to_string()).await, 0);
}

#[tokio::test]
async fn what_github_would_not_take_is_refused_field_by_field() {
    let world = World::new().await;
    let user = world.visitor().await;
    let everything =
        json!({"token": "a b", "repository": "a", "branch": "a..b", "pathTemplate": "../{title}"});
    put(&world, user, everything).await.refused_fields(&[
        ("repository", "not_a_repository"),
        ("branch", "not_a_branch"),
        ("pathTemplate", "not_a_path"),
        ("token", "not_a_token"),
    ]);
    let reply = put(&world, user, json!({"token": "word"})).await;
    reply.refused_fields(&[("repository", "required")]);
    let reply = put(
        &world,
        user,
        json!({"token": "word", "repository": "a/b", "login": "root"}),
    )
    .await;
    reply.refused_fields(&[("login", "unknown_field")]);
    let shown = world.act(user, Method::GET, "/api/me/github", None).await;
    assert_eq!(shown.json, json!({"linked": false}));
}
