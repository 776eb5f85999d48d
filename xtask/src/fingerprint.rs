//! Remembering what a step last ran on, for the steps whose tool has no such memory (npm).
//!
//! The fingerprint covers the names and the contents of all files below the inputs, without what tools
//! put there. It is kept only after the step has succeeded; a doubt always means "run it again".

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders that tools fill: never an input.
const MADE_BY_TOOLS: [&str; 3] = ["node_modules", "dist", "coverage"];

/// The state of a step's inputs now, and the file that holds their state when the step last succeeded.
pub struct Fingerprint {
    file: PathBuf,
    now: String,
}

impl Fingerprint {
    /// Reads the inputs (files or folders). `file` is where the last state is kept.
    pub fn of(file: PathBuf, inputs: &[PathBuf]) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            add(input, &mut hasher)?;
        }
        Ok(Self {
            file,
            now: format!("{:016x}", hasher.finish()),
        })
    }

    /// Nothing has changed since `keep` was last called.
    pub fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|last| last == self.now)
    }

    /// The step has succeeded on this state.
    pub fn keep(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.now)
            .with_context(|| format!("{} cannot be written", self.file.display()))
    }
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.hash(hasher);
    if !path.is_dir() {
        fs::read(path)
            .with_context(|| format!("{} cannot be read", path.display()))?
            .hash(hasher);
        return Ok(());
    }
    let entries =
        fs::read_dir(path).with_context(|| format!("{} cannot be listed", path.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.retain(|path| {
        !path
            .file_name()
            .is_some_and(|name| MADE_BY_TOOLS.iter().any(|made| name == *made))
    });
    paths.sort();
    paths.iter().try_for_each(|path| add(path, hasher))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_added_or_renamed_file_is_noticed_and_what_tools_make_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("src");
        let file = folder.path().join("state/web");
        fs::create_dir_all(source.join("node_modules")).unwrap();
        fs::write(source.join("a.ts"), "1").unwrap();
        let current = || {
            Fingerprint::of(file.clone(), std::slice::from_ref(&source))
                .unwrap()
                .is_current()
        };
        let keep = || {
            Fingerprint::of(file.clone(), std::slice::from_ref(&source))
                .unwrap()
                .keep()
                .unwrap();
        };

        assert!(!current(), "nothing was kept yet");
        keep();
        assert!(current());
        fs::write(source.join("node_modules/b.js"), "1").unwrap();
        assert!(current(), "a tool's folder is no input");
        fs::write(source.join("a.ts"), "2").unwrap();
        assert!(!current(), "contents count");
        keep();
        fs::rename(source.join("a.ts"), source.join("b.ts")).unwrap();
        assert!(!current(), "names count");
        keep();
        fs::write(source.join("c.ts"), "").unwrap();
        assert!(!current(), "an empty new file counts");
    }
}
