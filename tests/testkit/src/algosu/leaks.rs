//! Secrets looked for where they must never be.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use toml::Value;

use super::{Algosu, data};
use crate::Error;

impl Algosu {
    /// Looks for the value of every variable that the manifest calls secret, and of `more` (name and value), in
    /// everything that clients of [`Algosu::client`] were told, in the log, and in every file of the data folder,
    /// databases included; as it is, and in hexadecimal, base64 and percent-encoding. Gives a sentence for each find.
    ///
    /// # Errors
    /// [`Error::File`] if the manifest cannot be read, [`Error::Io`] if a file cannot.
    pub fn leaks(&self, more: &[(&str, &str)]) -> Result<Vec<String>, Error> {
        let manifest = data::table(&self.setup.manifest)?;
        let declared = manifest.get("variables").and_then(Value::as_table);
        let is_secret = |name: &str| {
            let variable = declared.and_then(|declared| declared.get(name));
            variable.and_then(|variable| variable.get("secret")) == Some(&Value::Boolean(true))
        };
        let secrets = self.variables().into_iter();
        let secrets = secrets.filter(|(name, _)| is_secret(name));
        let forms: Vec<(&str, Vec<u8>)> = secrets
            .chain(more.iter().copied())
            .filter(|(_, value)| !value.is_empty())
            .flat_map(|(name, value)| forms(value).map(|form| (name, form)))
            .collect();

        let mut finds = Vec::new();
        let mut look = |place: &str, text: &[u8]| {
            for (name, form) in &forms {
                if memmem::find(text, form).is_some() {
                    finds.push(format!("`{name}` is in {place}"));
                }
            }
        };
        look("an answer", &self.heard.bytes());
        for entry in std::fs::read_dir(self.data())? {
            let path = entry?.path();
            if let Some(text) = read(&path)? {
                look(&path.display().to_string(), &text);
            }
        }
        finds.sort_unstable();
        finds.dedup();
        Ok(finds)
    }
}

/// A file's content; none for a folder, and for a journal that is gone since the folder was listed.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if path.is_dir() {
        return Ok(None);
    }
    match std::fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn forms(value: &str) -> [Vec<u8>; 5] {
    let hexadecimal: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    [
        value.as_bytes().to_vec(),
        hexadecimal.into_bytes(),
        STANDARD.encode(value).into_bytes(),
        STANDARD_NO_PAD.encode(value).into_bytes(),
        percent.into_bytes(),
    ]
}
