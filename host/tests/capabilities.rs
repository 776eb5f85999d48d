//! Holds the sentence "a capability knows nothing of the others" in the sources themselves.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const CAPABILITIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/capability");

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// What a source names from its own crate: the path after each `crate::`, and what `super` reaches beyond the capability.
fn names(source: &str) -> Vec<String> {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| {
            line.split("crate::")
                .skip(1)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
                .collect()
        })
        .collect()
}

/// The capability that a source belongs to.
fn capability_of(path: &Path) -> String {
    let inside = path.strip_prefix(CAPABILITIES).unwrap();
    let first = inside.components().next().unwrap().as_os_str();
    first.to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn a_capability_uses_nothing_of_this_crate_but_the_generated_bindings_and_itself() {
    let mut seen = BTreeSet::new();
    for path in sources(Path::new(CAPABILITIES)) {
        let capability = capability_of(&path);
        if capability == "mod" {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for name in names(&source) {
            let own = format!("capability::{capability}");
            assert!(
                name.starts_with("bindings::") || name.starts_with(&own),
                "{} uses crate::{name}",
                path.display()
            );
        }
        assert!(
            !source.contains("super::super::"),
            "{} reaches out of its capability",
            path.display()
        );
        seen.insert(capability);
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        [
            "key_value",
            "outbound_http",
            "redis",
            "sqlite",
            "variables",
            "wasi"
        ],
        "a new capability belongs into this list, which shows that the test has looked at it"
    );
}

#[test]
fn a_capability_in_one_file_does_not_reach_its_neighbours_through_super() {
    for path in sources(Path::new(CAPABILITIES)) {
        let alone = path.parent() == Some(Path::new(CAPABILITIES));
        if alone && capability_of(&path) != "mod" {
            let source = fs::read_to_string(&path).unwrap();
            let outside_tests = source.split("#[cfg(test)]").next().unwrap();
            assert!(!outside_tests.contains("super::"), "{}", path.display());
        }
    }
}
