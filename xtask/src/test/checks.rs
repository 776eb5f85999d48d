//! The suites that are little more than the call of a tool.

use anyhow::Result;

use super::Run;
use crate::step::{self, step};
use crate::tools::{self, WASM_TARGET};
use crate::web::{self, NpmFolder};
use crate::{components as wasm, tidy as house_rules};

/// rustfmt for everything.
pub fn format(run: &Run) -> Result<()> {
    step("rustfmt", || {
        step::run(run.workspace.cargo().args(["fmt", "--all", "--check"]))
    })
}

/// The house rules.
pub fn tidy(run: &Run) -> Result<()> {
    house_rules::check(run.workspace)
}

/// Warnings are errors; what runs as wasm is also looked at as wasm, where other code is compiled.
pub fn clippy(run: &Run) -> Result<()> {
    let deny = ["--", "--deny", "warnings"];
    step("Native code", || {
        let mut cargo = run.workspace.cargo();
        cargo.args(["clippy", "--all-targets", "--workspace"]);
        cargo.args(
            run.workspace
                .wasm_packages()
                .flat_map(|name| ["--exclude", name]),
        );
        step::run(cargo.args(deny))
    })?;
    tools::wasm_target()?;
    step("Components", || {
        let mut cargo = run.workspace.cargo();
        cargo.args(["clippy", "--target", WASM_TARGET]);
        cargo.args(
            run.workspace
                .wasm_packages()
                .flat_map(|name| ["--package", name]),
        );
        step::run(cargo.args(deny))
    })
}

/// The wasm build and the weights.
pub fn components(run: &Run) -> Result<()> {
    step("Build the components", || wasm::build(run.workspace))?;
    step("Their sizes", || wasm::report_sizes(run.workspace))
}

/// The page's own checks.
pub fn web(run: &Run) -> Result<()> {
    let page = NpmFolder::new(run.workspace, "web");
    step("Install", || page.install())?;
    step("Lint", || step::run(&mut page.npm(&["run", "lint"])))?;
    step("Unit tests", || step::run(&mut page.npm(&["test"])))?;
    step("Build", || web::build(run.workspace))
}
