//! The suites that run the real application: wasm components on a real host, over real HTTP.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{Run, native};
use crate::step::step;
use crate::{components, host as local_host, tools, web};

/// Tells the tests which host to start.
const HOST_BINARY: &str = "ALGOSU_HOST_BIN";

/// The tests of the host itself, those that look at it from outside included (they build and run `tests/probes`). With
/// the host's own profile: Wasmtime is compiled once, for them and for the binary.
pub fn host(run: &Run) -> Result<()> {
    let programs = step("Compile the host and its tests", || {
        let mut cargo = run.workspace.cargo();
        cargo.args(["test", "--profile", "host", "--package", native::HOST]);
        native::compile_with(&mut cargo)
    })?;
    native::run_all(&programs, &[])
}

/// The package `tests`.
pub fn run(run: &Run) -> Result<()> {
    let workspace = run.workspace;
    step("Build the components", || components::build(workspace))?;
    step("Build the web page", || web::build(workspace))?;
    let binary = if run.on_spin {
        spin()?
    } else {
        step("Build the local host", || local_host::build(workspace))?;
        local_host::binary(workspace)
    };
    let programs = step("Compile the tests", || native::end_to_end(workspace))?;
    native::run_all(&programs, &[(HOST_BINARY, &binary)])
}

fn spin() -> Result<PathBuf> {
    match tools::find("spin") {
        Some(path) => Ok(path),
        None => bail!(
            "there is no `spin` on the PATH: Spin 4.1 or newer is needed, see https://spinframework.dev/install"
        ),
    }
}
