use super::*;

#[test]
fn a_file_named_by_its_content_is_kept_for_good_and_the_page_is_asked_for_each_time() {
    let built = Built::new(LIST);
    let site = built.site();
    let kept = get(&site, SCRIPT, &[]);
    assert_eq!(
        header(&kept, "cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    let asked = get(&site, "/index.html", &[]);
    assert_eq!(header(&asked, "cache-control"), Some("no-cache"));
}

#[test]
fn the_form_that_a_client_holds_is_not_sent_again() {
    let built = Built::new(LIST);
    let site = built.site();
    for encoding in ["br", "gzip", "identity"] {
        let accept = ("accept-encoding", encoding);
        let first = get(&site, "/", &[accept]);
        let tag = header(&first, "etag").unwrap().to_owned();
        for held in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            "*".to_owned(),
        ] {
            let answer = get(&site, "/", &[accept, ("if-none-match", &held)]);
            assert_eq!(
                answer.status(),
                StatusCode::NOT_MODIFIED,
                "{encoding} {held}"
            );
            assert!(answer.body().is_empty());
            assert_eq!(header(&answer, "etag"), Some(tag.as_str()));
            assert_eq!(header(&answer, "cache-control"), Some("no-cache"));
            assert_eq!(header(&answer, "vary"), Some("accept-encoding"));
            assert_eq!(header(&answer, "content-encoding"), None);
        }
    }
}

#[test]
fn a_tag_of_another_form_or_another_build_is_not_enough() {
    let built = Built::new(LIST);
    let site = built.site();
    let brotli = get(&site, "/", &[("accept-encoding", "br")]);
    let tag = header(&brotli, "etag").unwrap();
    for held in [
        tag,
        "\"00000000000000000000000000000009-gz\"",
        "00000000000000000000000000000001",
        "",
        "\"\"",
    ] {
        let answer = get(
            &site,
            "/",
            &[("accept-encoding", "gzip"), ("if-none-match", held)],
        );
        assert_eq!(answer.status(), StatusCode::OK, "{held}");
    }
}

#[test]
fn tags_are_strong_and_differ_between_forms_and_files() {
    let built = Built::new(LIST);
    let site = built.site();
    let mut tags: Vec<String> = Vec::new();
    for path in ["/index.html", SCRIPT, "/assets/font.woff2"] {
        for encoding in ["br", "identity"] {
            let answer = get(&site, path, &[("accept-encoding", encoding)]);
            let tag = header(&answer, "etag").unwrap();
            assert!(tag.starts_with('"') && tag.ends_with('"'));
            tags.push(tag.to_owned());
        }
    }
    tags.sort();
    tags.dedup();
    // The font has one form, so one tag.
    assert_eq!(tags.len(), 5);
}
