//! Every public address that the code knows, held to the same rules. One that is added and not listed here fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testkit::Error;
use testkit::client::Call;

use crate::support::{Done, Member, World, follow, refused};

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Anybody.
    ToAll,
    /// Whoever comes from our page, signed in or not.
    ToOurPage,
    /// Whoever is signed in; about themselves.
    ToMembers,
    /// Whoever is signed in and belongs to the thing in the address.
    ToItsStudy,
    /// Holders of a key: see `internal`.
    ToKeys,
}

struct Address {
    method: &'static str,
    path: &'static str,
    open: Open,
    /// A body that would be taken; null if it takes none.
    body: Value,
}

fn addresses() -> Vec<Address> {
    use Open::{ToAll, ToItsStudy, ToKeys, ToMembers, ToOurPage};
    let none = Value::Null;
    let link = json!({ "token": "t", "repository": "ada/algorithms" });
    let study = json!({ "name": "More", "nickname": "Me" });
    let problem = json!({ "title": "More", "week": 1 });
    let draft = json!({ "language": "python", "code": "x" });
    let submission = json!({ "problemId": "{problem}", "language": "python", "code": "x" });
    let list = [
        ("GET", "/health/live", ToAll, &none),
        ("GET", "/health/ready", ToAll, &none),
        ("POST", "/auth/demo", ToOurPage, &none),
        ("POST", "/auth/refresh", ToOurPage, &none),
        ("GET", "/auth/session", ToMembers, &none),
        ("POST", "/auth/logout", ToMembers, &none),
        ("POST", "/internal/jobs/claim", ToKeys, &none),
        ("POST", "/internal/jobs/{id}/heartbeat", ToKeys, &none),
        ("POST", "/internal/jobs/{id}/complete", ToKeys, &none),
        ("POST", "/internal/jobs/{id}/fail", ToKeys, &none),
        ("POST", "/internal/jobs/{id}/credentials", ToKeys, &none),
        ("POST", "/internal/wake", ToKeys, &none),
        ("GET", "/api/me", ToMembers, &none),
        (
            "PATCH",
            "/api/me",
            ToMembers,
            &json!({ "name": "Somebody" }),
        ),
        ("GET", "/api/me/github", ToMembers, &none),
        ("PUT", "/api/me/github", ToMembers, &link),
        ("DELETE", "/api/me/github", ToMembers, &none),
        ("GET", "/api/problems/{problem}", ToItsStudy, &none),
        (
            "PATCH",
            "/api/problems/{problem}",
            ToItsStudy,
            &json!({ "title": "Else" }),
        ),
        ("DELETE", "/api/problems/{problem}", ToItsStudy, &none),
        ("GET", "/api/problems/{problem}/draft", ToItsStudy, &none),
        ("PUT", "/api/problems/{problem}/draft", ToItsStudy, &draft),
        ("DELETE", "/api/problems/{problem}/draft", ToItsStudy, &none),
        ("GET", "/api/studies", ToMembers, &none),
        ("POST", "/api/studies", ToMembers, &study),
        ("GET", "/api/studies/{study}", ToItsStudy, &none),
        (
            "PATCH",
            "/api/studies/{study}",
            ToItsStudy,
            &json!({ "name": "Else" }),
        ),
        ("DELETE", "/api/studies/{study}", ToItsStudy, &none),
        ("GET", "/api/studies/{study}/members", ToItsStudy, &none),
        ("GET", "/api/studies/{study}/problems", ToItsStudy, &none),
        (
            "POST",
            "/api/studies/{study}/problems",
            ToItsStudy,
            &problem,
        ),
        ("GET", "/api/submissions", ToMembers, &none),
        // The problem is named in the body.
        ("POST", "/api/submissions", ToItsStudy, &submission),
        ("GET", "/api/submissions/{submission}", ToItsStudy, &none),
        (
            "GET",
            "/api/submissions/{submission}/events",
            ToItsStudy,
            &none,
        ),
        (
            "GET",
            "/api/submissions/{submission}/review",
            ToItsStudy,
            &none,
        ),
        ("GET", "/api/events", ToMembers, &none),
        ("GET", "/api/events/submissions/{id}", ToItsStudy, &none),
    ];
    list.into_iter()
        .map(|(method, path, open, body)| Address {
            method,
            path,
            open,
            body: body.clone(),
        })
        .collect()
}

impl Address {
    fn is_safe(&self) -> bool {
        self.method == "GET"
    }

    /// The request by `caller`, about the things of `owner`, as it would be accepted from the owner.
    fn call(&self, caller: &Member, owner: &Things) -> Call {
        let call = caller.request(self.method, &owner.fill(self.path));
        match &self.body {
            Value::Null => call,
            body => call.body("application/json", owner.fill(&body.to_string())),
        }
    }
}

/// What somebody has.
struct Things {
    study: String,
    problem: String,
    submission: String,
}

impl Things {
    async fn of(world: &World, member: &Member) -> Result<Self, Error> {
        let problem = member.any_problem().await?;
        let accepted = member
            .try_submit(&problem, "python", "x")
            .await?
            .expect(201)?;
        let submission = accepted.text("/id").to_owned();
        follow(world, member, &submission).await?;
        let study = member.study.clone();
        Ok(Self {
            study,
            problem,
            submission,
        })
    }

    fn fill(&self, text: &str) -> String {
        let text = text
            .replace("{study}", &self.study)
            .replace("{problem}", &self.problem);
        text.replace("{submission}", &self.submission)
            .replace("{id}", &self.submission)
    }
}

#[test]
fn every_address_that_the_code_knows_is_in_this_table() {
    let mut known = BTreeSet::new();
    for (methods, path) in gateway::addresses() {
        known.extend(methods.split(' ').map(|method| (method, path)));
    }
    known.extend(events::ADDRESSES.map(|path| ("GET", path)));
    let addresses = addresses();
    let listed: BTreeSet<_> = addresses.iter().map(|one| (one.method, one.path)).collect();
    assert_eq!(listed, known);
    assert_eq!(listed.len(), addresses.len());
}

#[test]
fn only_the_doors_are_open_to_the_outside() {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spin.toml");
    let manifest: toml::Table = std::fs::read_to_string(manifest).unwrap().parse().unwrap();
    let triggers = manifest["trigger"]["http"].as_array().unwrap();
    let public: BTreeSet<(&str, &str)> = triggers
        .iter()
        .filter_map(|trigger| Some((trigger["component"].as_str()?, trigger["route"].as_str()?)))
        .collect();
    let expected = [
        ("events", "/api/events/..."),
        ("gateway", "/api/..."),
        ("gateway", "/auth/..."),
        ("gateway", "/health/..."),
        ("gateway", "/internal/..."),
        ("web", "/..."),
    ];
    assert_eq!(public, expected.into());
}

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
        .filter(|one| matches!(one.open, Open::ToMembers | Open::ToItsStudy))
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
        .filter(|one| !one.is_safe() && one.open != Open::ToKeys)
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
        if address.open == Open::ToOurPage {
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
    for address in guarded.iter().filter(|one| one.open == Open::ToItsStudy) {
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

#[tokio::test]
async fn an_address_takes_its_methods_and_names_them() -> Done {
    let world = World::offline()?;
    let ada = world.member().await?;
    let things = Things::of(&world, &ada).await?;
    let before = world.snapshot()?;
    let all = addresses();
    for address in all.iter().filter(|one| one.open != Open::ToKeys) {
        let taken: Vec<&str> = all
            .iter()
            .filter(|one| one.path == address.path)
            .map(|one| one.method)
            .collect();
        for method in [
            "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
        ] {
            if taken.contains(&method) {
                continue;
            }
            let answer = ada
                .request(method, &things.fill(address.path))
                .send()
                .await?;
            refused(&answer, 405, "method_not_allowed");
            let allow = answer.header("allow").unwrap_or_default();
            for method in &taken {
                assert!(
                    allow.split(',').any(|one| one.trim() == *method),
                    "{}: {allow}",
                    address.path
                );
            }
        }
    }
    before.assert_unchanged(&world.snapshot()?, "another method");
    Ok(())
}

#[tokio::test]
async fn a_body_must_be_json_that_fits_and_not_too_large() -> Done {
    let world = World::offline()?;
    let ada = world.member().await?;
    let things = Things::of(&world, &ada).await?;
    let before = world.snapshot()?;
    let guarded = addresses();
    for address in guarded.iter().filter(|one| !one.body.is_null()) {
        let target = things.fill(address.path);
        let good = things.fill(&address.body.to_string());
        let send =
            |kind: &str, body: Vec<u8>| ada.request(address.method, &target).body(kind, body);
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "",
            "json",
        ] {
            let answer = send(kind, good.clone().into()).send().await?;
            refused(&answer, 415, "unsupported_media_type");
        }
        for body in ["", "{", "x"] {
            let answer = send("application/json", body.into()).send().await?;
            refused(&answer, 400, "malformed");
        }
        let array = send("application/json", "[]".into()).send().await?;
        assert!(
            array.status == 422 || array.status == 400,
            "{}: {}",
            address.path,
            array.status
        );
        let mut unknown: Value = serde_json::from_str(&good).unwrap();
        unknown["surprise"] = json!(1);
        let answer = send("application/json", unknown.to_string().into())
            .send()
            .await?;
        refused(&answer, 422, "validation_failed");
        assert_eq!(
            answer.json["errors"][0]["field"], "surprise",
            "{}",
            answer.json
        );
        let mut large = good.into_bytes();
        large.resize(1024 * 1024 + 1, b' ');
        let answer = send("application/json", large).send().await?;
        refused(&answer, 413, "too_large");
    }
    before.assert_unchanged(&world.snapshot()?, "a wrong body");
    Ok(())
}
