//! Components compiled to machine code, kept in a folder between starts.
//!
//! A file is named after the SHA-256 of the component's bytes and the engine's compatibility hash (its version, its settings, the
//! processor's features). So a file can be wrong only if somebody wrote into the folder; and one that cannot be used is made anew.

use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::error::{Error, Result};

/// The folder of compiled components.
pub struct Compiled {
    engine: Engine,
    folder: PathBuf,
    engine_hash: u64,
    written: AtomicU32,
}

impl Compiled {
    /// Uses a folder, which is created if it is not there.
    pub fn new(engine: &Engine, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)
            .map_err(|error| Error::file(folder, format!("cannot be created: {error}")))?;
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Self {
            engine: engine.clone(),
            folder: folder.to_path_buf(),
            engine_hash: hasher.finish(),
            written: AtomicU32::new(0),
        })
    }

    /// Loads a component, compiling it if that has not been done before.
    pub fn load(&self, id: &str, source: &Path) -> Result<Component> {
        let bytes = fs::read(source).map_err(|error| {
            let source = source.display();
            Error::component(
                id,
                format!("{source} cannot be read: {error}; build the components first"),
            )
        })?;
        let file = self.file_of(&bytes);
        if file.exists()
            && let Ok(component) = self.open(&file)
        {
            return Ok(component);
        }
        let compiled = self
            .engine
            .precompile_component(&bytes)
            .map_err(|error| Error::component(id, format!("cannot be compiled: {error:#}")))?;
        self.keep(&file, &compiled)?;
        self.open(&file)
            .map_err(|error| Error::component(id, format!("cannot be loaded: {error:#}")))
    }

    fn file_of(&self, bytes: &[u8]) -> PathBuf {
        let mut name = String::with_capacity(96);
        for byte in Sha256::digest(bytes) {
            let _ = write!(name, "{byte:02x}");
        }
        let _ = write!(name, "-{:016x}.compiled", self.engine_hash);
        self.folder.join(name)
    }

    /// Written beside and renamed, so that nobody ever opens half a file.
    fn keep(&self, file: &Path, compiled: &[u8]) -> Result<()> {
        let turn = self.written.fetch_add(1, Ordering::Relaxed);
        let beside = file.with_extension(format!("{}-{turn}", std::process::id()));
        fs::write(&beside, compiled)
            .and_then(|()| fs::rename(&beside, file))
            .map_err(|error| Error::file(file, format!("cannot be written: {error}")))
    }

    #[expect(unsafe_code, reason = "Wasmtime cannot check machine code; see below")]
    fn open(&self, file: &Path) -> wasmtime::Result<Component> {
        // SAFETY: the file holds machine code that is run as it is. This host wrote it, under a name made of a strong hash of its
        // source and of the engine, into a folder that belongs to the user who runs the host: whoever can change it there can
        // already run code as that user. Wasmtime itself refuses a file of another version or other settings.
        unsafe { Component::deserialize_file(&self.engine, file) }
    }
}
