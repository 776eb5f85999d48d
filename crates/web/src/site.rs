//! The list of files that the build wrote, and the files themselves.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use http::HeaderValue;
use serde::Deserialize;

use crate::encoding::Encoding;

/// The list's name. It is not in itself, so it is not served.
pub(crate) const LIST: &str = "site.json";

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// There is no list: the page was not built, or its files are not mounted.
    #[error("the page is not built: run `npm run build` in web/")]
    Missing,
    /// The list cannot be read as what it should be.
    #[error("site.json does not list the page's files: {0}")]
    List(#[from] serde_json::Error),
    /// The list names a file in a way that no build of ours would.
    #[error("site.json names a file that cannot be served: {0}")]
    Name(String),
    /// A listed file is missing or was changed after the list was written.
    #[error("{0} is not what site.json says: build the page again and restart")]
    Changed(String),
}

#[derive(Deserialize)]
struct List {
    files: Vec<Listed>,
}

/// One line of the list, as the build writes it.
#[derive(Deserialize)]
struct Listed {
    path: String,
    #[serde(rename = "type")]
    content_type: String,
    immutable: bool,
    digest: String,
    size: u64,
    br: Option<u64>,
    gzip: Option<u64>,
}

/// One file and the forms it can be sent in.
#[derive(Debug)]
pub(crate) struct File {
    path: String,
    pub(crate) content_type: HeaderValue,
    immutable: bool,
    digest: String,
    size: u64,
    br: Option<u64>,
    gzip: Option<u64>,
}

impl File {
    fn new(listed: Listed) -> Result<Self, SiteError> {
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.');
        let Some(relative) = listed.path.strip_prefix('/') else {
            return Err(SiteError::Name(listed.path));
        };
        // A name is joined to the folder as it stands, so it may hold nothing that climbs out of it.
        if !listed.path.bytes().all(plain)
            || relative
                .split('/')
                .any(|part| part.trim_matches('.').is_empty())
        {
            return Err(SiteError::Name(listed.path));
        }
        let hexadecimal =
            listed.digest.len() >= 16 && listed.digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        let content_type = HeaderValue::try_from(listed.content_type);
        match content_type {
            Ok(content_type) if hexadecimal => Ok(Self {
                path: listed.path,
                content_type,
                immutable: listed.immutable,
                digest: listed.digest,
                size: listed.size,
                br: listed.br,
                gzip: listed.gzip,
            }),
            _ => Err(SiteError::Name(listed.path)),
        }
    }

    /// How long a client may keep it without asking: for good if its name holds its content.
    pub(crate) fn lifetime(&self) -> &'static str {
        if self.immutable {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }
    }

    /// Whether there is more than one form, so that the answer depends on what the client accepts.
    pub(crate) fn varies(&self) -> bool {
        self.br.is_some() || self.gzip.is_some()
    }

    /// How many bytes the file has in this form; `None` where it does not exist in it.
    pub(crate) fn size(&self, encoding: Encoding) -> Option<u64> {
        match encoding {
            Encoding::Brotli => self.br,
            Encoding::Gzip => self.gzip,
            Encoding::Identity => Some(self.size),
        }
    }

    /// The strong entity tag of one form. Two forms are different bytes and so have different tags.
    pub(crate) fn tag(&self, encoding: Encoding) -> String {
        format!("\"{}{}\"", self.digest, encoding.suffix())
    }
}

/// A built page: its list, and the folder it lies in.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    files: HashMap<String, File>,
}

impl Site {
    /// Reads the list of the page that was built into `root`.
    ///
    /// # Errors
    /// There is no list, or it is not one that our build writes.
    pub fn open(root: &Path) -> Result<Self, SiteError> {
        let text = fs::read(root.join(LIST)).map_err(|_| SiteError::Missing)?;
        let list: List = serde_json::from_slice(&text)?;
        let files = list
            .files
            .into_iter()
            .map(|listed| File::new(listed).map(|file| (file.path.clone(), file)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            root: root.to_owned(),
            files,
        })
    }

    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// The bytes of one form of a file.
    pub(crate) fn read(&self, file: &File, encoding: Encoding) -> Result<Bytes, SiteError> {
        let mut name = file.path.trim_start_matches('/').to_owned();
        name.push_str(match encoding {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
            Encoding::Identity => "",
        });
        let bytes =
            fs::read(self.root.join(&name)).map_err(|_| SiteError::Changed(name.clone()))?;
        if file.size(encoding) == u64::try_from(bytes.len()).ok() {
            Ok(Bytes::from(bytes))
        } else {
            Err(SiteError::Changed(name))
        }
    }
}
