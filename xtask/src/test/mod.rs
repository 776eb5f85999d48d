//! `cargo xtask test`: everything that a change must pass, as one table of suites.
//!
//! Every suite runs, also after another has failed: one run shows all that is wrong. A suite that cannot
//! run has failed. The last line, `N passed, N failed`, counts suites.

mod browser;
mod checks;
mod dependencies;
mod end_to_end;
mod native;
mod setup;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::step::seconds;
use crate::workspace::Workspace;

pub const HELP: &str = "\
Usage: cargo xtask test [OPTIONS]

Runs every suite, or those that are named, and ends with a line `N passed, N failed`.

  --suite NAME   only this one (can be given more than once)
  --host NAME    `local` (default), or `spin`: the end-to-end suite on the `spin` of the PATH
  --list         name the suites
";

/// One line of the summary.
struct Suite {
    name: &'static str,
    about: &'static str,
    run: fn(&Run) -> Result<()>,
}

/// In the order in which they run: what fails fast comes first, what needs the others' builds comes last.
const SUITES: [Suite; 11] = [
    Suite {
        name: "setup",
        about: "what the other suites need on this machine",
        run: setup::run,
    },
    Suite {
        name: "format",
        about: "rustfmt",
        run: checks::format,
    },
    Suite {
        name: "tidy",
        about: "the house rules",
        run: checks::tidy,
    },
    Suite {
        name: "dependencies",
        about: "licences, sources, duplicates of crates and npm packages",
        run: dependencies::run,
    },
    Suite {
        name: "clippy",
        about: "warnings are errors, natively and for wasm",
        run: checks::clippy,
    },
    Suite {
        name: "unit",
        about: "native tests of every crate, with their documentation's examples",
        run: native::unit,
    },
    Suite {
        name: "components",
        about: "the wasm build, and what each component weighs",
        run: checks::components,
    },
    Suite {
        name: "web",
        about: "the page's linter, unit tests and build",
        run: checks::web,
    },
    Suite {
        name: "host",
        about: "the local host's own tests and the conformance probes",
        run: end_to_end::host,
    },
    Suite {
        name: "e2e",
        about: "real programs through the whole path, kills included",
        run: end_to_end::run,
    },
    Suite {
        name: "browser",
        about: "the page in chromium, with screenshots",
        run: browser::run,
    },
];

/// The suites that say something about the host they run on.
const ABOUT_THE_HOST: [&str; 1] = ["e2e"];

/// What a suite gets to know.
pub struct Run<'a> {
    /// The repository.
    pub workspace: &'a Workspace,
    /// Run what can be run on real Spin there.
    pub on_spin: bool,
}

#[derive(Default)]
struct Options {
    suites: Vec<String>,
    on_spin: bool,
    list: bool,
}

struct Outcome {
    name: &'static str,
    took: Duration,
    problem: Option<String>,
}

pub fn run(workspace: &Workspace, parser: lexopt::Parser) -> Result<ExitCode> {
    let options = Options::parse(parser)?;
    if options.list {
        SUITES
            .iter()
            .for_each(|suite| println!("{:<14}{}", suite.name, suite.about));
        return Ok(ExitCode::SUCCESS);
    }
    let context = Run {
        workspace,
        on_spin: options.on_spin,
    };
    let started = Instant::now();
    let outcomes: Vec<_> = options.chosen().map(|suite| suite.run(&context)).collect();
    println!("\n{}", summary(&outcomes, started.elapsed()));
    let failed = outcomes.iter().any(|outcome| outcome.problem.is_some());
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

impl Options {
    fn parse(mut parser: lexopt::Parser) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("suite") => options.suites.push(known_suite(parser.value()?.string()?)?),
                Long("host") => options.on_spin = is_spin(&parser.value()?.string()?)?,
                Long("list") => options.list = true,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }

    /// The named suites in the table's order; with none named, all that make sense.
    fn chosen(&self) -> impl Iterator<Item = &'static Suite> {
        SUITES.iter().filter(|suite| match self.suites.as_slice() {
            [] => !self.on_spin || ABOUT_THE_HOST.contains(&suite.name),
            named => named.iter().any(|name| name == suite.name),
        })
    }
}

fn known_suite(name: String) -> Result<String> {
    if SUITES.iter().any(|suite| suite.name == name) {
        return Ok(name);
    }
    let names: Vec<_> = SUITES.iter().map(|suite| suite.name).collect();
    bail!(
        "there is no suite {name:?}: the suites are {}",
        names.join(", ")
    )
}

fn is_spin(name: &str) -> Result<bool> {
    match name {
        "local" => Ok(false),
        "spin" => Ok(true),
        other => bail!("there is no host {other:?}: it is `local` or `spin`"),
    }
}

impl Suite {
    fn run(&self, context: &Run) -> Outcome {
        println!("\n======== {}: {}", self.name, self.about);
        let started = Instant::now();
        let problem = (self.run)(context).err().map(|error| format!("{error:#}"));
        if let Some(problem) = &problem {
            println!("{}: {problem}", self.name);
        }
        Outcome {
            name: self.name,
            took: started.elapsed(),
            problem,
        }
    }
}

fn summary(outcomes: &[Outcome], took: Duration) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let word = if outcome.problem.is_some() {
            "FAILED"
        } else {
            "passed"
        };
        let reason = outcome
            .problem
            .as_deref()
            .unwrap_or_default()
            .lines()
            .next()
            .unwrap_or_default();
        let line = format!(
            "{:<14}{word}  {:>12}  {reason}",
            outcome.name,
            seconds(outcome.took)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.problem.is_some())
        .count();
    text.push_str(&format!(
        "{:<14}        {:>12}\n",
        "together",
        seconds(took)
    ));
    text.push_str(&format!(
        "{} passed, {failed} failed",
        outcomes.len() - failed
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Vec<&'static str> {
        let options = Options::parse(lexopt::Parser::from_args(arguments)).unwrap();
        options.chosen().map(|suite| suite.name).collect()
    }

    #[test]
    fn all_suites_run_unless_some_are_named() {
        assert_eq!(names(&[]).len(), SUITES.len());
        assert_eq!(
            names(&["--suite", "unit", "--suite", "setup"]),
            ["setup", "unit"]
        );
    }

    #[test]
    fn on_spin_only_what_says_something_about_spin_runs() {
        assert_eq!(names(&["--host", "spin"]), ["e2e"]);
        assert_eq!(names(&["--host", "local"]).len(), SUITES.len());
    }

    #[test]
    fn a_suite_or_host_nobody_knows_is_refused() {
        assert!(Options::parse(lexopt::Parser::from_args(["--suite", "unti"])).is_err());
        assert!(Options::parse(lexopt::Parser::from_args(["--host", "docker"])).is_err());
    }

    #[test]
    fn the_last_line_counts_suites_and_each_failure_has_its_sentence() {
        let outcome = |name, problem: Option<&str>| Outcome {
            name,
            took: Duration::from_secs(2),
            problem: problem.map(Into::into),
        };
        let text = summary(
            &[
                outcome("unit", None),
                outcome("web", Some("no npm\ndetails")),
            ],
            Duration::from_secs(4),
        );
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "unit          passed         2.0 s");
        assert_eq!(lines[1], "web           FAILED         2.0 s  no npm");
        assert_eq!(*lines.last().unwrap(), "1 passed, 1 failed");
    }
}
