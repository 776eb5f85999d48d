//! The three kinds of git object the fake keeps, with the bytes and the id that git itself would give them.
//!
//! An id is SHA-1 over `<kind> <length>\0<bytes>` (git's `Documentation/gitformat-*`; the tests hold every
//! kind against the real `git`).

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use sha1_smol::Sha1;

/// The id of an object: 20 bytes, shown as 40 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid([u8; 20]);

impl Oid {
    /// The raw 20 bytes, as a tree stores them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 40 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an object id has 40 hex digits")]
pub struct NotAnOid;

impl FromStr for Oid {
    type Err = NotAnOid;

    fn from_str(text: &str) -> Result<Self, NotAnOid> {
        if text.len() != 40 {
            return Err(NotAnOid);
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(pair).map_err(|_| NotAnOid)?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(NotAnOid);
            }
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotAnOid)?;
        }
        Ok(Self(bytes))
    }
}

/// What a tree entry is, with git's own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `100644`
    File,
    /// `100755`
    Executable,
    /// `120000`
    Symlink,
    /// `40000` in the object, `040000` in listings
    Directory,
    /// `160000`
    Submodule,
}

impl Mode {
    /// Reads GitHub's six-digit notation.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        match digits {
            "100644" => Some(Self::File),
            "100755" => Some(Self::Executable),
            "120000" => Some(Self::Symlink),
            "040000" => Some(Self::Directory),
            "160000" => Some(Self::Submodule),
            _ => None,
        }
    }

    /// GitHub's six-digit notation.
    #[must_use]
    pub fn digits(self) -> &'static str {
        match self {
            Self::File => "100644",
            Self::Executable => "100755",
            Self::Symlink => "120000",
            Self::Directory => "040000",
            Self::Submodule => "160000",
        }
    }

    /// The word GitHub uses for what the entry points to.
    #[must_use]
    pub fn points_to(self) -> &'static str {
        match self {
            Self::File | Self::Executable | Self::Symlink => "blob",
            Self::Directory => "tree",
            Self::Submodule => "commit",
        }
    }
}

/// One line of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// What it is.
    pub mode: Mode,
    /// One path component.
    pub name: String,
    /// What it points to.
    pub id: Oid,
}

impl TreeEntry {
    /// Git sorts by name as bytes, a directory as if its name ended in a slash.
    fn sort_key(&self) -> Vec<u8> {
        let mut key = self.name.as_bytes().to_vec();
        if self.mode == Mode::Directory {
            key.push(b'/');
        }
        key
    }
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// A person's name, without `<`, `>` and line ends.
    pub name: String,
    /// A mail address, likewise.
    pub email: String,
    /// Seconds since 1970.
    pub seconds: i64,
    /// East of Greenwich.
    pub offset_minutes: i16,
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let minutes = self.offset_minutes.unsigned_abs();
        write!(
            f,
            "{} <{}> {} {sign}{:02}{:02}",
            self.name,
            self.email,
            self.seconds,
            minutes / 60,
            minutes % 60
        )
    }
}

/// A commit as git stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The state of all files.
    pub tree: Oid,
    /// None for a root, two or more for a merge.
    pub parents: Vec<Oid>,
    /// Who wrote the change.
    pub author: Signature,
    /// Who made the commit.
    pub committer: Signature,
    /// Exactly as it was sent.
    pub message: String,
}

impl Commit {
    /// The values of a trailer (`Key: value` in the last paragraph), in order; keys are compared without case.
    #[must_use]
    pub fn trailers(&self, key: &str) -> Vec<String> {
        let message = self.message.trim_end();
        let Some((_, last)) = message.rsplit_once("\n\n") else {
            return Vec::new();
        };
        last.lines()
            .filter_map(|line| line.split_once(':'))
            .filter(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    }
}

/// Anything with an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// A file's content.
    Blob(Bytes),
    /// A folder, in git's order.
    Tree(Vec<TreeEntry>),
    /// A commit.
    Commit(Commit),
}

impl Object {
    /// A tree with its entries put in git's order.
    #[must_use]
    pub fn tree(mut entries: Vec<TreeEntry>) -> Self {
        entries.sort_by_cached_key(TreeEntry::sort_key);
        Self::Tree(entries)
    }

    /// `blob`, `tree` or `commit`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Blob(_) => "blob",
            Self::Tree(_) => "tree",
            Self::Commit(_) => "commit",
        }
    }

    /// The bytes git stores, without the header.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Blob(content) => content.to_vec(),
            Self::Tree(entries) => {
                let mut bytes = Vec::new();
                for entry in entries {
                    bytes.extend(entry.mode.digits().trim_start_matches('0').as_bytes());
                    bytes.push(b' ');
                    bytes.extend(entry.name.as_bytes());
                    bytes.push(0);
                    bytes.extend(entry.id.as_bytes());
                }
                bytes
            }
            Self::Commit(commit) => {
                let mut text = format!("tree {}\n", commit.tree);
                for parent in &commit.parents {
                    text.push_str(&format!("parent {parent}\n"));
                }
                text.push_str(&format!(
                    "author {}\ncommitter {}\n\n{}",
                    commit.author, commit.committer, commit.message
                ));
                text.into_bytes()
            }
        }
    }

    /// The id git gives it.
    #[must_use]
    pub fn id(&self) -> Oid {
        let bytes = self.bytes();
        let mut hash = Sha1::new();
        hash.update(format!("{} {}\0", self.kind(), bytes.len()).as_bytes());
        hash.update(&bytes);
        Oid(hash.digest().bytes())
    }
}
