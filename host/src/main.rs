//! `algosu-host`: runs a Spin application where Spin itself is not installed.
//!
//! It reads the same `spin.toml`, `runtime-config.toml` and `SPIN_VARIABLE_*` and runs the same components. It is a tool for
//! development and tests: small, and as much like Spin as it can be. README.md lists where it differs on purpose.
//!
//! `config` reads what the user wrote, `capability` is what components can do, `guest` puts the capabilities together, `trigger` is
//! what makes components run, `assembly` builds an application from all of it, `serve` runs it.

mod assembly;
mod bindings;
mod capability;
mod cli;
mod compiled;
mod config;
mod engine;
mod error;
mod guest;
mod serve;
mod trigger;

use std::process::ExitCode;

use clap::Parser;

use self::cli::{Cli, Command};

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Up(options) => serve::up(&options),
        Command::Check(configuration) => serve::check(&configuration),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("algosu-host: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
