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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RuntimeConfig> {
        let mut config = RuntimeConfig::read(None, Path::new("/state"))?;
        config.add(
            Section::parse("runtime-config.toml", text)?,
            Path::new("/app"),
        )?;
        Ok(config)
    }

    fn place() -> Place {
        Section::parse("spin.toml", "")
            .unwrap()
            .place("component.a.sqlite_databases")
    }

    #[test]
    fn paths_begin_at_the_file_and_defaults_in_the_state_folder() {
        let config = read("[sqlite_database.jobs]\ntype = 'spin'\npath = 'data/jobs.db'").unwrap();
        assert_eq!(
            config.sqlite_file("jobs", &place()).unwrap(),
            Path::new("/app/data/jobs.db")
        );
        assert_eq!(
            config.sqlite_file("default", &place()).unwrap(),
            Path::new("/state/sqlite_db.db")
        );
        assert!(config.key_value_file("default", &place()).is_ok());
    }

    #[test]
    fn a_label_without_an_entry_is_refused_where_it_is_used() {
        let config = read("").unwrap();
        let refusal = config
            .sqlite_file("jobs", &place())
            .unwrap_err()
            .to_string();
        assert!(
            refusal.starts_with("spin.toml: component.a.sqlite_databases: "),
            "{refusal}"
        );
        assert!(refusal.contains("[sqlite_database.jobs]"), "{refusal}");
    }

    #[test]
    fn what_is_not_known_or_not_supported_is_refused_with_its_place() {
        for (text, place) in [
            (
                "[sqlite_database.a]\ntype = 'libsql'\nurl = 'x'",
                "sqlite_database.a.type",
            ),
            (
                "[sqlite_database.a]\ntype = 'spin'\npath = 'x'\ncache = 1",
                "sqlite_database.a.cache",
            ),
            (
                "[sqlite_database.a]\ntype = 'spin'",
                "sqlite_database.a.path",
            ),
            (
                "[key_value_store.a]\ntype = 'redis'\nurl = 'x'",
                "key_value_store.a.type",
            ),
            (
                "[[variables_provider]]\ntype = 'vault'",
                "variables_provider",
            ),
            (
                "[outbound_http]\nconnection_pooling = true",
                "outbound_http",
            ),
            ("[llm_compute]\ntype = 'spin'", "llm_compute"),
            ("state_dir = 'x'", "state_dir"),
        ] {
            let refusal = read(text).err().unwrap().to_string();
            assert!(
                refusal.starts_with(&format!("runtime-config.toml: {place}: ")),
                "{refusal}"
            );
        }
    }
}
