//! `cargo xtask`: every command of this repository that is more than one call of cargo.
//!
//! Each command is one module with its own help text; `COMMANDS` is the whole list. A command finds the
//! repository by itself, so it works from any folder inside it, and a failure ends with one sentence
//! that says what is wrong and what to do.

mod bench;
mod components;
mod data_folder;
mod fingerprint;
mod host;
mod step;
mod test;
mod tick;
mod tidy;
mod tools;
mod up;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use lexopt::prelude::*;

use crate::workspace::Workspace;

/// One `cargo xtask <name>`.
struct Command {
    name: &'static str,
    about: &'static str,
    help: &'static str,
    run: fn(&Workspace, lexopt::Parser) -> Result<ExitCode>,
}

const COMMANDS: [Command; 5] = [
    Command {
        name: "up",
        about: "build and start everything, print the URL",
        help: up::HELP,
        run: up::run,
    },
    Command {
        name: "test",
        about: "everything a change must pass",
        help: test::HELP,
        run: test::run,
    },
    Command {
        name: "bench",
        about: "speed and memory beside a native twin",
        help: bench::HELP,
        run: bench::run,
    },
    Command {
        name: "tidy",
        about: "the house rules",
        help: tidy::HELP,
        run: tidy::run,
    },
    Command {
        name: "tick",
        about: "ring the clock beside a plain `spin up`",
        help: tick::HELP,
        run: tick::run,
    },
];

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let wants_help = arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "-h");
    let mut parser = lexopt::Parser::from_args(arguments);
    let name = match parser.next()? {
        Some(Value(name)) => name.to_string_lossy().into_owned(),
        _ => {
            print!("{}", overview());
            return Ok(if wants_help {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            });
        }
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        anyhow::bail!("there is no command {name:?}\n\n{}", overview());
    };
    if wants_help {
        print!("{}", command.help);
        return Ok(ExitCode::SUCCESS);
    }
    (command.run)(&Workspace::find()?, parser)
}

fn overview() -> String {
    let mut text = String::from("Usage: cargo xtask COMMAND [--help]\n\n");
    for command in &COMMANDS {
        text.push_str(&format!("  {:<6} {}\n", command.name, command.about));
    }
    text
}
