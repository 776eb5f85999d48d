//! A problem's number on its platform.

/// The longest number, in characters.
pub(crate) const LONGEST: usize = 20;

/// The last run of digits in a URL's path, else in its query; what follows `#` is not looked at.
pub(crate) fn last_digits(url: &str) -> Option<String> {
    let url = url.split('#').next()?;
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (path, query) = after_scheme.split_once('?').unwrap_or((after_scheme, ""));
    // The host is not a place for a problem's number.
    let path = path.split_once('/').map_or("", |(_, path)| path);
    [path, query].into_iter().find_map(last_run)
}

fn last_run(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit())
        .rfind(|run| !run.is_empty() && run.len() <= LONGEST)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::last_digits;

    #[test]
    fn the_last_digits_of_a_url_are_its_number() {
        for (url, number) in [
            ("https://judge.example/problem/1000", Some("1000")),
            (
                "https://judge.example/courses/30/lessons/12921?language=java",
                Some("12921"),
            ),
            ("https://judge.example/view?id=77", Some("77")),
            ("https://judge.example/p/2-sum-3/", Some("3")),
            ("https://judge2.example:8080/", None),
            ("https://judge.example/two-sum#4", None),
            ("https://judge.example/123456789012345678901", None),
        ] {
            assert_eq!(last_digits(url).as_deref(), number, "{url}");
        }
    }
}
