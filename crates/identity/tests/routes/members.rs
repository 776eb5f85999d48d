use http::Method;

use crate::world::{World, id};

#[tokio::test]
async fn members_are_listed_in_the_order_of_joining() {
    let world = World::new().await;
    let owner = world.visitor().await;
    let study = world.study_of(owner).await;
    let mut expected = vec![owner];
    for _ in 0..4 {
        let member = world.visitor().await;
        world.join(study, member, "MEMBER").await;
        expected.push(member);
    }
    // All but the owner joined at the same moment.
    world
        .sql(
            "UPDATE members SET joined_at = now_ms() + 1000 WHERE study_id = $1 AND role = 'MEMBER'",
            &study.to_string(),
        )
        .await;
    let path = format!("/api/studies/{study}/members");
    let mut found = Vec::new();
    let mut query = "?limit=2".to_owned();
    loop {
        let reply = world
            .act(expected[3], Method::GET, &format!("{path}{query}"), None)
            .await;
        let items = reply.json["items"].as_array().unwrap();
        found.extend(items.iter().map(|item| id(&item["userId"])));
        assert!(found.len() <= expected.len(), "{found:?}");
        let Some(next) = reply.json["nextCursor"].as_str() else {
            break;
        };
        query = format!("?limit=2&cursor={next}");
    }
    assert_eq!(found, expected);

    let reply = world.act(owner, Method::GET, &path, None).await;
    let first = &reply.json["items"][0];
    assert_eq!(first["role"], "OWNER");
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["joinedAt", "nickname", "role", "userId"]);
    for cursor in ["x", "1.x", ".", "x.y"] {
        let reply = world
            .act(owner, Method::GET, &format!("{path}?cursor={cursor}"), None)
            .await;
        reply.refused_fields(&[("cursor", "not_a_cursor")]);
    }
    let stranger = world.visitor().await;
    world
        .act(stranger, Method::GET, &path, None)
        .await
        .refused(404, "not_found");
}
