//! The programs that algosu is built with. One that is missing is named with the command that installs it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step;
use crate::workspace::Workspace;

/// What the components are compiled for.
pub const WASM_TARGET: &str = "wasm32-wasip2";
/// Major and minor version.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Makes sure that components can be compiled: adds the wasm target where it is missing.
pub fn wasm_target() -> Result<()> {
    let folder = step::output(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]))?;
    if PathBuf::from(folder.trim()).is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!(
            "the Rust target {WASM_TARGET} is not installed and there is no rustup to add it: \
             install rustup (https://rustup.rs), or this target with whatever installed Rust here"
        );
    }
    step::step(&format!("Add the Rust target {WASM_TARGET}"), || {
        step::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
    })
}

/// SQLite is compiled from its C source.
pub fn c_compiler() -> Result<()> {
    if std::env::var_os("CC").is_some() || find("cc").is_some() || find("clang").is_some() {
        return Ok(());
    }
    bail!(
        "there is no C compiler (cc): install one with {}",
        install("build-essential", "gcc", "xcode-select --install")
    )
}

/// Node and npm, new enough for what builds the web page.
pub fn node() -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let how = format!(
        "{} (if your system has one that new), or from https://nodejs.org",
        install("nodejs npm", "nodejs npm", "brew install node")
    );
    if find("node").is_none() || find("npm").is_none() {
        bail!(
            "Node {major}.{minor} or newer with npm builds the web page and is missing: install it with {how}"
        );
    }
    let version = step::output(Command::new("node").arg("--version"))?;
    let version = version.trim();
    let found = parsed(version).with_context(|| format!("`node --version` says {version:?}"))?;
    if found < OLDEST_NODE {
        bail!(
            "Node {version} is too old to build the web page, {major}.{minor} is needed: install it with {how}"
        );
    }
    Ok(())
}

/// The way to a Debian package: whether it can be installed here, and the command that does.
pub fn debian_install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let is_debian = find("apt-get").is_some();
    let is_root = rustix::process::getuid().is_root();
    let list = packages.join(" ");
    if !is_debian {
        bail!("please install: {list} (the names of the Debian packages)");
    }
    if !is_root {
        bail!("please install: sudo apt-get install --no-install-recommends {list}");
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .current_dir(&workspace.root)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-q", "-y"])
            .args(arguments);
        command
    };
    step::run(&mut apt(&["update"]))?;
    step::run(apt(&["install", "--no-install-recommends"]).args(packages))
}

/// Looks for a program on the PATH without starting it.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

fn install(debian: &str, fedora: &str, mac: &str) -> String {
    if cfg!(target_os = "macos") {
        format!("`{mac}`")
    } else if find("dnf").is_some() {
        format!("`sudo dnf install {fedora}`")
    } else {
        format!("`sudo apt-get install {debian}`")
    }
}

fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version
        .strip_prefix('v')?
        .split('.')
        .map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_node_is_understood_and_compared() {
        assert_eq!(parsed("v20.19.4"), Some(OLDEST_NODE));
        assert!(parsed("v20.18.1").unwrap() < OLDEST_NODE);
        assert!(parsed("v8.99.0").unwrap() < OLDEST_NODE);
        assert!(parsed("v22.0.0").unwrap() > OLDEST_NODE);
        assert_eq!(parsed("nonsense"), None);
    }

    #[test]
    fn a_program_is_found_on_the_path_and_nothing_else_is() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-here").is_none());
    }
}
