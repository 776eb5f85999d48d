//! Every public address that the code knows, held to the same rules. One that is added and not listed here fails.

mod callers;
mod requests;
mod table;

use std::collections::BTreeSet;

use table::addresses;

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
