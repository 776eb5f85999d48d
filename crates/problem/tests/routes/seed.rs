use http::{Method, StatusCode};
use serde_json::{Value, json};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::world::World;

#[tokio::test]
async fn an_empty_study_gets_five_exercises_with_deadlines_around_now() {
    let world = World::new().await;
    for locale in ["ko", "en"] {
        let study = world.study().await;
        let path = format!("/studies/{}/seed", study.id);
        let body = json!({"locale": locale, "createdBy": study.owner});
        let reply = world.ask("identity", Method::POST, &path, Some(body)).await;
        assert_eq!(
            (reply.status, &reply.json),
            (StatusCode::CREATED, &json!({"problems": 5}))
        );

        let list = format!("/api/studies/{}/problems", study.id);
        let items = world.act(study.member, Method::GET, &list, None).await.json["items"].clone();
        let items = items.as_array().unwrap();
        let weeks: Vec<i64> = items
            .iter()
            .map(|item| item["week"].as_i64().unwrap())
            .collect();
        assert_eq!(weeks, [3, 3, 2, 2, 1]);
        let day = 24 * 60 * 60 * 1000;
        let now = Timestamp::now().as_millis();
        let days: Vec<i64> = items
            .iter()
            .map(|item| Timestamp::parse(item["deadline"].as_str().unwrap()).unwrap())
            .map(|deadline| (deadline.as_millis() - now).div_euclid(day))
            .collect();
        assert!(
            days[4] < 0 && (0..=1).contains(&days[2]) && days[3] > days[2],
            "{days:?}"
        );
        assert!(days[0] > days[3] && days[1] > days[0], "{days:?}");
        assert!(
            items
                .iter()
                .any(|item| item["allowedLanguages"] != json!([]))
        );
        assert!(
            items
                .iter()
                .any(|item| item["allowedLanguages"] == json!([]))
        );
        for item in items {
            assert_eq!(item["createdBy"], json!(study.owner));
            let one = format!("/api/problems/{}", item["id"].as_str().unwrap());
            let shown = world.act(study.member, Method::GET, &one, None).await;
            assert!(shown.json["statement"].as_str().unwrap().len() > 200);
        }
    }
}

#[tokio::test]
async fn seeding_twice_is_seeding_once() {
    let world = World::new().await;
    let study = world.study().await;
    let path = format!("/studies/{}/seed", study.id);
    let body = json!({"locale": "en", "createdBy": study.owner});
    for status in [StatusCode::CREATED, StatusCode::OK, StatusCode::OK] {
        let reply = world
            .ask("identity", Method::POST, &path, Some(body.clone()))
            .await;
        assert_eq!(
            (reply.status, &reply.json),
            (status, &json!({"problems": 5}))
        );
    }
}

#[tokio::test]
async fn a_seed_that_does_not_fit_is_refused() {
    let world = World::new().await;
    let path = format!("/studies/{}/seed", Uuid::now_v7());
    for (body, expected) in [
        (json!({"createdBy": Uuid::now_v7()}), ("locale", "required")),
        (
            json!({"locale": "fr", "createdBy": Uuid::now_v7()}),
            ("locale", "wrong_type"),
        ),
        (
            json!({"locale": "en", "createdBy": "me"}),
            ("createdBy", "wrong_type"),
        ),
        (
            json!({"locale": "en", "createdBy": Value::Null}),
            ("createdBy", "wrong_type"),
        ),
    ] {
        let reply = world.ask("identity", Method::POST, &path, Some(body)).await;
        reply.refused_fields(&[expected]);
    }
}
