/// One step of a schema, embedded from `migrations/<service>/NNNN_verb_object.sql`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The file's name without its ending.
    pub name: &'static str,
    /// The file's text: statements that each end with `;` at the end of a line.
    pub text: &'static str,
}

/// Lists a service's migrations, in order, by the names of their files.
#[macro_export]
macro_rules! migrations {
    ($service:literal: $($name:literal),+ $(,)?) => {
        &[$($crate::Migration {
            name: $name,
            text: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/../../migrations/", $service, "/", $name, ".sql"
            )),
        }),+]
    };
}

impl Migration {
    /// The statements of the file. Spin runs only the first of several in one string, silently, so they
    /// are told apart here. Comment lines (`--`) belong to the reader.
    pub(crate) fn statements(&self) -> Vec<&'static str> {
        self.text
            .split(";\n")
            .map(|text| text.trim().trim_end_matches(';'))
            .filter(|text| {
                text.lines()
                    .any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
            })
            .collect()
    }
}
