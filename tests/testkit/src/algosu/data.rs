//! A data folder of its own for every application: databases, runtime configuration, log, and the secrets that stay
//! the same over restarts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::process::{Pid, test_kill_process};
use tempfile::TempDir;
use toml::{Table, Value};

use crate::Error;

/// How a data folder's name begins; the number of the process that made it follows.
const PREFIX: &str = "algosu-test-";

/// Folders younger than this stay, so that a failed test can be looked into.
const KEPT: Duration = Duration::from_secs(3600);

/// What one application keeps on disk.
pub(super) struct Data {
    folder: Option<TempDir>,
    path: PathBuf,
    databases: BTreeMap<String, PathBuf>,
}

impl Data {
    /// A new folder, with a `runtime-config.toml` like the repository's own, every path absolute and inside.
    pub(super) fn create(runtime_config: &Path) -> Result<Self, Error> {
        remove_left_over();
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir()?;
        let path = folder.path().canonicalize()?;
        let mut config = table(runtime_config)?;
        let mut databases = BTreeMap::new();
        for (kind, section) in &mut config {
            let entries = section.as_table_mut().into_iter().flatten();
            for (name, entry) in entries {
                let file = entry.get("path").and_then(Value::as_str).map(Path::new);
                let Some(file) = file.and_then(Path::file_name).map(|file| path.join(file)) else {
                    continue;
                };
                if kind == "sqlite_database" {
                    databases.insert(name.clone(), file.clone());
                }
                let file = Value::String(file.display().to_string());
                if let Some(entry) = entry.as_table_mut() {
                    entry.insert("path".to_owned(), file);
                }
            }
        }
        std::fs::write(path.join("runtime-config.toml"), config.to_string())?;
        Ok(Self {
            folder: Some(folder),
            path,
            databases,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn runtime_config(&self) -> PathBuf {
        self.path.join("runtime-config.toml")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.path.join("algosu.log")
    }

    pub(super) fn database(&self, name: &str) -> Result<&Path, Error> {
        let found = self.databases.get(name).map(PathBuf::as_path);
        found.ok_or_else(|| Error::File {
            path: self.runtime_config(),
            why: format!("it has no SQLite database `{name}`"),
        })
    }

    /// From now on the folder stays when this is dropped.
    pub(super) fn keep(&mut self) {
        if let Some(folder) = self.folder.take() {
            let _ = folder.keep();
        }
    }
}

/// Removes the folders of test processes that ended long ago without cleaning up: killed ones, and those that kept an
/// application in a static.
fn remove_left_over() {
    let entries = std::fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten();
    for entry in entries {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.split('-').next());
        let Some(owner) = owner.and_then(|owner| Pid::from_raw(owner.parse().ok()?)) else {
            continue;
        };
        let age = entry
            .metadata()
            .and_then(|entry| entry.modified())
            .map(|made| made.elapsed());
        let is_old = matches!(age, Ok(Ok(age)) if age > KEPT);
        if is_old && test_kill_process(owner).is_err() {
            // Somebody else may be removing it too.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Reads a TOML file.
pub(super) fn table(file: &Path) -> Result<Table, Error> {
    let wrong = |why: String| Error::File {
        path: file.to_owned(),
        why,
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    text.parse()
        .map_err(|error: toml::de::Error| wrong(error.to_string()))
}

/// A value for every variable that the manifest calls required and secret: 32 random bytes in base64, never the same
/// twice.
pub(super) fn secrets(manifest: &Table) -> BTreeMap<String, String> {
    let set =
        |variable: &Value, key: &str| variable.get(key).and_then(Value::as_bool) == Some(true);
    let variables = manifest.get("variables").and_then(Value::as_table);
    let secrets = variables
        .into_iter()
        .flatten()
        .filter(|(_, variable)| set(variable, "required") && set(variable, "secret"));
    let mut dice = fastrand::Rng::new();
    secrets
        .map(|(name, _)| {
            let mut bytes = [0; 32];
            dice.fill(&mut bytes);
            (name.clone(), STANDARD.encode(bytes))
        })
        .collect()
}

/// The end of a log, for messages.
pub(super) fn tail(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines
        .get(lines.len().saturating_sub(40)..)
        .unwrap_or_default()
        .join("\n")
}
