//! Where the repository lies, what is in it, and how cargo is called in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::step;

/// The repository and cargo's view of it.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo puts what it builds (`CARGO_TARGET_DIR` is honoured).
    pub target: PathBuf,
    /// The packages of the workspace, as `cargo metadata` lists them.
    pub packages: Vec<Package>,
}

/// A package of the workspace.
pub struct Package {
    /// The name that `cargo -p` takes.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// It is made for wasm alone: there is nothing in it to run or to link to natively.
    pub is_wasm: bool,
}

/// The part of `cargo metadata` that is read.
#[derive(Deserialize)]
struct Metadata {
    target_directory: PathBuf,
    packages: Vec<PackageMetadata>,
}

#[derive(Deserialize)]
struct PackageMetadata {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

impl Workspace {
    /// Finds the repository from where cargo says that this very package lies: the current folder does not matter.
    pub fn find() -> Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&here)
            .parent()
            .context("xtask has no folder above it")?
            .to_path_buf();
        let mut metadata = cargo_in(&root);
        metadata.args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ]);
        let metadata: Metadata = serde_json::from_str(&step::output(&mut metadata)?)?;
        let packages = metadata
            .packages
            .into_iter()
            .map(Package::from_metadata)
            .collect::<Result<_>>()?;
        Ok(Self {
            root,
            target: metadata.target_directory,
            packages,
        })
    }

    /// A call of cargo in the repository's root.
    pub fn cargo(&self) -> Command {
        cargo_in(&self.root)
    }

    /// The names of the packages that are made for wasm.
    pub fn wasm_packages(&self) -> impl Iterator<Item = &str> {
        let wasm = self.packages.iter().filter(|package| package.is_wasm);
        wasm.map(|package| package.name.as_str())
    }

    /// The names of the wasm packages below a folder of the repository.
    pub fn wasm_packages_in(&self, folder: &str) -> impl Iterator<Item = &str> {
        let folder = self.root.join(folder);
        let below = self
            .packages
            .iter()
            .filter(move |package| package.folder.starts_with(&folder));
        below
            .filter(|package| package.is_wasm)
            .map(|package| package.name.as_str())
    }

    /// Where xtask remembers what its steps last ran on.
    pub fn state(&self) -> PathBuf {
        self.target.join("xtask")
    }
}

impl Package {
    fn from_metadata(package: PackageMetadata) -> Result<Self> {
        let folder = package
            .manifest_path
            .parent()
            .context("a manifest without a folder")?
            .to_path_buf();
        let mut kinds = package.targets.iter().flat_map(|target| &target.kind);
        Ok(Self {
            name: package.name,
            folder,
            is_wasm: kinds.any(|kind| kind == "cdylib"),
        })
    }
}

/// What `cargo run` tells xtask about xtask is taken out again: build scripts that look at these variables
/// would otherwise run once more whenever a person calls cargo directly in between.
fn cargo_in(root: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root);
    for (name, _) in std::env::vars_os() {
        if is_about_this_package(&name) {
            command.env_remove(name);
        }
    }
    command
}

fn is_about_this_package(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
        "CARGO_PRIMARY_",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_found_wherever_the_command_is_called() {
        let workspace = Workspace::find().unwrap();
        assert!(workspace.root.join("spin.toml").is_file());
        assert!(
            workspace
                .packages
                .iter()
                .any(|package| package.name == "xtask")
        );
        assert!(workspace.wasm_packages_in("components").count() > 5);
        assert!(workspace.wasm_packages_in("crates").next().is_none());
    }

    #[test]
    fn cargo_is_not_told_about_xtask_but_keeps_the_callers_settings() {
        assert!(is_about_this_package(OsStr::new("CARGO_PKG_NAME")));
        assert!(!is_about_this_package(OsStr::new("CARGO_TARGET_DIR")));
    }
}
