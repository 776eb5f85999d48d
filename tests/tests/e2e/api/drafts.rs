//! `/api/problems/{problem}/draft`

use serde_json::json;

use crate::support::{Done, World, refused, refused_field};

#[tokio::test]
async fn a_draft_is_kept_replaced_and_removed() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let target = format!("/api/problems/{}/draft", member.any_problem().await?);
    refused(&member.get(&target).await?, 404, "not_found");
    for (language, code) in [
        ("python", ""),
        ("rust", "fn main() {}\n"),
        ("rust", "한글 \u{1}"),
    ] {
        let draft = json!({ "language": language, "code": code });
        let kept = member.put(&target, &draft).await?.expect(200)?.json;
        assert_eq!(
            (&kept["language"], &kept["code"]),
            (&json!(language), &json!(code))
        );
        assert_eq!(member.get(&target).await?.expect(200)?.json, kept);
        assert!(kept["updatedAt"].is_string());
    }
    assert_eq!(world.count("drafts WHERE user_id", &member.id)?, 1);
    for _ in 0..2 {
        member.delete(&target).await?.expect(204)?;
        refused(&member.get(&target).await?, 404, "not_found");
    }
    assert_eq!(world.count("drafts WHERE user_id", &member.id)?, 0);
    Ok(())
}

#[tokio::test]
async fn a_draft_as_large_as_the_largest_code_is_kept_whole() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let target = format!("/api/problems/{}/draft", member.any_problem().await?);
    let code = "\u{1f}".repeat(102_400);
    let draft = json!({ "language": "c", "code": code });
    member.put(&target, &draft).await?.expect(200)?;
    assert!(member.get(&target).await?.expect(200)?.text("/code") == code);
    Ok(())
}

#[tokio::test]
async fn a_draft_that_does_not_fit_changes_nothing() -> Done {
    let world = World::offline()?;
    let (member, stranger) = (world.member().await?, world.member().await?);
    let problem = member.any_problem().await?;
    let target = format!("/api/problems/{problem}/draft");
    let good = json!({ "language": "python", "code": "x" });
    member.put(&target, &good).await?.expect(200)?;
    let before = world.snapshot()?;
    for (field, value, reason) in [
        ("language", json!("cobol"), "unknown_language"),
        ("language", json!(1), "wrong_type"),
        ("code", json!(null), "wrong_type"),
        ("updatedAt", json!("2020-01-01T00:00:00Z"), "unknown_field"),
    ] {
        let mut draft = good.clone();
        draft[field] = value;
        refused_field(&member.put(&target, &draft).await?, field, reason);
    }
    for target in [target.as_str(), "/api/problems/x/draft"] {
        refused(&stranger.get(target).await?, 404, "not_found");
        refused(&stranger.put(target, &good).await?, 404, "not_found");
        refused(&stranger.delete(target).await?, 404, "not_found");
    }
    before.assert_unchanged(&world.snapshot()?, "a refused draft");
    Ok(())
}
