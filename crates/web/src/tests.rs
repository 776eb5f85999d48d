use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use crate::{Site, SiteError};

mod caching;
mod encodings;
mod lists;
mod paths;

/// A built page in a folder of its own, removed with it.
struct Built(PathBuf);

impl Built {
    fn new(list: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("algosu-web-{}-{number}", std::process::id()));
        fs::create_dir_all(root.join("assets")).unwrap();
        for (name, content) in [
            ("index.html", "<!doctype html>"),
            ("index.html.br", "html as br"),
            ("index.html.gz", "html as gz!"),
            ("assets/main-AbC1_2-3.js", "script"),
            ("assets/main-AbC1_2-3.js.br", "js as br"),
            ("assets/font.woff2", "a font"),
            ("secret.txt", "in the folder but not in the list"),
        ] {
            fs::write(root.join(name), content).unwrap();
        }
        fs::write(root.join("site.json"), list).unwrap();
        Self(root)
    }

    fn site(&self) -> Site {
        Site::open(&self.0).unwrap()
    }
}

impl Drop for Built {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const LIST: &str = r#"{"files":[
  {"path":"/index.html","type":"text/html; charset=utf-8","immutable":false,"digest":"00000000000000000000000000000001","size":15,"br":10,"gzip":11},
  {"path":"/assets/main-AbC1_2-3.js","type":"text/javascript; charset=utf-8","immutable":true,"digest":"00000000000000000000000000000002","size":6,"br":8},
  {"path":"/assets/font.woff2","type":"font/woff2","immutable":true,"digest":"00000000000000000000000000000003","size":6}
]}"#;

const SCRIPT: &str = "/assets/main-AbC1_2-3.js";

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::try_from(*name).unwrap(),
                HeaderValue::try_from(*value).unwrap(),
            )
        })
        .collect()
}

fn get(site: &Site, path: &str, lines: &[(&str, &str)]) -> Response<Bytes> {
    site.answer(&Method::GET, path, &headers(lines))
}

fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> Option<&'a str> {
    answer
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}
