//! The suites that run the real application: wasm components on a real host, over real HTTP.

use std::path::Path;

use anyhow::{Result, bail};

use super::{Run, native};
use crate::step::step;
use crate::{components, host as local_host, tools, web};

/// The tests of the host itself, with its own profile: Wasmtime is compiled once, for them and for the binary.
pub fn host(run: &Run) -> Result<()> {
    step("Build the local host", || local_host::build(run.workspace))?;
    let own = step("Compile its tests", || {
        native::compile_with(run.workspace.cargo().args([
            "test",
            "--profile",
            "host",
            "--package",
            native::HOST,
        ]))
    })?;
    native::run_all(&own, &[])?;
    let mut probes = step("Compile the probes", || native::compile(run.workspace))?;
    probes.retain(|program| program.is_in(&run.workspace.root.join("tests/probes")));
    native::run_all(
        &probes,
        &[(HOST_BINARY, &local_host::binary(run.workspace))],
    )
}

/// Tells the tests which host to start.
const HOST_BINARY: &str = "ALGOSU_HOST_BIN";

/// The package `tests`.
pub fn run(run: &Run) -> Result<()> {
    step("Build the components", || components::build(run.workspace))?;
    step("Build the web page", || web::build(run.workspace))?;
    let binary = if run.on_spin {
        spin()?
    } else {
        step("Build the local host", || local_host::build(run.workspace))?;
        local_host::binary(run.workspace)
    };
    let folder = run.workspace.root.join("tests");
    let mut programs = step("Compile the tests", || native::compile(run.workspace))?;
    programs.retain(|program| program.is_exactly_in(&folder));
    native::run_all(
        &programs,
        &[
            (HOST_BINARY, &binary),
            ("ALGOSU_ROOT", Path::new(&run.workspace.root)),
        ],
    )
}

fn spin() -> Result<std::path::PathBuf> {
    match tools::find("spin") {
        Some(path) => Ok(path),
        None => bail!(
            "there is no `spin` on the PATH: Spin 4.1 or newer is needed, see https://spinframework.dev/install"
        ),
    }
}
