//! Short, correct, runnable solutions to common problems: `tests/data`, listed in its `manifest.toml`.

use std::path::PathBuf;

use serde::Deserialize;

use crate::Error;

/// One program.
#[derive(Debug, Clone)]
pub struct Program {
    /// The problem it solves: `two-sum`.
    pub problem: String,
    /// The problem's title, as a study would write it.
    pub title: String,
    /// As algosu names it: `python`, `java`, `cpp`, `javascript`, `rust`.
    pub language: String,
    /// Where it lies.
    pub path: PathBuf,
    /// The whole source.
    pub code: String,
    /// What it reads from stdin.
    pub input: String,
    /// What it prints for that.
    pub output: String,
}

#[derive(Deserialize)]
struct Manifest {
    problem: Vec<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    name: String,
    title: String,
    input: String,
    output: String,
    files: Vec<PathBuf>,
}

/// Every program, in the manifest's order.
///
/// # Errors
/// [`Error::File`] if the manifest or a file it lists cannot be read.
pub fn programs() -> Result<Vec<Program>, Error> {
    let folder = crate::algosu::root().join("tests/data");
    let file = folder.join("manifest.toml");
    let manifest: Manifest = toml::from_str(&read(&file)?).map_err(|error| Error::File {
        path: file,
        why: error.to_string(),
    })?;
    let mut programs = Vec::new();
    for problem in manifest.problem {
        for file in &problem.files {
            let path = folder.join(file);
            let language = file.iter().next().unwrap_or_default();
            programs.push(Program {
                problem: problem.name.clone(),
                title: problem.title.clone(),
                language: language.to_string_lossy().into_owned(),
                code: read(&path)?,
                path,
                input: problem.input.clone(),
                output: problem.output.clone(),
            });
        }
    }
    Ok(programs)
}

/// One program by problem and language.
///
/// # Errors
/// [`Error::File`] also if there is none.
pub fn program(problem: &str, language: &str) -> Result<Program, Error> {
    let mut all = programs()?.into_iter();
    let found = all.find(|program| program.problem == problem && program.language == language);
    found.ok_or_else(|| Error::File {
        path: "tests/data/manifest.toml".into(),
        why: format!("it lists no {language} program for {problem}"),
    })
}

fn read(path: &std::path::Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::File {
        path: path.to_owned(),
        why: error.to_string(),
    })
}
