//! `runtime-config.toml`: where databases and key-value stores are kept.
//!
//! Paths are relative to the file. The label `default` needs no entry: as in Spin it is a file in the state folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::section::{Place, Section, folder_of};
use crate::error::Result;

/// Where things are kept.
pub struct RuntimeConfig {
    sqlite: BTreeMap<String, PathBuf>,
    key_value: BTreeMap<String, PathBuf>,
}

impl RuntimeConfig {
    /// Reads the file, if there is one, and adds the defaults of `state` (the state folder).
    pub fn read(file: Option<&Path>, state: &Path) -> Result<Self> {
        let mut config = Self {
            sqlite: BTreeMap::from([("default".to_owned(), state.join("sqlite_db.db"))]),
            key_value: BTreeMap::from([("default".to_owned(), state.join("sqlite_key_value.db"))]),
        };
        if let Some(file) = file {
            let folder = folder_of(file)?;
            config.add(Section::read(file)?, &folder)?;
        }
        Ok(config)
    }

    fn add(&mut self, mut root: Section, folder: &Path) -> Result<()> {
        for (label, section) in root.named_sections("sqlite_database")? {
            self.sqlite.insert(label, read_file_entry(section, folder)?);
        }
        for (label, section) in root.named_sections("key_value_store")? {
            self.key_value
                .insert(label, read_file_entry(section, folder)?);
        }
        root.unsupported(
            "state_dir",
            "is not supported by the local host; use --state-dir",
        )?;
        root.unsupported(
            "variables_provider",
            "is not supported by the local host; set SPIN_VARIABLE_<NAME> in the environment",
        )?;
        root.finish()
    }

    /// The file of a component's SQLite database.
    pub fn sqlite_file(&self, label: &str, place: &Place) -> Result<&Path> {
        find(&self.sqlite, "sqlite_database", label, place)
    }

    /// The file of a component's key-value store.
    pub fn key_value_file(&self, label: &str, place: &Place) -> Result<&Path> {
        find(&self.key_value, "key_value_store", label, place)
    }
}

fn find<'a>(
    files: &'a BTreeMap<String, PathBuf>,
    table: &str,
    label: &str,
    place: &Place,
) -> Result<&'a Path> {
    files.get(label).map(PathBuf::as_path).ok_or_else(|| {
        place.refuse(format!(
            "names {label:?}, for which the runtime configuration has no [{table}.{label}]"
        ))
    })
}

fn read_file_entry(mut section: Section, folder: &Path) -> Result<PathBuf> {
    let kind = section.required_string("type")?;
    if kind != "spin" {
        return Err(section.refuse(
            "type",
            format!("{kind:?} is not supported by the local host; only \"spin\" is"),
        ));
    }
    let path = section.required_string("path")?;
    section.finish()?;
    Ok(folder.join(path))
}
