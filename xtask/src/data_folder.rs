//! The folder that holds everything a local algosu keeps: databases, secrets and the runtime
//! configuration that points at them. Deleting it is starting over; nothing else remembers anything.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use toml::{Table, Value};

/// The variables that `spin.toml` requires and calls secret, by name.
pub type Secrets = Vec<(String, String)>;

/// A data folder.
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// A folder that was opened before, by an earlier start.
    pub fn kept(path: PathBuf) -> Self {
        Self { path }
    }

    /// Opens the folder; makes it, for this user alone, if it is not there.
    pub fn open(path: &Path) -> Result<Self> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        Ok(Self {
            path: path.canonicalize()?,
        })
    }

    /// Its absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes `runtime-config.toml` with the keys of the repository's own and every path inside this folder
    /// (paths are relative to that file, so the folder can be moved).
    pub fn runtime_config(&self, original: &Path) -> Result<PathBuf> {
        let mut config = table(original)?;
        for section in config
            .iter_mut()
            .filter_map(|(_, value)| value.as_table_mut())
        {
            for entry in section
                .iter_mut()
                .filter_map(|(_, value)| value.as_table_mut())
            {
                move_here(entry)?;
            }
        }
        let file = self.path.join("runtime-config.toml");
        let text = format!("# Written by `cargo xtask up` at every start.\n\n{config}");
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(file)
    }

    /// The secrets that the manifest asks for: those that are kept here, and new ones for the rest.
    pub fn secrets(&self, manifest: &Path) -> Result<Secrets> {
        let file = self.secrets_file();
        let mut kept = if file.exists() {
            table(&file)?
        } else {
            Table::new()
        };
        let names = secret_names(&table(manifest)?);
        let missing: Vec<_> = names
            .iter()
            .filter(|name| !kept.contains_key(*name))
            .collect();
        if !missing.is_empty() {
            for name in missing {
                kept.insert(name.clone(), Value::String(new_secret()?));
            }
            write_private(
                &file,
                &format!("# Keep this file: it opens what the databases beside it hold.\n{kept}"),
            )?;
        }
        let secret = |name: String| read_secret(&kept, &name, &file).map(|value| (name, value));
        names.into_iter().map(secret).collect()
    }

    /// One secret that is kept already.
    pub fn secret(&self, name: &str) -> Result<String> {
        let file = self.secrets_file();
        read_secret(&table(&file)?, name, &file)
    }

    fn secrets_file(&self) -> PathBuf {
        self.path.join("secrets.toml")
    }
}

fn table(file: &Path) -> Result<Table> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    text.parse()
        .with_context(|| format!("{} is not valid TOML", file.display()))
}

fn move_here(entry: &mut Table) -> Result<()> {
    let Some(path) = entry.get("path").and_then(Value::as_str) else {
        return Ok(());
    };
    let name = Path::new(path)
        .file_name()
        .with_context(|| format!("{path:?} in runtime-config.toml names no file"))?;
    let name = name.to_string_lossy().into_owned();
    entry.insert("path".into(), Value::String(name));
    Ok(())
}

fn secret_names(manifest: &Table) -> Vec<String> {
    let is_set =
        |variable: &Value, key: &str| variable.get(key).and_then(Value::as_bool) == Some(true);
    let variables = manifest.get("variables").and_then(Value::as_table);
    let secrets = variables
        .into_iter()
        .flatten()
        .filter(|(_, variable)| is_set(variable, "required") && is_set(variable, "secret"));
    secrets.map(|(name, _)| name.clone()).collect()
}

/// 32 random bytes in base64: long enough to sign with, and what the encryption key must be.
fn new_secret() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system gives no random bytes")?;
    Ok(STANDARD.encode(bytes))
}

fn read_secret(kept: &Table, name: &str, file: &Path) -> Result<String> {
    match kept.get(name) {
        Some(Value::String(secret)) => Ok(secret.clone()),
        Some(_) => bail!("{name} in {} is not a text", file.display()),
        None => bail!("{} holds no {name}", file.display()),
    }
}

/// Replaces a file as a whole, readable by its owner alone from its first byte on.
fn write_private(file: &Path, text: &str) -> Result<()> {
    let draft = file.with_extension("new");
    let write = || -> std::io::Result<()> {
        let mut open = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)?;
        open.write_all(text.as_bytes())?;
        open.sync_all()?;
        fs::rename(&draft, file)
    };
    write().with_context(|| format!("{} cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const MANIFEST: &str = "
        [variables]
        jwt_secret = { required = true, secret = true }
        token_encryption_key = { required = true, secret = true }
        demo_mode = { default = 'false' }
        anthropic_api_key = { default = '', secret = true }
    ";

    fn folder_with(name: &str, text: &str) -> (tempfile::TempDir, DataFolder, PathBuf) {
        let outside = tempfile::tempdir().unwrap();
        let file = outside.path().join(name);
        fs::write(&file, text).unwrap();
        let data = DataFolder::open(&outside.path().join("a b/data")).unwrap();
        (outside, data, file)
    }

    #[test]
    fn secrets_are_made_for_what_is_required_and_secret_and_kept_from_then_on() {
        let (_outside, data, manifest) = folder_with("spin.toml", MANIFEST);
        let first = data.secrets(&manifest).unwrap();
        let names: Vec<_> = first.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["jwt_secret", "token_encryption_key"]);
        assert!(
            first
                .iter()
                .all(|(_, secret)| STANDARD.decode(secret).unwrap().len() == 32)
        );
        assert_ne!(first[0].1, first[1].1);
        assert_eq!(data.secrets(&manifest).unwrap(), first);
        assert_eq!(data.secret("jwt_secret").unwrap(), first[0].1);
    }

    #[test]
    fn a_secret_that_a_newer_manifest_asks_for_is_added_to_the_kept_ones() {
        let (_outside, data, manifest) = folder_with("spin.toml", MANIFEST);
        let before = data.secrets(&manifest).unwrap();
        fs::write(
            &manifest,
            format!("{MANIFEST}\nwaker_key = {{ required = true, secret = true }}"),
        )
        .unwrap();
        let after = data.secrets(&manifest).unwrap();
        assert_eq!(after.len(), 3);
        assert!(before.iter().all(|pair| after.contains(pair)));
    }

    #[test]
    fn nobody_else_can_read_the_secrets() {
        let (_outside, data, manifest) = folder_with("spin.toml", MANIFEST);
        data.secrets(&manifest).unwrap();
        let mode = data.secrets_file().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(
            data.path().metadata().unwrap().permissions().mode() & 0o777,
            0o700
        );
    }

    #[test]
    fn damaged_secrets_are_an_error_and_never_replaced() {
        let (_outside, data, manifest) = folder_with("spin.toml", MANIFEST);
        fs::write(data.secrets_file(), "jwt_secret = 'half a").unwrap();
        let error = data.secrets(&manifest).unwrap_err().to_string();
        assert!(error.contains("secrets.toml is not valid TOML"), "{error}");
        assert_eq!(
            fs::read_to_string(data.secrets_file()).unwrap(),
            "jwt_secret = 'half a"
        );
    }

    #[test]
    fn every_path_of_the_runtime_configuration_moves_into_the_folder_and_the_rest_stays() {
        let original = "
            [sqlite_database.identity]
            type = 'spin'
            path = '.spin/identity.db'
            [key_value_store.default]
            type = 'spin'
            path = '.spin/key-value.db'
        ";
        let (_outside, data, file) = folder_with("runtime-config.toml", original);
        let written = table(&data.runtime_config(&file).unwrap()).unwrap();
        let expected = original.replace(".spin/", "").parse::<Table>().unwrap();
        assert_eq!(written, expected);
    }
}
