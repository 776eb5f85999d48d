use std::sync::Arc;

use super::*;
use crate::Kept;

#[test]
fn a_page_that_was_not_built_is_named_as_such() {
    let error = Site::open(&std::env::temp_dir().join("algosu-nothing-here")).unwrap_err();
    assert!(error.to_string().contains("npm run build"), "{error}");
}

#[test]
fn a_list_that_no_build_of_ours_writes_is_refused() {
    for list in ["", "[]", "{}", r#"{"files":[{"path":"/a"}]}"#] {
        let built = Built::new(list);
        assert!(
            matches!(Site::open(&built.0), Err(SiteError::List(_))),
            "{list}"
        );
    }
}

#[test]
fn a_list_cannot_name_a_file_outside_its_folder() {
    for path in [
        "/../x",
        "/a/../../x",
        "a",
        "/a/./b",
        "//etc/passwd",
        "/a b",
        "/%2e",
        "/",
        "/a\\\\b",
        "/한글",
    ] {
        let list = format!(
            r#"{{"files":[{{"path":"{path}","type":"text/plain","immutable":false,"digest":"0000000000000001","size":1}}]}}"#
        );
        let built = Built::new(&list);
        assert!(
            matches!(Site::open(&built.0), Err(SiteError::Name(_))),
            "{path}"
        );
    }
}

#[test]
fn a_list_cannot_smuggle_a_header() {
    for (content_type, digest) in [
        ("text/plain\\r\\nx: y", "0000000000000001"),
        ("text/plain", "00000000\\\"000001"),
        ("text/plain", "00"),
    ] {
        let list = format!(
            r#"{{"files":[{{"path":"/a","type":"{content_type}","immutable":false,"digest":"{digest}","size":1}}]}}"#
        );
        let built = Built::new(&list);
        assert!(matches!(Site::open(&built.0), Err(SiteError::Name(_))));
    }
}

#[test]
fn a_file_that_changed_behind_the_list_is_not_sent_under_the_old_tag() {
    let built = Built::new(LIST);
    let site = built.site();
    fs::write(built.0.join("index.html"), "another length").unwrap();
    fs::remove_file(built.0.join("assets/font.woff2")).unwrap();
    for path in ["/index.html", "/assets/font.woff2"] {
        let answer = get(&site, path, &[]);
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(header(&answer, "retry-after"), Some("5"));
        assert!(
            !String::from_utf8_lossy(answer.body()).contains("site.json"),
            "the reason is not for readers"
        );
    }
}

#[test]
fn a_page_that_is_built_again_is_served_at_once_and_otherwise_read_only_once() {
    let built = Built::new(LIST);
    let kept = Kept::new();
    let first = kept.site(&built.0).unwrap();
    assert!(Arc::ptr_eq(&first, &kept.site(&built.0).unwrap()));
    fs::write(built.0.join("assets/new.js"), "new").unwrap();
    let list = LIST.replace(
        "\n]}",
        r#",{"path":"/assets/new.js","type":"text/javascript","immutable":true,"digest":"0000000000000004","size":3}]}"#,
    );
    fs::write(built.0.join("site.json"), list).unwrap();
    let second = kept.site(&built.0).unwrap();
    assert_eq!(get(&second, "/assets/new.js", &[]).status(), StatusCode::OK);
    fs::remove_file(built.0.join("site.json")).unwrap();
    assert!(matches!(kept.site(&built.0), Err(SiteError::Missing)));
}
