//! The programs of the corpus are what their manifest says: they compile, run and print the right answer.
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions around it too"
)]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use testkit::corpus::{Program, program, programs};

/// How a language is compiled (if it is) and run; `$0` is the source, `$1` a folder to build in.
fn recipe(language: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match language {
        "python" => Some((&[], &["python3", "$0"])),
        "javascript" => Some((&[], &["node", "$0"])),
        "java" => Some((
            &["javac", "-encoding", "UTF-8", "-d", "$1", "$0"],
            &["java", "-cp", "$1", "Main"],
        )),
        "cpp" => Some((
            &[
                "g++",
                "-std=c++17",
                "-Wall",
                "-Werror",
                "-o",
                "$1/run",
                "$0",
            ],
            &["$1/run"],
        )),
        "rust" => Some((
            &[
                "rustc",
                "--edition",
                "2021",
                "-D",
                "warnings",
                "-o",
                "$1/run",
                "$0",
            ],
            &["$1/run"],
        )),
        _ => None,
    }
}

fn command(words: &[&str], source: &Path, build: &Path) -> Command {
    let place = |word: &str| {
        word.replace("$0", source.to_str().unwrap())
            .replace("$1", build.to_str().unwrap())
    };
    let mut words = words.iter().map(|word| place(word));
    let mut command = Command::new(words.next().unwrap());
    command.args(words);
    command
}

/// Whether its tool is installed: one that is not makes the program go untried, and that is printed.
fn works(tool: &str) -> bool {
    let version = if tool.starts_with("java") {
        "-version"
    } else {
        "--version"
    };
    let mut ask = Command::new(tool);
    ask.arg(version).stdout(Stdio::null()).stderr(Stdio::null());
    ask.status().is_ok_and(|status| status.success())
}

fn output(program: &Program) -> String {
    let (compile, run) = recipe(&program.language).unwrap();
    let build = tempfile::tempdir().unwrap();
    if !compile.is_empty() {
        let compiled = command(compile, &program.path, build.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&compiled.stderr).into_owned();
        assert!(
            compiled.status.success(),
            "{}: {said}",
            program.path.display()
        );
    }
    let mut child = command(run, &program.path, build.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(program.input.as_bytes())
        .unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", program.path.display());
    String::from_utf8(done.stdout)
        .unwrap()
        .replace("\r\n", "\n")
}

#[test]
fn every_program_whose_tool_is_installed_prints_the_right_answer() {
    let all = programs().unwrap();
    let languages: BTreeSet<&str> = all
        .iter()
        .map(|program| program.language.as_str())
        .collect();
    assert_eq!(
        languages,
        BTreeSet::from(["cpp", "java", "javascript", "python", "rust"])
    );
    let mut tried = BTreeSet::new();
    for program in &all {
        let (compile, run) = recipe(&program.language).unwrap();
        let mut tools = compile
            .first()
            .into_iter()
            .chain(run.first())
            .filter(|tool| !tool.starts_with('$'));
        if let Some(missing) = tools.find(|tool| !works(tool)) {
            println!(
                "{} was not tried: there is no {missing}",
                program.path.display()
            );
            continue;
        }
        assert_eq!(
            output(program),
            program.output,
            "{}",
            program.path.display()
        );
        tried.insert(program.language.as_str());
    }
    assert!(tried.contains("rust"));
}

#[test]
fn programs_are_found_by_problem_and_language_and_fit_into_a_submission() {
    assert!(
        program("two-sum", "python")
            .unwrap()
            .code
            .contains("def two_sum")
    );
    assert!(program("two-sum", "cobol").is_err());
    for program in programs().unwrap() {
        assert!(
            (1..=102_400).contains(&program.code.len()),
            "{}",
            program.path.display()
        );
    }
}
