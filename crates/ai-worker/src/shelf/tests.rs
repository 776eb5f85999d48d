use review::{Problem, wire::ReviewBody};

use super::*;

fn request() -> Request {
    Request {
        submission_id: "s".to_owned(),
        locale: "en".to_owned(),
        language: "c".to_owned(),
        code: "x".to_owned(),
        problem: Problem {
            title: "t".to_owned(),
            statement: String::new(),
            platform: None,
            number: None,
            difficulty: None,
            category: None,
        },
    }
}

fn reviewed(summary: &str) -> Reviewed {
    Reviewed {
        provider: "test".to_owned(),
        model: None,
        prompt_version: None,
        review: ReviewBody {
            total_score: None,
            summary: summary.to_owned(),
            time_complexity: None,
            space_complexity: None,
            categories: Vec::new(),
            optimized_code: None,
        },
        usage: None,
    }
}

#[test]
fn whatever_a_review_depends_on_changes_its_key() {
    let changes: [fn(&mut Request); 8] = [
        |request| request.submission_id.push('!'),
        |request| request.locale.push('!'),
        |request| request.language.push('!'),
        |request| request.code.push('!'),
        |request| request.problem.statement.push('!'),
        |request| request.problem.platform = Some(String::new()),
        |request| request.problem.number = Some(String::new()),
        // The same letters, divided differently.
        |request| {
            request.code.clear();
            request.problem.title = "xt".to_owned();
        },
    ];
    let mut keys = vec![key(&request(), "mark"), key(&request(), "other mark")];
    for change in changes {
        let mut changed = request();
        change(&mut changed);
        keys.push(key(&changed, "mark"));
    }
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
    assert_eq!(key(&request(), "mark"), key(&request(), "mark"));
}

#[tokio::test]
async fn what_is_put_is_found_until_it_is_removed() {
    put("review/there-and-back", &reviewed("one")).await;
    assert_eq!(find("review/there-and-back").await, Some(reviewed("one")));
    remove(&["review/there-and-back".to_owned()]).await;
    assert_eq!(find("review/there-and-back").await, None);
}

#[tokio::test]
async fn what_is_too_old_or_cannot_be_read_goes() {
    let old = Kept {
        at: Timestamp::now().plus_millis(-3 * 3_600_000),
        reviewed: reviewed("old"),
    };
    store::set("review/old", &serde_json::to_vec(&old).unwrap())
        .await
        .unwrap();
    store::set("review/torn", b"{\"at\":").await.unwrap();
    store::set("another's", b"x").await.unwrap();
    put("review/young", &reviewed("young")).await;
    assert_eq!(find("review/torn").await, None);
    remove(&[]).await;
    let keys = store::keys().await.unwrap();
    let left = |key: &str| keys.iter().any(|other| other == key);
    assert!(left("review/young") && left("another's"), "{keys:?}");
    assert!(!left("review/old") && !left("review/torn"), "{keys:?}");
}
