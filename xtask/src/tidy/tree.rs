//! The files of the repository, by path, in memory.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::step;
use crate::workspace::Workspace;

/// Text files by their path from the root, with `/` between the parts.
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads what git tracks or would track. What is not text is left out.
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let mut git = Command::new("git");
        git.current_dir(&workspace.root);
        git.args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]);
        let listed = step::output(&mut git)?;
        let read = |path: &str| {
            let text = fs::read_to_string(workspace.root.join(path)).ok()?;
            Some((path.to_owned(), text))
        };
        Ok(Self {
            files: listed.split_terminator('\0').filter_map(read).collect(),
        })
    }

    /// All files, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = File<'_>> {
        self.files.iter().map(|(path, text)| File { path, text })
    }

    /// The files below a folder.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = File<'a>> + use<'a> {
        let prefix = format!("{folder}/");
        self.files()
            .filter(move |file| file.path.starts_with(&prefix))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// A tree for a test.
    #[cfg(test)]
    pub fn of<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self {
            files: files
                .into_iter()
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        }
    }
}

/// One file.
#[derive(Clone, Copy)]
pub struct File<'a> {
    pub path: &'a str,
    pub text: &'a str,
}

impl<'a> File<'a> {
    /// Its name with the extension.
    pub fn name(self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Its extension, or nothing.
    pub fn extension(self) -> &'a str {
        self.name()
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
    }

    /// Written by a tool: a lock file, or something with `generated` in its path.
    pub fn is_generated(self) -> bool {
        self.extension() == "lock"
            || self.name() == "package-lock.json"
            || self.path.contains("generated")
    }

    /// Code, as against prose and data.
    pub fn is_code(self) -> bool {
        const CODE: [&str; 10] = [
            "rs", "ts", "tsx", "js", "mjs", "css", "sql", "wit", "sh", "html",
        ];
        CODE.contains(&self.extension()) && !self.is_generated()
    }

    /// Its lines, counted from one.
    pub fn lines(self) -> impl Iterator<Item = (usize, &'a str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}
