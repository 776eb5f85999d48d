//! What a client claims in headers changes nothing.

use serde_json::json;
use testkit::client::Call;

use crate::support::{Done, World, refused};

#[tokio::test]
async fn a_header_makes_nobody_somebody_else() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let theirs = format!("/api/studies/{}", ada.study);
    let me = ben.get("/api/me").await?.expect(200)?.json;
    let before = world.snapshot()?;
    let token = ada.cookie("algosu_session").unwrap();
    let forged = [
        ("x-user-id", ada.id.as_str()),
        ("X-User-ID", &ada.id),
        ("x_user_id", &ada.id),
        ("x-user", &ada.id),
        ("x-forwarded-user", &ada.id),
        ("x-remote-user", &ada.id),
        ("x-internal-user", &ada.id),
        ("x-algosu-user", &ada.id),
        ("x-algosu-token", &token),
        ("x-algosu-token", "eyJhbGciOiJub25lIn0.e30."),
        ("authorization", &token),
        ("spin-client-addr", "127.0.0.1:1"),
        ("spin-path-info", "/internal/wake"),
        ("spin-full-url", "http://identity.spin.internal/users"),
        ("spin-matched-route", "/..."),
        ("spin-component-route", "/internal"),
        ("spin-base-path", "/internal"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "identity.spin.internal"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/internal"),
        ("forwarded", "for=127.0.0.1;host=identity.spin.internal"),
        ("x-real-ip", "127.0.0.1"),
        ("x-original-url", "/api/studies"),
        ("x-rewrite-url", "/api/studies"),
        ("x-http-method-override", "DELETE"),
        ("x-http-method", "DELETE"),
        ("x-method-override", "DELETE"),
        ("x-internal-component", "gateway"),
        ("x-service", "identity"),
    ];
    for (name, value) in forged {
        let own = ben
            .request("GET", "/api/me")
            .header(name, value)
            .send()
            .await?
            .expect(200)?;
        assert_eq!(own.json, me, "{name}");
        let foreign = ben
            .request("GET", &theirs)
            .header(name, value)
            .send()
            .await?;
        refused(&foreign, 404, "not_found");
        for target in [
            "/api/me",
            "/auth/session",
            "/api/events?topics=notifications",
            &theirs,
        ] {
            let nobody = ben
                .request("GET", target)
                .without_session()
                .header(name, value);
            refused(&nobody.send().await?, 401, "unauthenticated");
        }
        let unsafe_call = ben
            .request("DELETE", "/api/me/github")
            .without_csrf()
            .header(name, value);
        refused(&unsafe_call.send().await?, 403, "csrf");
    }
    before.assert_unchanged(&world.snapshot()?, "a forged header");
    Ok(())
}

#[tokio::test]
async fn where_a_visitor_comes_from_is_not_theirs_to_say() -> Done {
    let world = World::offline()?;
    let visitor = world.algosu.client();
    let enter: Call = visitor.request("POST", "/auth/demo");
    let enter = enter
        .header("spin-client-addr", "203.0.113.7:1")
        .header("x-forwarded-for", "203.0.113.7")
        .header("forwarded", "for=203.0.113.7")
        .header("x-real-ip", "203.0.113.7");
    enter.send().await?.expect(204)?;
    let sessions = world.algosu.database("identity")?;
    let sessions = sessions.rows("SELECT address FROM sessions", &[])?;
    assert_eq!(sessions.len(), 1);
    let address = sessions[0]["address"].as_str().unwrap();
    assert!(address.contains("127.0.0.1"), "{address}");
    Ok(())
}

#[tokio::test]
async fn a_request_is_named_by_its_client_only_with_a_uuid() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let id = "0190a000-1111-7222-8333-444455556666";
    for target in [
        "/api/me",
        "/api/nothing",
        "/auth/session",
        "/api/events/submissions/x",
    ] {
        let named = member
            .request("GET", target)
            .header("x-request-id", id)
            .send()
            .await?;
        assert_eq!(named.header("x-request-id"), Some(id), "{target}");
        for odd in [
            "1",
            "x\"y",
            "",
            "0190a000-1111-7222-8333-44445555666g",
            &"a".repeat(5000),
        ] {
            let named = member
                .request("GET", target)
                .header("x-request-id", odd)
                .send()
                .await?;
            let given = named.header("x-request-id").unwrap();
            assert!(given.len() == 36 && given != odd, "{target}: {given}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_trace_goes_on_through_the_whole_journey() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let problem = member.any_problem().await?;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let body = json!({ "problemId": problem, "language": "python", "code": "x" });
    let call = member.request("POST", "/api/submissions").json(&body);
    let call = call.header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"));
    let accepted = call.send().await?.expect(201)?;
    let journey = crate::support::follow(&world, &member, accepted.text("/id")).await?;
    for event in &journey.log {
        assert!(
            event["traceparent"].as_str().unwrap().contains(trace),
            "{event}"
        );
    }
    Ok(())
}
