//! How it is asked.

use serde_json::{Value, json};

use super::table::{OpenTo, Things, addresses};
use crate::support::{Done, World, refused};

#[tokio::test]
async fn an_address_takes_its_methods_and_names_them() -> Done {
    let world = World::offline()?;
    let ada = world.member().await?;
    let things = Things::of(&world, &ada).await?;
    let before = world.snapshot()?;
    let all = addresses();
    for address in all.iter().filter(|one| one.open != OpenTo::Keys) {
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
