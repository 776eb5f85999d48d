//! Licences, sources and duplicates. Crates: cargo-deny with `deny.toml`. npm packages: the lock files, which
//! state each package's licence, against the same list of licences.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::{Run, setup};
use crate::step::{self, step};
use crate::workspace::Workspace;

/// Folders with npm packages. What only builds or tests counts as well: it runs on contributors' machines.
const NPM_FOLDERS: [&str; 2] = ["web", "tests/browser"];

/// Packages whose licence is fine for what they do here: where their path begins, the licence, the reason.
const EXCEPTIONS: [(&str, &str, &str); 5] = [
    (
        "node_modules/@fontsource/",
        "OFL-1.1",
        "a font, shipped unchanged",
    ),
    (
        "node_modules/pretendard",
        "OFL-1.1",
        "a font, shipped unchanged",
    ),
    (
        "node_modules/lightningcss",
        "MPL-2.0",
        "builds the page, is not part of it",
    ),
    (
        "node_modules/caniuse-lite",
        "CC-BY-4.0",
        "builds the page, is not part of it",
    ),
    (
        "node_modules/axe-core",
        "MPL-2.0",
        "tests the page, is not part of it",
    ),
];

pub fn run(run: &Run) -> Result<()> {
    let crates = step("Crates", || crates(run.workspace));
    let npm_packages = step("npm packages", || npm_packages(&run.workspace.root));
    crates.and(npm_packages)
}

fn crates(workspace: &Workspace) -> Result<()> {
    let binary = setup::cargo_deny_binary(workspace);
    if !binary.exists() {
        bail!("cargo-deny is missing: `cargo xtask test --suite setup` compiles it");
    }
    let mut deny = Command::new(binary);
    deny.current_dir(&workspace.root).args([
        "--workspace",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "sources",
        "bans",
    ]);
    step::run(&mut deny)
}

fn npm_packages(root: &Path) -> Result<()> {
    let allowed = allowed_licences(&fs::read_to_string(root.join("deny.toml"))?)?;
    for folder in NPM_FOLDERS {
        let file = root.join(folder).join("package-lock.json");
        let lock = fs::read_to_string(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        let problems = problems_in(&serde_json::from_str(&lock)?, &allowed);
        if !problems.is_empty() {
            bail!("{folder}/package-lock.json: {}", problems.join("; "));
        }
    }
    Ok(())
}

fn allowed_licences(deny: &str) -> Result<Vec<String>> {
    let deny: toml::Table = deny.parse().context("deny.toml is not valid TOML")?;
    let allowed = deny
        .get("licenses")
        .and_then(|licences| licences.get("allow"))
        .and_then(toml::Value::as_array);
    let allowed = allowed.context("deny.toml allows no licences")?;
    Ok(allowed
        .iter()
        .filter_map(toml::Value::as_str)
        .map(Into::into)
        .collect())
}

/// The part of a `package-lock.json` that is read.
#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Package>,
}

#[derive(Deserialize)]
struct Package {
    license: Option<String>,
    resolved: Option<String>,
    integrity: Option<String>,
}

fn problems_in(lock: &Lock, allowed: &[String]) -> Vec<String> {
    let installed = lock
        .packages
        .iter()
        .filter(|(path, _)| path.contains("node_modules/"));
    installed
        .filter_map(|(path, package)| Some(format!("{path} {}", package.problem(path, allowed)?)))
        .collect()
}

impl Package {
    /// A package without an address comes from the registry; anything else says where it comes from.
    fn problem(&self, path: &str, allowed: &[String]) -> Option<String> {
        if let Some(address) = &self.resolved {
            return Some(format!("comes from {address}, not from the registry"));
        }
        if self.integrity.is_none() {
            return Some("has no checksum".into());
        }
        let Some(licence) = &self.license else {
            return Some("states no licence".into());
        };
        (!is_allowed(licence, allowed) && !is_exception(path, licence))
            .then(|| format!("has the licence {licence}, which deny.toml does not allow"))
    }
}

fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    spdx::Expression::parse(licence).is_ok_and(|expression| {
        expression.evaluate(|requirement| allowed.contains(&requirement.to_string()))
    })
}

/// A package may lie in another one's folder: its own name begins at the last `node_modules`.
fn is_exception(path: &str, licence: &str) -> bool {
    let own = path.rfind("node_modules/").and_then(|at| path.get(at..));
    EXCEPTIONS.iter().any(|(package, only, _)| {
        own.is_some_and(|own| own.starts_with(package)) && licence == *only
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(package: &serde_json::Value) -> Option<String> {
        let allowed = allowed_licences("[licenses]\nallow = ['MIT', 'Apache-2.0']").unwrap();
        let lock = json!({"packages": {"": {"name": "root"}, "node_modules/x": package}});
        problems_in(&serde_json::from_value(lock).unwrap(), &allowed).pop()
    }

    #[test]
    fn an_npm_package_with_an_allowed_licence_passes() {
        assert_eq!(
            problem(&json!({"integrity": "sha512-x", "license": "MIT"})),
            None
        );
        assert_eq!(
            problem(&json!({"integrity": "sha512-x", "license": "(GPL-3.0-only OR Apache-2.0)"})),
            None
        );
    }

    #[test]
    fn an_exception_is_for_one_package_and_one_licence() {
        assert!(is_exception("node_modules/pretendard", "OFL-1.1"));
        assert!(!is_exception("node_modules/pretendard", "GPL-3.0-only"));
        assert!(!is_exception("node_modules/x", "OFL-1.1"));
        assert!(is_exception(
            "node_modules/x/node_modules/pretendard",
            "OFL-1.1"
        ));
        assert!(!is_exception(
            "node_modules/pretendard/node_modules/x",
            "OFL-1.1"
        ));
    }

    #[test]
    fn any_other_licence_or_none_is_a_problem() {
        assert!(
            problem(&json!({"integrity": "sha512-x", "license": "GPL-3.0-only"}))
                .unwrap()
                .contains("GPL-3.0-only")
        );
        assert!(
            problem(&json!({"integrity": "sha512-x", "license": "MIT AND GPL-3.0-only"})).is_some()
        );
        assert!(
            problem(&json!({"integrity": "sha512-x", "license": "SEE LICENSE IN x"})).is_some()
        );
        assert!(
            problem(&json!({"integrity": "sha512-x"}))
                .unwrap()
                .contains("no licence")
        );
    }

    #[test]
    fn a_package_from_elsewhere_or_without_checksum_is_a_problem() {
        let elsewhere = json!({"integrity": "sha512-x", "license": "MIT", "resolved": "git+ssh://example.org/x.git"});
        assert!(problem(&elsewhere).unwrap().contains("example.org"));
        assert!(
            problem(&json!({"license": "MIT"}))
                .unwrap()
                .contains("checksum")
        );
    }
}
