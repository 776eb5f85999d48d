use crate::support::{Done, World, refused};

#[tokio::test]
async fn a_session_that_is_over_is_over_for_a_copy_of_its_cookies_too() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let thief = member.stranger();
    for (name, path) in [("algosu_session", "/"), ("algosu_refresh", "/auth")] {
        thief.set_cookie(&format!(
            "{name}={}; Path={path}",
            member.cookie(name).unwrap()
        ));
    }
    thief.get("/api/me").await?.expect(200)?;
    let out = member
        .request("POST", "/auth/logout")
        .send()
        .await?
        .expect(204)?;
    assert_eq!(out.headers.get_all("set-cookie").iter().count(), 2);
    assert_eq!(
        (
            member.cookie("algosu_session"),
            member.cookie("algosu_refresh")
        ),
        (None, None)
    );
    refused(&member.get("/api/me").await?, 401, "unauthenticated");
    refused(&thief.get("/auth/session").await?, 401, "session_expired");
    refused(
        &thief.request("POST", "/auth/refresh").send().await?,
        401,
        "session_expired",
    );
    // Another instance may believe for 2.5 s more what it has just looked up.
    let end = std::time::Instant::now() + std::time::Duration::from_secs(5);
    loop {
        let answer = thief.get("/api/me").await?;
        if answer.status == 401 {
            refused(&answer, 401, "session_expired");
            return Ok(());
        }
        assert!(std::time::Instant::now() < end, "still {}", answer.status);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
