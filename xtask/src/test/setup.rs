//! What the other suites need, installed where this can be done here; else the command is named.
//!
//! cargo-deny is compiled from the registry without optimisation: that takes a third of the time, and it only
//! reads a few hundred manifests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::Run;
use crate::step::{self, step};
use crate::tools;
use crate::web::NpmFolder;
use crate::workspace::Workspace;

const CARGO_DENY_VERSION: &str = "0.20.2";
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// What can be had is installed, also when something else cannot.
pub fn run(run: &Run) -> Result<()> {
    let workspace = run.workspace;
    let results = [
        tools::c_compiler(),
        tools::wasm_target(),
        tools::node(),
        debian_packages(workspace),
        npm_packages(workspace, "web"),
        npm_packages(workspace, "tests/browser"),
        cargo_deny(workspace),
    ];
    let problems: Vec<_> = results
        .into_iter()
        .filter_map(Result::err)
        .map(|error| format!("{error:#}"))
        .collect();
    if problems.is_empty() {
        return Ok(());
    }
    problems.iter().for_each(|problem| println!("{problem}"));
    bail!("{}", problems.join("; "))
}

/// The browser to drive.
pub fn browser() -> Result<PathBuf> {
    match BROWSERS.iter().find_map(|name| tools::find(name)) {
        Some(path) => Ok(path),
        None => bail!(
            "there is no chromium on the PATH: `cargo xtask test --suite setup` installs it or says how"
        ),
    }
}

/// Where `setup` puts cargo-deny.
pub fn cargo_deny_binary(workspace: &Workspace) -> PathBuf {
    workspace
        .target
        .join("tools")
        .join("bin")
        .join("cargo-deny")
}

fn debian_packages(workspace: &Workspace) -> Result<()> {
    let mut missing = Vec::new();
    if browser().is_err() {
        missing.push("chromium");
    }
    if cfg!(target_os = "linux") && !has_korean_font() {
        missing.push("fonts-noto-cjk");
    }
    if missing.is_empty() {
        return Ok(());
    }
    step(&format!("Install {}", missing.join(", ")), || {
        tools::debian_install(workspace, &missing)
    })
}

/// Without one the screenshots show boxes. A browser on Linux finds its fonts as `fc-list` does, which comes with it.
fn has_korean_font() -> bool {
    let fonts = Command::new("fc-list").arg(":lang=ko").output();
    fonts.is_ok_and(|fonts| !fonts.stdout.is_empty())
}

fn npm_packages(workspace: &Workspace, folder: &str) -> Result<()> {
    step(&format!("npm packages of {folder}"), || {
        NpmFolder::new(workspace, folder).install()
    })
}

fn cargo_deny(workspace: &Workspace) -> Result<()> {
    let binary = cargo_deny_binary(workspace);
    if binary.exists()
        && step::output(Command::new(&binary).arg("--version"))?
            .trim()
            .ends_with(CARGO_DENY_VERSION)
    {
        return Ok(());
    }
    let tools = workspace.target.join("tools");
    let build = tools.join("build");
    step("Compile cargo-deny", || {
        let mut cargo = workspace.cargo();
        cargo.args([
            "install",
            "--locked",
            "--debug",
            "--force",
            "--version",
            CARGO_DENY_VERSION,
            "cargo-deny",
        ]);
        step::run(
            cargo
                .arg("--root")
                .arg(&tools)
                .arg("--target-dir")
                .arg(&build),
        )?;
        Ok(fs::remove_dir_all(&build)?)
    })
}
