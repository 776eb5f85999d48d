//! What can go wrong before and while the host serves, and the exit code that says so.
//!
//! A failure inside a component is not an error of the host: it becomes an answer (500) or a log line and the host lives on.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::Path;

/// The host's result type.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every way in which the host can refuse to start or fail.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A configuration file says something that is wrong, unknown or not supported.
    #[error("{file}: {key}: {sentence}")]
    Configuration {
        /// The file as the user named it.
        file: String,
        /// The key path inside the file, such as `component.web.files[0]`.
        key: String,
        /// What is wrong, and what to do about it.
        sentence: String,
    },
    /// A file could not be read, or is not TOML.
    #[error("{file}: {sentence}")]
    File {
        /// The file as the user named it.
        file: String,
        /// What is wrong with it.
        sentence: String,
    },
    /// A variable has no value.
    #[error(
        "the variable {name:?} is required and has no value; set {environment} in the environment"
    )]
    MissingVariable {
        /// The variable's name in the manifest.
        name: String,
        /// The environment variable that would set it.
        environment: String,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {sentence}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// Why not, and what to do.
        sentence: String,
    },
    /// A component's binary cannot be used.
    #[error("component {component:?}: {sentence}")]
    Component {
        /// The component's id.
        component: String,
        /// Why it cannot be used.
        sentence: String,
    },
    /// The machine refused something (a folder, a thread, memory).
    #[error("{0}")]
    Machine(String),
}

impl Error {
    /// A refusal of one place in one configuration file.
    pub fn configuration(file: &str, key: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::Configuration {
            file: file.to_owned(),
            key: key.into(),
            sentence: sentence.into(),
        }
    }

    /// A file that cannot be used as a whole.
    pub fn file(file: &Path, sentence: impl Display) -> Self {
        Self::File {
            file: file.display().to_string(),
            sentence: sentence.to_string(),
        }
    }

    /// A component's binary that cannot be used.
    pub fn component(component: &str, sentence: impl Display) -> Self {
        Self::Component {
            component: component.to_owned(),
            sentence: sentence.to_string(),
        }
    }

    /// 2 for what the user can put right in a file, an environment variable or a flag, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Configuration { .. }
            | Self::File { .. }
            | Self::MissingVariable { .. }
            | Self::Listen { .. } => 2,
            Self::Component { .. } | Self::Machine(_) => 1,
        }
    }
}
