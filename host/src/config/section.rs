//! A strict reader of TOML tables that knows where it is.
//!
//! A [`Section`] is a table, the file it is in and its key path. Keys are taken out one by one; [`Section::finish`] refuses
//! whatever is left. So a key that no code reads can never be ignored by accident.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::error::{Error, Result};

/// One table of a configuration file.
pub struct Section {
    file: String,
    path: String,
    table: Table,
}

impl Section {
    /// Reads a file as its top-level table.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Error::file(file, format!("cannot be read: {error}")))?;
        Self::parse(&file.display().to_string(), &text)
    }

    /// Parses text as the top-level table of `file`.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let table = text.parse::<Table>().map_err(|error| Error::File {
            file: file.to_owned(),
            sentence: format!("is not TOML: {}", error.to_string().trim_end()),
        })?;
        Ok(Self {
            file: file.to_owned(),
            path: String::new(),
            table,
        })
    }

    /// The key path of a key in this section.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Where this section is, to be kept beside a value that is checked later.
    pub fn place(&self, key: &str) -> Place {
        Place {
            file: self.file.clone(),
            key: self.path_of(key),
        }
    }

    /// Refuses a key of this section.
    pub fn refuse(&self, key: &str, sentence: impl Into<String>) -> Error {
        Error::configuration(&self.file, self.path_of(key), sentence)
    }

    /// Takes a string.
    pub fn string(&mut self, key: &str) -> Result<Option<String>> {
        match self.table.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.refuse(key, "must be a string")),
        }
    }

    /// Takes a string that must be there.
    pub fn required_string(&mut self, key: &str) -> Result<String> {
        self.string(key)?
            .ok_or_else(|| self.refuse(key, "is missing"))
    }

    /// Takes a boolean; absent is false.
    pub fn boolean(&mut self, key: &str) -> Result<bool> {
        match self.table.remove(key) {
            None => Ok(false),
            Some(Value::Boolean(value)) => Ok(value),
            Some(_) => Err(self.refuse(key, "must be true or false")),
        }
    }

    /// Takes an array of strings; absent is empty.
    pub fn strings(&mut self, key: &str) -> Result<Vec<String>> {
        match self.table.remove(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .into_iter()
                .map(|item| match item {
                    Value::String(text) => Ok(text),
                    _ => Err(self.refuse(key, "must be an array of strings")),
                })
                .collect(),
            Some(_) => Err(self.refuse(key, "must be an array of strings")),
        }
    }

    /// Takes a table whose values are all strings; absent is empty.
    pub fn string_map(&mut self, key: &str) -> Result<Vec<(String, String)>> {
        let Some(section) = self.section(key)? else {
            return Ok(Vec::new());
        };
        let Section { file, path, table } = section;
        table
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name, text)),
                _ => Err(Error::configuration(
                    &file,
                    format!("{path}.{name}"),
                    "must be a string",
                )),
            })
            .collect()
    }

    /// Takes a table.
    pub fn section(&mut self, key: &str) -> Result<Option<Self>> {
        match self.table.remove(key) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(self.child(self.path_of(key), table))),
            Some(_) => Err(self.refuse(key, "must be a table")),
        }
    }

    /// Takes a table of tables, each with its name; absent is empty.
    pub fn named_sections(&mut self, key: &str) -> Result<Vec<(String, Self)>> {
        let Some(mut outer) = self.section(key)? else {
            return Ok(Vec::new());
        };
        let names: Vec<String> = outer.table.keys().cloned().collect();
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            if let Some(inner) = outer.section(&name)? {
                found.push((name, inner));
            }
        }
        Ok(found)
    }

    /// Takes an array of tables; absent is empty.
    pub fn list(&mut self, key: &str) -> Result<Vec<Self>> {
        match self.table.remove(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| match item {
                    Value::Table(table) => {
                        Ok(self.child(format!("{}[{index}]", self.path_of(key)), table))
                    }
                    _ => Err(self.refuse(&format!("{key}[{index}]"), "must be a table")),
                })
                .collect(),
            Some(_) => Err(self.refuse(key, "must be an array of tables")),
        }
    }

    /// Takes whatever is there.
    pub fn value(&mut self, key: &str) -> Option<Value> {
        self.table.remove(key)
    }

    /// Accepts keys that say nothing about how an application runs (descriptions, build commands, tools).
    pub fn not_needed_to_run(&mut self, keys: &[&str]) {
        for key in keys {
            self.table.remove(*key);
        }
    }

    /// Refuses a key that Spin knows and this host does not, saying why.
    pub fn unsupported(&mut self, key: &str, sentence: &str) -> Result<()> {
        if self.table.contains_key(key) {
            return Err(self.refuse(key, sentence));
        }
        Ok(())
    }

    /// Refuses the first key that was not taken.
    pub fn finish(self) -> Result<()> {
        match self.table.keys().next() {
            None => Ok(()),
            Some(key) => Err(self.refuse(key, "is not a key that the local host knows")),
        }
    }

    fn child(&self, path: String, table: Table) -> Self {
        Self {
            file: self.file.clone(),
            path,
            table,
        }
    }
}

/// The absolute folder that a configuration file is in: relative paths in the file begin there.
pub fn folder_of(file: &Path) -> Result<PathBuf> {
    let mut folder = std::path::absolute(file).map_err(|error| Error::file(file, error))?;
    folder.pop();
    Ok(folder)
}

/// A place in a configuration file, kept beside a value whose check comes later.
#[derive(Clone, Debug)]
pub struct Place {
    file: String,
    key: String,
}

impl Place {
    /// Refuses the value at this place.
    pub fn refuse(&self, sentence: impl Into<String>) -> Error {
        Error::configuration(&self.file, &self.key, sentence)
    }

    /// The place of an element of the array at this place.
    pub fn item(&self, index: usize) -> Self {
        Self {
            file: self.file.clone(),
            key: format!("{}[{index}]", self.key),
        }
    }
}
