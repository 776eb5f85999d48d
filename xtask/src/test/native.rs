//! Native tests: compiled once for all suites, then run package by package.
//!
//! One call of cargo with one choice of packages means one choice of features for every dependency. Were each
//! suite to name its own packages, cargo would unify features differently and compile the same crates again.
//! The host is left out: with the optimised profile it is compiled for the end-to-end suites anyway, and a second,
//! unoptimised Wasmtime would cost minutes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Run;
use crate::step::{self, step};
use crate::workspace::Workspace;

/// The package that is the local host.
pub const HOST: &str = "algosu-host";

/// A compiled test program.
pub struct TestProgram {
    /// The folder of its package: where it runs, as under `cargo test`.
    folder: PathBuf,
    /// Package folder's name and target, for people.
    title: String,
    executable: PathBuf,
}

/// The tests of every crate, of xtask and of the test kit, and the examples in the documentation.
pub fn unit(run: &Run) -> Result<()> {
    let end_to_end = run.workspace.root.join("tests");
    let mut programs = step("Compile the native tests", || compile(run.workspace))?;
    programs.retain(|program| program.folder != end_to_end);
    run_all(&programs, &[])?;
    step("Examples in the documentation", || {
        let mut cargo = run.workspace.cargo();
        cargo
            .args(["test", "--quiet", "--doc"])
            .args(selection(run.workspace));
        step::run(&mut cargo)
    })
}

/// The end-to-end tests: the package `tests`.
pub fn end_to_end(workspace: &Workspace) -> Result<Vec<TestProgram>> {
    let folder = workspace.root.join("tests");
    let mut programs = compile(workspace)?;
    programs.retain(|program| program.folder == folder);
    Ok(programs)
}

/// Compiles the tests of every native package but the host.
fn compile(workspace: &Workspace) -> Result<Vec<TestProgram>> {
    compile_with(workspace.cargo().arg("test").args(selection(workspace)))
}

/// Compiles with a call of `cargo test` that chooses packages and profile.
pub fn compile_with(cargo: &mut Command) -> Result<Vec<TestProgram>> {
    cargo
        .args(["--no-run", "--message-format", "json-render-diagnostics"])
        .stdout(Stdio::piped());
    step::output(cargo)?
        .lines()
        .filter_map(|line| test_program(line).transpose())
        .collect()
}

/// Runs the programs one after the other, all of them also when one fails.
pub fn run_all(programs: &[TestProgram], environment: &[(&str, &Path)]) -> Result<()> {
    if programs.is_empty() {
        bail!("there are no tests");
    }
    let mut failed = Vec::new();
    for program in programs {
        println!("--- {}", program.title);
        let mut command = Command::new(&program.executable);
        command
            .current_dir(&program.folder)
            .env("CARGO_MANIFEST_DIR", &program.folder)
            .envs(environment.iter().copied());
        if let Err(error) = step::run(&mut command) {
            println!("{error:#}");
            failed.push(program.title.as_str());
        }
    }
    if !failed.is_empty() {
        bail!("tests failed in {}", failed.join(", "));
    }
    Ok(())
}

/// Everything but the host and what is only made for wasm.
fn selection(workspace: &Workspace) -> impl Iterator<Item = &str> {
    let left_out = workspace.wasm_packages().chain([HOST]);
    ["--workspace"]
        .into_iter()
        .chain(left_out.flat_map(|name| ["--exclude", name]))
}

/// The part of cargo's messages that is read.
#[derive(Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// One line of cargo's messages: a test program, or something else.
fn test_program(line: &str) -> Result<Option<TestProgram>> {
    let message: Message =
        serde_json::from_str(line).with_context(|| format!("cargo printed {line:?}"))?;
    let is_test = message.profile.is_some_and(|profile| profile.test);
    let (Some(executable), Some(manifest), Some(target)) =
        (message.executable, message.manifest_path, message.target)
    else {
        return Ok(None);
    };
    if !is_test || message.reason != "compiler-artifact" {
        return Ok(None);
    }
    let folder = manifest
        .parent()
        .context("a manifest without a folder")?
        .to_path_buf();
    let package = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(Some(TestProgram {
        title: format!("{package}: {}", target.name),
        folder,
        executable,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_programs_are_picked_out_of_cargos_messages() {
        let program = r#"{"reason":"compiler-artifact","manifest_path":"/x/crates/saga/Cargo.toml","target":{"name":"saga"},
            "profile":{"test":true},"executable":"/t/saga-1"}"#;
        let found = test_program(program).unwrap().unwrap();
        assert_eq!(found.title, "saga: saga");
        assert_eq!(found.folder, Path::new("/x/crates/saga"));
        assert!(
            test_program(&program.replace("true", "false"))
                .unwrap()
                .is_none()
        );
        assert!(
            test_program(r#"{"reason":"build-finished","success":true}"#)
                .unwrap()
                .is_none()
        );
        assert!(test_program("warning: something else").is_err());
    }

    #[test]
    fn a_suite_without_tests_has_not_passed() {
        assert_eq!(
            run_all(&[], &[]).unwrap_err().to_string(),
            "there are no tests"
        );
    }

    #[test]
    fn every_program_runs_and_the_failing_ones_are_named() {
        let program = |title: &str, executable: &str| TestProgram {
            folder: std::env::temp_dir(),
            title: title.into(),
            executable: executable.into(),
        };
        let programs = [
            program("a: a", "false"),
            program("b: b", "true"),
            program("c: c", "false"),
        ];
        assert_eq!(
            run_all(&programs, &[]).unwrap_err().to_string(),
            "tests failed in a: a, c: c"
        );
    }
}
