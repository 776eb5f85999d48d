//! `/api/me` and `/api/me/github`

use serde_json::json;

use crate::support::{Done, World, refused, refused_field};

#[tokio::test]
async fn who_one_is_can_be_read_and_changed() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let me = member.get("/api/me").await?.expect(200)?.json;
    assert_eq!((&me["id"], &me["demo"]), (&json!(member.id), &json!(true)));
    let change = json!({ "name": " 민수 ", "locale": "ko", "timeZone": "Asia/Seoul" });
    let changed = member.patch("/api/me", &change).await?.expect(200)?.json;
    let mut expected = me.clone();
    expected["name"] = json!("민수");
    expected["locale"] = json!("ko");
    expected["timeZone"] = json!("Asia/Seoul");
    assert_eq!(changed, expected);
    assert_eq!(member.get("/api/me").await?.expect(200)?.json, expected);
    assert_eq!(
        member.patch("/api/me", &json!({})).await?.expect(200)?.json,
        expected
    );
    Ok(())
}

#[tokio::test]
async fn what_nobody_can_be_called_is_refused() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let before = world.snapshot()?;
    let long = "가".repeat(41);
    for (field, value, reason) in [
        ("name", json!(""), "too_short"),
        ("name", json!("   "), "too_short"),
        ("name", json!(long), "too_long"),
        ("name", json!("a\nb"), "bad_characters"),
        ("name", json!(1), "wrong_type"),
        ("locale", json!("fr"), "wrong_type"),
        ("timeZone", json!("Seoul"), "not_a_time_zone"),
        ("timeZone", json!("Asia/../etc"), "not_a_time_zone"),
        ("id", json!(member.id), "unknown_field"),
        ("demo", json!(false), "unknown_field"),
    ] {
        refused_field(
            &member.patch("/api/me", &json!({ field: value })).await?,
            field,
            reason,
        );
    }
    before.assert_unchanged(&world.snapshot()?, "a refused name");
    Ok(())
}

#[tokio::test]
async fn a_link_shows_everything_but_its_token() -> Done {
    let world = World::offline()?;
    let repository = world.github.repository("ada/algorithms");
    let (member, token) = world.linked_to(&repository).await?;
    let linked = member.get("/api/me/github").await?.expect(200)?.json;
    assert!(linked["updatedAt"].is_string());
    let expected = json!({
        "linked": true,
        "login": null,
        "repository": "ada/algorithms",
        "branch": null,
        "pathTemplate": "{week}/{platform}_{number}_{title}.{ext}",
        "status": "LINKED",
        "updatedAt": linked["updatedAt"],
    });
    assert_eq!(linked, expected);
    // Linking somewhere else keeps the token, which nobody has to type again.
    let elsewhere = json!({ "repository": "ada/more", "pathTemplate": "{title}" });
    let moved = member
        .put("/api/me/github", &elsewhere)
        .await?
        .expect(200)?
        .json;
    assert_eq!(
        (&moved["repository"], &moved["pathTemplate"]),
        (&json!("ada/more"), &json!("{title}"))
    );
    assert_eq!(world.algosu.leaks(&[("token", token.secret())])?, [""; 0]);
    member.delete("/api/me/github").await?.expect(204)?;
    assert_eq!(
        member.get("/api/me/github").await?.expect(200)?.json,
        json!({ "linked": false })
    );
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_pushed_to_is_refused_before_it_is_stored() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let token = testkit::random_alphanumeric(40);
    let before = world.snapshot()?;
    let long = "t".repeat(1025);
    for (field, value, reason) in [
        ("repository", json!("ada"), "not_a_repository"),
        ("repository", json!("ada/a/b"), "not_a_repository"),
        ("repository", json!("../etc"), "not_a_repository"),
        ("repository", json!("ada/.."), "not_a_repository"),
        ("repository", json!("ada/a?x=1"), "not_a_repository"),
        (
            "repository",
            json!("https://github.com/ada/a"),
            "not_a_repository",
        ),
        ("repository", json!("ada/a\r\nX: y"), "not_a_repository"),
        ("branch", json!("a..b"), "not_a_branch"),
        ("branch", json!("/main"), "not_a_branch"),
        ("pathTemplate", json!("../{title}"), "not_a_path"),
        ("pathTemplate", json!("/{title}"), "not_a_path"),
        ("pathTemplate", json!(".git/{title}"), "not_a_path"),
        ("pathTemplate", json!("{secret}"), "unknown_placeholder"),
        ("pathTemplate", json!("solution.py"), "not_distinct"),
        ("token", json!("a b"), "not_a_token"),
        ("token", json!(""), "not_a_token"),
        ("token", json!("a\r\nX-Evil: 1"), "not_a_token"),
        ("token", json!(long), "not_a_token"),
        ("token", json!(7), "wrong_type"),
        ("status", json!("LINKED"), "unknown_field"),
        ("login", json!("root"), "unknown_field"),
    ] {
        let mut link = json!({ "token": token, "repository": "ada/algorithms" });
        link[field] = value;
        let answer = member.put("/api/me/github", &link).await?;
        refused_field(&answer, field, reason);
    }
    let without = json!({ "repository": "ada/algorithms" });
    refused_field(
        &member.put("/api/me/github", &without).await?,
        "token",
        "required",
    );
    let without = json!({ "token": token });
    refused_field(
        &member.put("/api/me/github", &without).await?,
        "repository",
        "required",
    );
    before.assert_unchanged(&world.snapshot()?, "a refused link");
    assert_eq!(world.algosu.leaks(&[("token", &token)])?, [""; 0]);
    // Linked or not is nobody else's to see.
    let other = world.member().await?;
    assert_eq!(
        other.get("/api/me/github").await?.expect(200)?.json,
        json!({ "linked": false })
    );
    refused(
        &other.stranger().get("/api/me/github").await?,
        401,
        "unauthenticated",
    );
    Ok(())
}
