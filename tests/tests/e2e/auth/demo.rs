use serde_json::json;

use crate::support::{Done, World, refused};

#[tokio::test]
async fn every_visitor_is_somebody_else_with_a_study_of_their_own() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    assert_ne!(ada.id, ben.id);
    assert_ne!(ada.study, ben.study);
    let problems = ada
        .get(&format!("/api/studies/{}/problems", ada.study))
        .await?
        .expect(200)?
        .json;
    let problems = problems["items"].as_array().unwrap();
    assert_eq!(problems.len(), 5);
    assert!(
        problems
            .iter()
            .all(|problem| problem["createdBy"] == json!(ada.id))
    );
    Ok(())
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_of_other_sites() -> Done {
    let world = World::offline()?;
    let entered = world
        .algosu
        .client()
        .request("POST", "/auth/demo")
        .send()
        .await?
        .expect(204)?;
    let cookies: Vec<&str> = entered
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for (cookie, (name, path)) in cookies.iter().zip([("session", "/"), ("refresh", "/auth")]) {
        assert!(cookie.starts_with(&format!("algosu_{name}=")), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", &format!("Path={path}")] {
            assert!(
                cookie.split("; ").any(|found| found == part),
                "{part}: {cookie}"
            );
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    Ok(())
}

#[tokio::test]
async fn another_site_cannot_let_anybody_enter() -> Done {
    let world = World::offline()?;
    let visitor = world.algosu.client();
    visitor.get("/health/ready").await?.expect(200)?;
    let before = world.snapshot()?;
    let enter = || visitor.request("POST", "/auth/demo");
    for call in [
        enter().without_origin(),
        enter().origin("https://evil.example"),
        enter().origin("null"),
        enter().origin(&format!("{}.evil.example", visitor.url())),
        enter()
            .origin(&visitor.url())
            .header("origin", "https://evil.example"),
        enter().origin(&visitor.url().replace("127.0.0.1", "localhost")),
        enter().origin(&visitor.url().replace("http:", "https:")),
    ] {
        refused(&call.send().await?, 403, "csrf");
    }
    before.assert_unchanged(&world.snapshot()?, "a visitor of another site");
    Ok(())
}

#[tokio::test]
async fn without_demo_mode_there_is_no_such_door() -> Done {
    let world =
        World::with(|options, github, _| options.github(github).variable("demo_mode", "false"))?;
    let visitor = world.algosu.client();
    visitor.get("/health/ready").await?.expect(200)?;
    let before = world.snapshot()?;
    refused(
        &visitor.request("POST", "/auth/demo").send().await?,
        404,
        "not_found",
    );
    before.assert_unchanged(&world.snapshot()?, "a closed door");
    Ok(())
}
