use crate::support::{Done, World, refused};

#[tokio::test]
async fn a_session_goes_on_with_new_cookies() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let cookies = || ["algosu_session", "algosu_refresh"].map(|name| member.cookie(name).unwrap());
    let before = cookies();
    member
        .request("POST", "/auth/refresh")
        .send()
        .await?
        .expect(204)?;
    let after = cookies();
    assert_ne!(before[1], after[1], "the refresh token");
    assert_eq!(
        member.get("/api/me").await?.expect(200)?.text("/id"),
        member.id
    );

    // A second page that asks with the same token at the same time gets the same successor.
    member.set_cookie(&format!("algosu_refresh={}; Path=/auth", before[1]));
    member
        .request("POST", "/auth/refresh")
        .send()
        .await?
        .expect(204)?;
    assert_eq!(cookies()[1], after[1]);
    member
        .request("POST", "/auth/refresh")
        .send()
        .await?
        .expect(204)?;
    assert_ne!(cookies()[1], after[1]);
    // One that is older than that was stolen: the whole family is out.
    member.set_cookie(&format!("algosu_refresh={}; Path=/auth", before[1]));
    refused(
        &member.request("POST", "/auth/refresh").send().await?,
        401,
        "session_expired",
    );
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_none_of_ours_opens_nothing() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let own = member.cookie("algosu_refresh").unwrap();
    let before = world.snapshot()?;
    let mut tampered = own.clone();
    let last = tampered.pop().unwrap();
    tampered.push(if last == 'A' { 'B' } else { 'A' });
    for token in ["", "x", tampered.as_str(), &format!("{own}x"), &own[1..]] {
        let visitor = world.algosu.client();
        visitor.set_cookie(&format!("algosu_refresh={token}; Path=/auth"));
        refused(
            &visitor.request("POST", "/auth/refresh").send().await?,
            401,
            "session_expired",
        );
    }
    let elsewhere = member
        .request("POST", "/auth/refresh")
        .origin("https://evil.example");
    refused(&elsewhere.send().await?, 403, "csrf");
    let nowhere = member.request("POST", "/auth/refresh").without_origin();
    refused(&nowhere.send().await?, 403, "csrf");
    before.assert_unchanged(&world.snapshot()?, "a refused refresh");
    Ok(())
}
