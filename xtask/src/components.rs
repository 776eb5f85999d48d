//! Building the components: one call of cargo for all of them, always into the repository's own `target/`,
//! because that is where `spin.toml` looks for them, whatever `CARGO_TARGET_DIR` says.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::step;
use crate::tools::{self, WASM_TARGET};
use crate::workspace::Workspace;

/// What a built component may weigh at most.
pub const LARGEST: u64 = 2_000_000;

/// Compiles every component of the application.
pub fn build(workspace: &Workspace) -> Result<()> {
    tools::wasm_target()?;
    let mut cargo = workspace.cargo();
    cargo.args([
        "build",
        "--release",
        "--target",
        WASM_TARGET,
        "--target-dir",
    ]);
    cargo.arg(workspace.root.join("target"));
    for package in workspace.wasm_packages_in("components") {
        cargo.args(["--package", package]);
    }
    step::run(&mut cargo)
}

/// Prints the size of each built component and fails if one is larger than `LARGEST`.
pub fn report_sizes(workspace: &Workspace) -> Result<()> {
    let mut too_large = Vec::new();
    for package in workspace.wasm_packages_in("components") {
        let file = wasm_file(workspace, package);
        let bytes = file
            .metadata()
            .with_context(|| format!("{} was not built", file.display()))?
            .len();
        println!("    {package:<26} {:>7.1} kB", bytes as f64 / 1000.0);
        if bytes > LARGEST {
            too_large.push(package);
        }
    }
    if !too_large.is_empty() {
        bail!(
            "larger than {} kB: {}",
            LARGEST / 1000,
            too_large.join(", ")
        );
    }
    Ok(())
}

fn wasm_file(workspace: &Workspace, package: &str) -> PathBuf {
    let name = format!("{}.wasm", package.replace('-', "_"));
    workspace
        .root
        .join("target")
        .join(WASM_TARGET)
        .join("release")
        .join(name)
}
