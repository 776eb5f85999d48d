//! `cargo xtask tidy`: the house rules that a program can check.
//!
//! A rule is a function from the tree to the places where it is broken. It sees the files that git tracks or
//! would track, in memory, so that each rule's test shows it a tree that breaks it.

mod crates;
mod decisions;
mod doors;
mod lengths;
mod manifest;
mod migrations;
mod names;
mod tree;
mod words;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use tree::Tree;

pub const HELP: &str = "\
Usage: cargo xtask tidy

Checks the house rules and names each place that breaks one.
";

/// A rule, as a sentence that is true of a tidy tree.
struct Rule {
    promise: &'static str,
    /// Where it is broken, each place with what is wrong there.
    check: fn(&Tree) -> Vec<String>,
}

const RULES: [Rule; 22] = [
    Rule {
        promise: "no file is longer than 600 lines",
        check: lengths::none_is_too_long,
    },
    Rule {
        promise: "nine files in ten stay within 350 lines",
        check: lengths::most_are_short,
    },
    Rule {
        promise: "the median file has about 100 lines",
        check: lengths::the_median_is_small,
    },
    Rule {
        promise: "nothing is left undone or printed for debugging",
        check: words::nothing_left_undone,
    },
    Rule {
        promise: "every test runs",
        check: words::every_test_runs,
    },
    Rule {
        promise: "no path of anybody's machine is written down",
        check: words::no_machine_paths,
    },
    Rule {
        promise: "no package registry is named",
        check: words::no_registry_hosts,
    },
    Rule {
        promise: "every crate says what it is for",
        check: crates::each_has_a_module_doc,
    },
    Rule {
        promise: "every crate follows the workspace's lints",
        check: crates::each_has_the_lints,
    },
    Rule {
        promise: "no crate or module is a drawer for anything",
        check: crates::no_drawers,
    },
    Rule {
        promise: "a component is a door: no SQL",
        check: doors::no_sql,
    },
    Rule {
        promise: "a component is a door: no JSON shapes",
        check: doors::no_json_shapes,
    },
    Rule {
        promise: "a component is a door: small",
        check: doors::small,
    },
    Rule {
        promise: "a component has one name everywhere",
        check: names::one_name_everywhere,
    },
    Rule {
        promise: "migrations are numbered and say what they do",
        check: migrations::well_named,
    },
    Rule {
        promise: "decisions are numbered",
        check: decisions::numbered,
    },
    Rule {
        promise: "spin.toml: routes are unique",
        check: manifest::routes_are_unique,
    },
    Rule {
        promise: "spin.toml: who is chained to answers HTTP",
        check: manifest::chains_lead_somewhere,
    },
    Rule {
        promise: "spin.toml: queue consumers do not chain",
        check: manifest::consumers_do_not_chain,
    },
    Rule {
        promise: "spin.toml: each queue consumer has an address of its own",
        check: manifest::consumers_do_not_wait,
    },
    Rule {
        promise: "spin.toml: every variable in use is declared",
        check: manifest::variables_are_declared,
    },
    Rule {
        promise: "runtime-config.toml: every store in use has a place",
        check: manifest::stores_have_a_place,
    },
];

pub fn run(workspace: &Workspace, mut parser: lexopt::Parser) -> Result<ExitCode> {
    if let Some(argument) = parser.next()? {
        return Err(argument.unexpected().into());
    }
    check(workspace)?;
    println!("{} rules hold.", RULES.len());
    Ok(ExitCode::SUCCESS)
}

/// Checks all rules, prints every place that breaks one, and fails if there is any.
pub fn check(workspace: &Workspace) -> Result<()> {
    let tree = Tree::read(workspace)?;
    let mut broken = 0;
    for rule in &RULES {
        let places = (rule.check)(&tree);
        if !places.is_empty() {
            broken += 1;
            println!("broken: {}", rule.promise);
            places.iter().for_each(|place| println!("    {place}"));
        }
    }
    if broken > 0 {
        bail!("{broken} of {} house rules are broken", RULES.len());
    }
    Ok(())
}
