//! The largest code that may be submitted, and one byte more.

use serde_json::json;

use crate::support::{Done, World, follow, refused_field};

const MOST: usize = 102_400;

/// Texts of exactly [`MOST`] bytes.
fn largest() -> [(&'static str, String); 4] {
    let ascii = "x = 1  # seventeen\n".chars().cycle().take(MOST).collect();
    // 34,133 syllables of three bytes, and one byte to fill up.
    let korean = format!(
        "{}#",
        "가나다"
            .repeat(MOST / 9 + 1)
            .chars()
            .take(MOST / 3)
            .collect::<String>()
    );
    // In JSON each of these takes six bytes.
    let control = "\u{1}\u{7}\u{1f}\u{b}".repeat(MOST / 4);
    let emoji = "🦀".repeat(MOST / 4);
    [
        ("ascii", ascii),
        ("korean", korean),
        ("control", control),
        ("emoji", emoji),
    ]
}

#[tokio::test]
async fn the_largest_code_arrives_whole_everywhere() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    for (name, code) in largest() {
        assert_eq!(code.len(), MOST);
        let problem = member
            .new_problem(&json!({ "title": name, "week": 1 }))
            .await?;
        let accepted = member
            .try_submit(&problem, "python", &code)
            .await?
            .expect(201)?;
        assert_eq!(accepted.text("/code"), code);
        let id = accepted.text("/id").to_owned();
        let journey = follow(&world, &member, &id).await?;
        assert_eq!(journey.ends(), ["DONE", "SYNCED", "COMPLETED"], "{name}");
        assert_eq!(
            journey.log[0]["data"]["state"]["submission"]["codeBytes"],
            MOST
        );
        assert_eq!(journey.submission["code"], code);
        let file = repository.file("main", &format!("1/{name}.py"));
        assert!(file == Some(code.into()), "{name} was pushed changed");
    }
    Ok(())
}

#[tokio::test]
async fn one_byte_more_is_refused_and_leaves_nothing_behind() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let problem = member.any_problem().await?;
    let before = world.snapshot()?;
    for (_, mut code) in largest() {
        code.push('x');
        refused_field(
            &member.try_submit(&problem, "python", &code).await?,
            "code",
            "too_long",
        );
        let draft = json!({ "language": "python", "code": code });
        let draft = member
            .put(&format!("/api/problems/{problem}/draft"), &draft)
            .await?;
        refused_field(&draft, "code", "too_long");
    }
    // Fewer characters than the limit has bytes, and yet too large.
    let korean = "가".repeat(MOST / 3 + 1);
    assert_eq!(korean.len(), MOST + 2);
    refused_field(
        &member.try_submit(&problem, "python", &korean).await?,
        "code",
        "too_long",
    );
    before.assert_unchanged(&world.snapshot()?, "a code that is too large");
    Ok(())
}
