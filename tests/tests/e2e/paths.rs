//! An address has one spelling. Every other leads nowhere, whoever asks.

use std::time::Duration;

use testkit::client::RawAnswer;

use crate::support::{Done, Member, World};

const WITHIN: Duration = Duration::from_secs(10);

/// `/api/me` in the spellings that proxies and servers are known to disagree about.
fn spellings(path: &str) -> Vec<String> {
    let rest = path.strip_prefix('/').unwrap();
    let (first, more) = rest.split_once('/').unwrap();
    let mut encoded = String::new();
    for byte in first.bytes() {
        encoded.push_str(&format!("%{byte:02x}"));
    }
    vec![
        format!("//{rest}"),
        format!("///{rest}"),
        format!("/{first}//{more}"),
        format!("/./{rest}"),
        format!("/{first}/./{more}"),
        format!("/x/../{rest}"),
        format!("/{first}/x/../{more}"),
        format!("/auth/../{rest}"),
        format!("/api/../{rest}"),
        format!("/api/..;/{rest}"),
        format!("/api/%2e%2e/{rest}"),
        format!("/api/%2E%2E/{rest}"),
        format!("/api/..%2f{rest}"),
        format!("/api/..%5c{rest}"),
        format!("/api/%252e%252e/{rest}"),
        format!("/%2e/{rest}"),
        format!("/{first}%2f{more}"),
        format!("/{first}%2F{more}"),
        format!("/{first}\\{more}"),
        format!("/{encoded}/{more}"),
        format!("/{}/{more}", first.to_uppercase()),
        format!("/{first}/{}", more.to_uppercase()),
        format!("{path}/"),
        format!("{path}."),
        format!("{path}/."),
        format!("{path};"),
        format!("{path};a=b"),
        format!("/{first};a=b/{more}"),
        format!("{path}%00"),
        format!("{path}%20"),
        format!("{path}%2f"),
        format!("{path}%3f"),
        format!("{path}%23"),
        format!("{path}.json"),
        format!("{path}/%2e%2e/{more}"),
        format!("/%c0%ae/{rest}"),
        format!("/\u{ff0f}{rest}"),
    ]
}

async fn ask(
    member: &Member,
    method: &str,
    path: &str,
    headers: &str,
) -> Result<RawAnswer, testkit::Error> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
         Accept: application/json\r\nContent-Type: application/json\r\n\
         Content-Length: 2\r\n{headers}\r\n{{}}",
        member.url().trim_start_matches("http://"),
    );
    member.raw(request.as_bytes(), WITHIN).await
}

fn session(member: &Member) -> String {
    format!(
        "Cookie: {}\r\nOrigin: {}\r\nX-CSRF-Token: {}\r\n",
        member.cookies("/"),
        member.url(),
        member.csrf_token().unwrap(),
    )
}

#[track_caller]
fn leads_nowhere(answer: &RawAnswer, what: &str) {
    let status = answer.status.unwrap_or_else(|| panic!("{what}: no answer"));
    assert!((400..500).contains(&status), "{what}: {}", answer.text());
}

#[tokio::test]
async fn another_spelling_of_an_address_is_no_address() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let study = format!("/api/studies/{}", member.study);
    let session = session(&member);
    let right = ask(&member, "GET", &study, &session).await?;
    assert_eq!(right.status, Some(200), "{}", right.text());
    let before = world.snapshot()?;
    for path in [
        study.as_str(),
        "/api/me",
        "/auth/session",
        "/internal/wake",
        "/health/ready",
    ] {
        for spelling in spellings(path) {
            for method in ["GET", "POST", "DELETE"] {
                let answer = ask(&member, method, &spelling, &session).await?;
                leads_nowhere(&answer, &format!("{method} {spelling}"));
            }
        }
    }
    before.assert_unchanged(&world.snapshot()?, "another spelling");
    Ok(())
}

#[tokio::test]
async fn no_spelling_leads_round_a_key() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let key = format!(
        "X-Internal-Key: {}\r\n",
        world.algosu.variable("github_worker_key").unwrap()
    );
    let before = world.snapshot()?;
    for path in ["/internal/jobs/claim", "/internal/wake"] {
        for spelling in spellings(path) {
            for headers in ["", &key] {
                let answer = ask(&member, "POST", &spelling, headers).await?;
                leads_nowhere(&answer, &spelling);
            }
        }
    }
    before.assert_unchanged(&world.snapshot()?, "another spelling");
    Ok(())
}

#[tokio::test]
async fn what_services_say_to_one_another_cannot_be_asked_from_outside() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let private = [
        "/health".to_owned(),
        "/wake".to_owned(),
        "/log?after=0".to_owned(),
        "/sessions/demo".to_owned(),
        "/sessions/refresh".to_owned(),
        format!("/users/{}", member.id),
        format!("/memberships/{}/{}", member.study, member.id),
        format!("/memberships?user={}", member.id),
        format!("/github-credentials/{}", member.id),
        format!("/github-credentials/{}/refused", member.id),
        format!("/studies/{}/seed", member.study),
        format!("/studies/{}", member.study),
        format!("/problems/{}", member.any_problem().await?),
    ];
    let before = world.snapshot()?;
    let forged = format!(
        "{}X-Algosu-Token: x\r\nSpin-Component-Route: /...\r\n",
        session(&member)
    );
    for path in &private {
        for method in ["GET", "POST", "DELETE"] {
            for prefix in [
                "",
                "/api",
                "/auth",
                "/internal",
                "/identity",
                "/identity.spin.internal",
            ] {
                let path = format!("{prefix}{path}");
                // `/api/problems/{problem}` and `/api/studies/{study}` are public, under their own rules.
                let parts: Vec<&str> = path.split('/').collect();
                if matches!(parts[..], ["", "api", "problems" | "studies", _]) {
                    continue;
                }
                let answer = ask(&member, method, &path, &forged).await?;
                leads_nowhere(&answer, &format!("{method} {path}"));
            }
        }
        for service in ["identity", "problem", "submission"] {
            let host = format!("{service}.spin.internal");
            for target in [path.clone(), format!("http://{host}{path}")] {
                let request = format!(
                    "GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
                );
                let answer = member.raw(request.as_bytes(), WITHIN).await?;
                // Spin takes such a host out of the request, and answers nothing where none is left.
                assert!(answer.closed, "{host} {target}");
                if answer.status.is_some() {
                    leads_nowhere(&answer, &format!("{host} {target}"));
                }
            }
        }
    }
    before.assert_unchanged(&world.snapshot()?, "a private route");
    Ok(())
}
