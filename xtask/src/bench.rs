//! `cargo xtask bench`: algosu measured beside a native twin and a bare chain of two components.
//!
//! What is measured is in `tests/bench`; here everything that it starts is built first, with the profiles that
//! `cargo xtask up` uses, so that nothing is compiled while the clock runs.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::Result;
use lexopt::prelude::*;

use crate::step::{self, step};
use crate::workspace::Workspace;
use crate::{components, host, tools, web};

pub const HELP: &str = "\
Usage: cargo xtask bench [OPTIONS]

Measures starts, requests per second beside a native twin and a bare chain, whole journeys, memory; prints
tables and the promises with what was measured. Use it on a quiet machine: it says so if yours is not.

  --quick        under a minute: to see that everything works
  --only NAME    one measure (can be given more than once): start, idle, requests, journey, sagas
  --out FILE     where the figures go as JSON (default bench.json in the target folder)
  --no-build     measure what is built already

ALGOSU_HOST_BIN names another host program than the one of this repository.
";

/// The variable by which the test kit is told which host to start.
const HOST_BINARY: &str = "ALGOSU_HOST_BIN";

/// The program that measures.
const BENCH: &str = "bench";

struct Options {
    build: bool,
    out: Option<PathBuf>,
    /// For the program that measures.
    passed_on: Vec<OsString>,
}

pub fn run(workspace: &Workspace, parser: lexopt::Parser) -> Result<ExitCode> {
    let options = Options::parse(parser)?;
    let other_host = std::env::var_os(HOST_BINARY).map(PathBuf::from);
    if options.build {
        tools::c_compiler()?;
        step("Build the components", || components::build(workspace))?;
        step("Build the bare chain", || build_bare_chain(workspace))?;
        step("Build the web page", || web::build(workspace))?;
        if other_host.is_none() {
            step("Build the local host", || host::build(workspace))?;
        }
        step("Build the benchmark", || {
            let arguments = ["build", "--profile", "host", "--package", BENCH];
            step::run(workspace.cargo().args(arguments))
        })?;
    }
    let mut bench = Command::new(workspace.target.join("host").join(BENCH));
    bench.current_dir(&workspace.root).args(&options.passed_on);
    bench.arg("--out").arg(match options.out {
        Some(out) => std::path::absolute(out)?,
        None => workspace.target.join("bench.json"),
    });
    bench.env(
        HOST_BINARY,
        other_host.unwrap_or_else(|| host::binary(workspace)),
    );
    bench.env("CARGO_TARGET_DIR", &workspace.target);
    bench.env("ALGOSU_ROOT", &workspace.root);
    step::run(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}

/// The two components of `tests/bench`, where their `spin.toml` looks for them.
fn build_bare_chain(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--target", tools::WASM_TARGET]);
    cargo.arg("--target-dir").arg(workspace.root.join("target"));
    for package in workspace.wasm_packages_in("tests/bench") {
        cargo.args(["--package", package]);
    }
    step::run(&mut cargo)
}

impl Options {
    fn parse(mut parser: lexopt::Parser) -> Result<Self> {
        let mut options = Self {
            build: true,
            out: None,
            passed_on: Vec::new(),
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("quick") => options.passed_on.push("--quick".into()),
                Long("only") => {
                    options.passed_on.push("--only".into());
                    options.passed_on.push(parser.value()?);
                }
                Long("out") => options.out = Some(parser.value()?.into()),
                Long("no-build") => options.build = false,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_for_building_is_passed_on_in_order() {
        let given = [
            "--only",
            "start",
            "--no-build",
            "--quick",
            "--out",
            "a b.json",
        ];
        let options = Options::parse(lexopt::Parser::from_args(given)).unwrap();
        assert_eq!(options.passed_on, ["--only", "start", "--quick"]);
        assert_eq!(options.out, Some("a b.json".into()));
        assert!(!options.build);
    }

    #[test]
    fn an_option_nobody_knows_is_refused() {
        assert!(Options::parse(lexopt::Parser::from_args(["--fast"])).is_err());
    }
}
