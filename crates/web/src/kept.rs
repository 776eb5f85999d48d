//! The list of files, kept between the requests of an instance.
//!
//! The page may be built anew under a running host. Asking the file system for one time and one length per
//! request is cheap; serving an old list would answer 404 for every new file until the instance is gone.

use std::{
    fs,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

use crate::site::{LIST, Site, SiteError};

/// What tells one build's list from the next one's.
type Stamp = (u64, Option<SystemTime>);

/// Keeps the page that was read last.
pub(crate) struct Kept(RwLock<Option<(Stamp, Arc<Site>)>>);

impl Kept {
    pub(crate) const fn new() -> Self {
        Self(RwLock::new(None))
    }

    /// The page in `root` as it is now.
    pub(crate) fn site(&self, root: &Path) -> Result<Arc<Site>, SiteError> {
        let list = fs::metadata(root.join(LIST)).map_err(|_| SiteError::Missing)?;
        let stamp = (list.len(), list.modified().ok());
        // A poisoned lock means that somebody panicked while holding it; what it holds is whole all the same.
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, site)) = kept.as_ref()
            && *known == stamp
        {
            return Ok(Arc::clone(site));
        }
        drop(kept);
        let site = Arc::new(Site::open(root)?);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((stamp, Arc::clone(&site)));
        Ok(site)
    }
}
