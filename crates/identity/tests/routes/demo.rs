use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::json;
use sql::statement;

use crate::world::{Neighbour, Reply, World, id};

async fn wake(world: &World) -> Reply {
    world.ask("gateway", Method::POST, "/wake", None).await
}

async fn problems(world: &World) -> i64 {
    let count = statement("SELECT COUNT(*) AS n FROM problems");
    let rows = world.database("problem").run(count).await.unwrap();
    rows.first().unwrap().integer("n").unwrap()
}

/// Lets the next wake be the one that sweeps.
async fn ten_seconds_later(world: &World) {
    world
        .sql(
            "UPDATE chores SET due_at = 0 WHERE name = $1",
            "remove_expired",
        )
        .await;
}

#[tokio::test]
async fn a_visitor_gets_a_session_and_a_study_with_exercises_in_their_language() {
    let world = World::new().await;
    for (locale, word) in [("ko", "스터디"), ("en", "study")] {
        let demo = world.demo(locale).await;
        let user = &demo["user"];
        assert_eq!(user["locale"], locale);
        assert_eq!(user["demo"], true);
        assert_eq!(user["timeZone"], "UTC");
        assert_eq!(demo["session"]["userId"], user["id"]);
        assert_eq!(demo["session"]["roles"], json!([]));

        let user = id(&user["id"]);
        let studies = world.act(user, Method::GET, "/api/studies", None).await;
        assert_eq!(studies.json["items"].as_array().unwrap().len(), 1);
        let study = &studies.json["items"][0];
        assert!(study["name"].as_str().unwrap().contains(word), "{study}");
        assert_eq!(study["role"], "OWNER");
        assert_eq!(study["memberCount"], 1);
        assert_eq!(study["nickname"], demo["user"]["name"]);
        let titles = statement(
            "SELECT title, deadline, week FROM problems WHERE study_id = $1 ORDER BY deadline",
        )
        .bind(study["id"].as_str().unwrap());
        let rows: Vec<_> = world
            .database("problem")
            .run(titles)
            .await
            .unwrap()
            .into_iter()
            .collect();
        assert_eq!(rows.len(), 5);
        let weeks: Vec<i64> = rows
            .iter()
            .map(|row| row.integer("week").unwrap())
            .collect();
        assert_eq!(weeks, [1, 2, 2, 3, 3]);
        let is_korean = rows[0].text("title").unwrap().contains('수');
        assert_eq!(is_korean, locale == "ko");
    }
}

#[tokio::test]
async fn visitors_share_nothing() {
    let world = World::new().await;
    let (ada, bob) = (world.visitor().await, world.visitor().await);
    let study = world.study_of(ada).await;
    for (method, path, body) in [
        (Method::GET, format!("/api/studies/{study}"), None),
        (
            Method::PATCH,
            format!("/api/studies/{study}"),
            Some(json!({"name": "mine now"})),
        ),
        (Method::DELETE, format!("/api/studies/{study}"), None),
        (Method::GET, format!("/api/studies/{study}/members"), None),
    ] {
        let reply = world.act(bob, method, &path, body).await;
        reply.refused(404, "not_found");
    }
    let reply = world
        .act(ada, Method::GET, &format!("/api/studies/{study}"), None)
        .await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test]
async fn a_visit_that_cannot_be_seeded_is_refused_and_can_be_repeated() {
    let world = World::with(Neighbour::Gone, true).await;
    let body = json!({"address": "", "userAgent": ""});
    for _ in 0..2 {
        let body = Some(body.clone());
        let reply = world
            .ask("gateway", Method::POST, "/sessions/demo", body)
            .await;
        reply.refused(503, "unavailable");
        assert!(reply.headers.contains_key("retry-after"));
    }
}

#[tokio::test]
async fn there_are_no_visitors_where_demo_mode_is_off() {
    let world = World::with(Neighbour::Real, false).await;
    let body = json!({"address": "", "userAgent": ""});
    let reply = world
        .ask("gateway", Method::POST, "/sessions/demo", Some(body))
        .await;
    reply.refused(404, "not_found");
}

#[tokio::test]
async fn a_visitor_and_all_of_theirs_are_gone_after_a_day_and_nobody_elses() {
    let world = World::new().await;
    let (gone, stays) = (world.visitor().await, world.visitor().await);
    let link = json!({"token": "word", "repository": "a/b"});
    world
        .act(gone, Method::PUT, "/api/me/github", Some(link))
        .await;
    assert_eq!(problems(&world).await, 10);
    let text = gone.to_string();
    world
        .sql(
            "UPDATE users SET demo_ends_at = now_ms() WHERE id = $1",
            &text,
        )
        .await;

    ten_seconds_later(&world).await;
    assert_eq!(wake(&world).await.status, StatusCode::OK);
    assert_eq!(problems(&world).await, 5);
    for count in [
        "SELECT COUNT(*) AS n FROM users WHERE id = $1",
        "SELECT COUNT(*) AS n FROM sessions WHERE user_id = $1",
        "SELECT COUNT(*) AS n FROM members WHERE user_id = $1",
        "SELECT COUNT(*) AS n FROM studies WHERE created_by = $1",
        "SELECT COUNT(*) AS n FROM github_links WHERE user_id = $1",
    ] {
        assert_eq!(world.count(count, &text).await, 0, "{count}");
    }
    let reply = world.act(stays, Method::GET, "/api/me", None).await;
    assert_eq!(reply.status, StatusCode::OK);
    let reply = world.act(gone, Method::GET, "/api/me", None).await;
    reply.refused(401, "unauthenticated");
    let study = json!({"name": "late", "nickname": "late"});
    let reply = world
        .act(gone, Method::POST, "/api/studies", Some(study))
        .await;
    reply.refused(401, "unauthenticated");
    let link = json!({"token": "word", "repository": "a/b"});
    let reply = world
        .act(gone, Method::PUT, "/api/me/github", Some(link))
        .await;
    reply.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_sweep_that_fails_half_way_is_finished_by_a_later_wake() {
    let world = World::with(Neighbour::Gone, true).await;
    let body = json!({"address": "", "userAgent": ""});
    world
        .ask("gateway", Method::POST, "/sessions/demo", Some(body))
        .await;
    let user = world.sql("SELECT id FROM users WHERE $1 = ''", "").await[0]
        .text("id")
        .unwrap();
    world
        .sql(
            "UPDATE users SET demo_ends_at = now_ms() WHERE id = $1",
            &user,
        )
        .await;
    wake(&world).await.refused(503, "unavailable");
    assert_eq!(
        world
            .count("SELECT COUNT(*) AS n FROM users WHERE id = $1", &user)
            .await,
        1
    );
    // Ten seconds must pass before the next try: a neighbour that is down is not asked every second.
    assert_eq!(wake(&world).await.status, StatusCode::OK);
    ten_seconds_later(&world).await;
    wake(&world).await.refused(503, "unavailable");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_wakes_at_once_one_sweeps() {
    // The one that sweeps finds nobody to ask and says so.
    let world = Arc::new(World::with(Neighbour::Gone, true).await);
    let body = json!({"address": "", "userAgent": ""});
    world
        .ask("gateway", Method::POST, "/sessions/demo", Some(body))
        .await;
    world
        .sql("UPDATE users SET demo_ends_at = now_ms() WHERE $1 = ''", "")
        .await;
    let wakes: Vec<_> = (0..20)
        .map(|_| {
            let world = Arc::clone(&world);
            tokio::spawn(async move { wake(&world).await.status })
        })
        .collect();
    let mut sweeps = 0;
    for wake in wakes {
        match wake.await.unwrap() {
            StatusCode::SERVICE_UNAVAILABLE => sweeps += 1,
            status => assert_eq!(status, StatusCode::OK),
        }
    }
    assert_eq!(sweeps, 1);
}
