//! Who asks.

use serde_json::json;

use super::table::{OpenTo, Things, addresses};
use crate::support::{Done, World, refused};

#[tokio::test]
async fn without_a_session_of_ours_nothing_is_said() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let things = Things::of(&world, &ada).await?;
    let [own, other] = [&ada, &ben].map(|member| member.cookie("algosu_session").unwrap());
    let parts: Vec<&str> = own.split('.').collect();
    let foreign: Vec<&str> = other.split('.').collect();
    let swapped = |text: &str| {
        let (rest, last) = text.split_at(text.len() - 3);
        format!("{rest}{}", last.chars().rev().collect::<String>())
    };
    let tokens = [
        String::new(),
        "x".to_owned(),
        own[..own.len() - 1].to_owned(),
        format!("{own}A"),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], foreign[1], parts[2]),
        format!("{}.{}.{}", parts[0], swapped(parts[1]), parts[2]),
        format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]),
        format!(
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.{}",
            parts[1], parts[2]
        ),
    ];
    let before = world.snapshot()?;
    let guarded = addresses();
    for address in guarded
        .iter()
        .filter(|one| matches!(one.open, OpenTo::Members | OpenTo::ItsStudy))
    {
        let call = || address.call(&ada, &things);
        refused(
            &call().without_session().send().await?,
            401,
            "unauthenticated",
        );
        for token in &tokens {
            let cookie = format!("algosu_session={token}");
            refused(
                &call().header("cookie", cookie).send().await?,
                401,
                "unauthenticated",
            );
        }
        let twice = format!("algosu_session={own}; algosu_session={own}");
        refused(
            &call().header("cookie", twice).send().await?,
            401,
            "unauthenticated",
        );
        let misnamed = format!("Algosu_Session={own}; algosu_session2={own}");
        refused(
            &call().header("cookie", misnamed).send().await?,
            401,
            "unauthenticated",
        );
    }
    before.assert_unchanged(&world.snapshot()?, "nobody");
    Ok(())
}

#[tokio::test]
async fn what_changes_something_must_come_from_our_own_page() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let things = Things::of(&world, &ada).await?;
    let before = world.snapshot()?;
    let url = ada.url();
    let guarded = addresses();
    for address in guarded
        .iter()
        .filter(|one| !one.is_safe() && one.open != OpenTo::Keys)
    {
        let call = || address.call(&ada, &things);
        for call in [
            call().without_origin(),
            call().origin("null"),
            call().origin(""),
            call().origin("https://evil.example"),
            call().origin(&format!("{url}.evil.example")),
            call().origin(&format!("{url}/")),
            call().origin(&url.replace("http://", "https://")),
            call().origin(&url[..url.len() - 1]),
            call().without_origin().header("referer", format!("{url}/")),
            call()
                .origin(&url)
                .header("origin", &url)
                .header("origin", "null"),
        ] {
            refused(&call.send().await?, 403, "csrf");
        }
        if address.open == OpenTo::OurPage {
            continue;
        }
        let token = ada.csrf_token().unwrap();
        for wrong in [
            "",
            "x",
            &token[1..],
            &format!("{token}x"),
            &ben.csrf_token().unwrap(),
        ] {
            refused(
                &call().header("x-csrf-token", wrong).send().await?,
                403,
                "csrf",
            );
        }
        refused(&call().without_csrf().send().await?, 403, "csrf");
        let in_cookie = format!("{}; x-csrf-token={token}; csrf={token}", ada.cookies("/"));
        refused(
            &call()
                .without_csrf()
                .header("cookie", in_cookie)
                .send()
                .await?,
            403,
            "csrf",
        );
    }
    before.assert_unchanged(&world.snapshot()?, "another site");
    Ok(())
}

#[tokio::test]
async fn other_peoples_things_and_those_that_never_were_are_the_same() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let things = Things::of(&world, &ada).await?;
    let target = format!("/api/problems/{}/draft", things.problem);
    ada.put(&target, &json!({ "language": "python", "code": "mine" }))
        .await?
        .expect(200)?;
    let before = world.snapshot()?;
    let nothing = crate::support::NOBODY.to_owned();
    let nothing = Things {
        study: nothing.clone(),
        problem: nothing.clone(),
        submission: nothing,
    };
    let guarded = addresses();
    for address in guarded.iter().filter(|one| one.open == OpenTo::ItsStudy) {
        let theirs = address.call(&ben, &things).send().await?;
        refused(&theirs, 404, "not_found");
        let never = address.call(&ben, &nothing).send().await?;
        refused(&never, 404, "not_found");
        assert_eq!(theirs.text("/detail"), never.text("/detail"));
        // An id of another kind of thing.
        let mixed = Things {
            study: things.problem.clone(),
            problem: things.submission.clone(),
            submission: things.study.clone(),
        };
        refused(&address.call(&ada, &mixed).send().await?, 404, "not_found");
        if !address.path.contains('{') {
            continue;
        }
        for wrong in [
            "x",
            "0",
            "-1",
            "..",
            "%00",
            "%ff",
            "null",
            "00000000000000000000000000000000",
        ] {
            let wrong = Things {
                study: wrong.into(),
                problem: wrong.into(),
                submission: wrong.into(),
            };
            let answer = address.call(&ada, &wrong).send().await?;
            refused(&answer, 404, "not_found");
        }
    }
    before.assert_unchanged(&world.snapshot()?, "somebody else");
    Ok(())
}
