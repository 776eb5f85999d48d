use serde_json::{Value, json};
use uuid::Uuid;

use super::world::World;

const ALL: &str = "/api/submissions";

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

/// What somebody has submitted where, as filters tell it apart.
struct Shelf {
    world: World,
    study: Uuid,
    problems: [Uuid; 2],
    members: [Uuid; 2],
    /// Member, problem, submission.
    all: Vec<(usize, usize, String)>,
}

async fn shelf() -> Shelf {
    let world = World::new().await;
    let study = Uuid::now_v7();
    let problems = [0; 2].map(|_| world.problem(study, &json!({})));
    let members = [0; 2].map(|_| world.member(study, "MEMBER"));
    let mut all = Vec::new();
    for n in 0..12 {
        let (member, problem) = (n % 2, n / 2 % 2);
        let id = world.submit_as(members[member], problems[problem]).await;
        all.push((member, problem, id.to_string()));
    }
    all.reverse();
    // Another study has its own.
    let other = world.setting();
    world.submit(&other).await;
    Shelf {
        world,
        study,
        problems,
        members,
        all,
    }
}

impl Shelf {
    fn those(&self, wanted: impl Fn(usize, usize) -> bool) -> Vec<String> {
        let those = self.all.iter().filter(|one| wanted(one.0, one.1));
        those.map(|one| one.2.clone()).collect()
    }
}

#[tokio::test]
async fn filters_narrow_down_and_the_newest_comes_first() {
    let shelf = shelf().await;
    let (study, problem) = (shelf.study, shelf.problems[1]);
    for (query, expected) in [
        (format!("study={study}"), shelf.those(|_, _| true)),
        (format!("problem={problem}"), shelf.those(|_, p| p == 1)),
        (
            format!("study={study}&mine=true"),
            shelf.those(|m, _| m == 0),
        ),
        (
            format!("study={study}&mine=false"),
            shelf.those(|_, _| true),
        ),
        (
            format!("study={study}&problem={problem}&mine=true"),
            shelf.those(|m, p| m == 0 && p == 1),
        ),
        ("mine=true".to_owned(), shelf.those(|m, _| m == 0)),
        // Of everybody's one sees one's own.
        (String::new(), shelf.those(|m, _| m == 0)),
        ("mine=false".to_owned(), shelf.those(|m, _| m == 0)),
    ] {
        let path = format!("{ALL}?{query}");
        let page = shelf.world.see(shelf.members[0], &path).await.ok();
        assert_eq!(ids(&page), expected, "{query}");
        assert!(page["nextCursor"].is_null());
        assert!(!page.to_string().contains("fn main"), "{query}");
        assert!(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|item| item["userName"] == "ada" && item.get("code").is_none())
        );
    }
}

#[tokio::test]
async fn pages_of_every_size_give_the_whole_list_once() {
    let shelf = shelf().await;
    let whole = shelf.those(|_, _| true);
    for limit in [1, 5, 6, 11, 12, 13, 100] {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("{ALL}?study={}&limit={limit}{cursor}", shelf.study);
            let page = shelf.world.see(shelf.members[0], &path).await.ok();
            let these = ids(&page);
            assert!(these.len() <= limit);
            found.extend(these);
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found, whole, "{limit}");
    }
}

#[tokio::test]
async fn what_belongs_to_others_is_404_and_what_makes_no_sense_is_422() {
    let shelf = shelf().await;
    let other = shelf.world.setting();
    let user = shelf.members[0];
    for query in [
        format!("study={}", other.study),
        format!("problem={}", other.problem),
        format!("study={}&problem={}", shelf.study, other.problem),
        format!("study={}&mine=true", other.study),
        format!("problem={}", Uuid::now_v7()),
        "study=1".to_owned(),
    ] {
        let reply = shelf.world.see(user, &format!("{ALL}?{query}")).await;
        reply.refused(404, "not_found");
    }
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("mine=1", "mine"),
        ("author=x", "query"),
        ("limit=1&limit=2", "query"),
    ] {
        let reply = shelf.world.see(user, &format!("{ALL}?{query}")).await;
        reply.refused(422, "validation_failed");
        assert_eq!(reply.json["errors"][0]["field"], field, "{query}");
    }
}

#[tokio::test]
async fn the_events_of_a_submission_come_in_order_and_in_pages() {
    let world = World::new().await;
    let setting = world.setting();
    let other = world.somebody_else(&setting);
    world.submit(&other).await;
    let submission = world.pushed(&setting).await;
    world.submit(&other).await;
    let path = format!("/api/submissions/{submission}/events");
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{path}?limit=3{cursor}");
        let page = world.see(setting.member, &path).await.ok();
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item["subject"], json!(submission));
            assert!(item["occurredAt"].is_string() && item["causedBy"].is_string());
            assert_eq!(item["version"], 1);
            found.push(item["type"].as_str().unwrap().to_owned());
        }
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, world.story(submission).await);
    assert_eq!(found.len(), 4);
    for cursor in ["x", "-1", "99999999999999999999"] {
        let path = format!("{path}?cursor={cursor}");
        let reply = world.see(setting.member, &path).await;
        reply.refused_field("cursor", "malformed");
    }
}
