use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{World, id};

#[tokio::test]
async fn whoever_creates_a_study_owns_it() {
    let world = World::new().await;
    let user = world.visitor().await;
    let body =
        json!({"name": " Friday group ", "description": "We meet\non Fridays.", "nickname": "Ada"});
    let reply = world
        .act(user, Method::POST, "/api/studies", Some(body))
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
    let path = format!("/api/studies/{}", reply.json["id"].as_str().unwrap());
    assert_eq!(reply.headers["location"], path.as_str());
    let expected = json!({
        "id": reply.json["id"],
        "name": "Friday group",
        "description": "We meet\non Fridays.",
        "role": "OWNER",
        "nickname": "Ada",
        "memberCount": 1,
        "createdAt": reply.json["createdAt"],
    });
    assert_eq!(reply.json, expected);
    assert_eq!(
        world.act(user, Method::GET, &path, None).await.json,
        expected
    );
}

#[tokio::test]
async fn studies_are_listed_in_pages_oldest_first() {
    let world = World::new().await;
    let user = world.visitor().await;
    for n in 0..4 {
        let body = json!({"name": format!("study {n}"), "nickname": "Ada"});
        world
            .act(user, Method::POST, "/api/studies", Some(body))
            .await;
    }
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/studies?limit=2{cursor}");
        let reply = world.act(user, Method::GET, &path, None).await;
        let items = reply.json["items"].as_array().unwrap().clone();
        assert!(items.len() <= 2);
        names.extend(
            items
                .iter()
                .map(|item| item["name"].as_str().unwrap().to_owned()),
        );
        assert!(names.len() <= 5, "{names:?}");
        match &reply.json["nextCursor"] {
            Value::String(next) => cursor = format!("&cursor={next}"),
            _ => break,
        }
    }
    assert_eq!(names.len(), 5);
    assert_eq!(names[1..], ["study 0", "study 1", "study 2", "study 3"]);

    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let reply = world
            .act(user, Method::GET, &format!("/api/studies?{query}"), None)
            .await;
        reply.refused(422, "validation_failed");
        assert_eq!(reply.json["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn members_read_admins_change_owners_delete() {
    let world = World::new().await;
    let owner = world.visitor().await;
    let study = world.study_of(owner).await;
    let (admin, member) = (world.visitor().await, world.visitor().await);
    world.join(study, admin, "ADMIN").await;
    world.join(study, member, "MEMBER").await;
    let path = format!("/api/studies/{study}");
    for (user, role) in [(owner, "OWNER"), (admin, "ADMIN"), (member, "MEMBER")] {
        let reply = world.act(user, Method::GET, &path, None).await;
        assert_eq!(reply.json["role"], role);
        assert_eq!(reply.json["memberCount"], 3);
    }
    let patch = |name: &str| Some(json!({"name": name}));
    let reply = world
        .act(member, Method::PATCH, &path, patch("by a member"))
        .await;
    reply.refused(403, "forbidden");
    let reply = world
        .act(admin, Method::PATCH, &path, patch("by an admin"))
        .await;
    assert_eq!(reply.json["name"], "by an admin");
    assert_eq!(reply.json["role"], "ADMIN");
    let reply = world
        .act(
            owner,
            Method::PATCH,
            &path,
            Some(json!({"description": ""})),
        )
        .await;
    assert_eq!(
        (&reply.json["name"], &reply.json["description"]),
        (&json!("by an admin"), &json!(""))
    );

    for user in [admin, member] {
        world
            .act(user, Method::DELETE, &path, None)
            .await
            .refused(403, "forbidden");
    }
    let reply = world.act(owner, Method::DELETE, &path, None).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    for user in [owner, admin, member] {
        world
            .act(user, Method::GET, &path, None)
            .await
            .refused(404, "not_found");
        let list = world.act(user, Method::GET, "/api/studies", None).await;
        let listed = list.json["items"].as_array().unwrap().iter();
        assert!(listed.map(|item| id(&item["id"])).all(|one| one != study));
    }
    let membership = format!("/memberships/{study}/{owner}");
    world
        .ask("problem", Method::GET, &membership, None)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_leaves_nothing_behind() {
    let world = World::new().await;
    let user = world.visitor().await;
    let long = "가".repeat(61);
    let cases = [
        (json!({}), vec![("name", "required")]),
        (
            json!({"name": "", "nickname": ""}),
            vec![("name", "too_short"), ("nickname", "too_short")],
        ),
        (
            json!({"name": long, "nickname": "a"}),
            vec![("name", "too_long")],
        ),
        (
            json!({"name": "a", "nickname": "a", "description": "x".repeat(2001)}),
            vec![("description", "too_long")],
        ),
        (
            json!({"name": "a\u{0}", "nickname": "a"}),
            vec![("name", "bad_characters")],
        ),
        (
            json!({"name": "a", "nickname": "a", "role": "OWNER"}),
            vec![("role", "unknown_field")],
        ),
        (
            json!({"name": 1, "nickname": "a"}),
            vec![("name", "wrong_type")],
        ),
    ];
    for (body, expected) in cases {
        let reply = world
            .act(user, Method::POST, "/api/studies", Some(body))
            .await;
        reply.refused_fields(&expected);
    }
    let list = world.act(user, Method::GET, "/api/studies", None).await;
    assert_eq!(list.json["items"].as_array().unwrap().len(), 1);
}
