//! Where a submission's file goes.
//!
//! A template is a path with placeholders in braces: `week`, `platform`, `number`, `title`,
//! `language`, `ext`, `date` (of the submission, UTC) and `user`. It is split at its slashes first and
//! filled then, so a value can never add a folder. A placeholder without a value takes one neighbouring
//! run of `_`, `-` or space with it. Every segment is made safe ([`segment`]); empty ones are dropped.

use crate::segment;

/// The template of members who chose none.
pub const DEFAULT_TEMPLATE: &str = "{week}/{platform}_{number}_{title}.{ext}";

/// Most folders above a file; those in the middle of a longer template are dropped.
const FOLDERS: usize = 11;

const SEPARATORS: [char; 3] = ['_', '-', ' '];

/// What the placeholders stand for; an empty value is none.
#[derive(Debug, Default, Clone)]
pub(crate) struct Values {
    pub(crate) week: String,
    pub(crate) platform: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) language: String,
    pub(crate) ext: String,
    pub(crate) date: String,
    pub(crate) user: String,
}

impl Values {
    fn get(&self, placeholder: &str) -> Option<&str> {
        Some(match placeholder {
            "week" => &self.week,
            "platform" => &self.platform,
            "number" => &self.number,
            "title" => &self.title,
            "language" => &self.language,
            "ext" => &self.ext,
            "date" => &self.date,
            "user" => &self.user,
            _ => return None,
        })
    }
}

/// The path of a file, relative to the repository's root; never empty.
pub(crate) fn render(template: &str, values: &Values) -> String {
    let mut segments: Vec<String> = template
        .split('/')
        .filter_map(|part| segment::safe(&fill(part, values)))
        .collect();
    if segments.len() > FOLDERS + 1 {
        let file = segments.pop();
        segments.truncate(FOLDERS);
        segments.extend(file);
    }
    if segments.is_empty() {
        return format!("untitled.{}", values.ext);
    }
    segments.join("/")
}

/// One segment with its placeholders filled. A brace without a partner, and a placeholder that does not
/// exist, stay as they are.
fn fill(part: &str, values: &Values) -> String {
    let mut out = String::new();
    let mut gap = false;
    let mut rest = part;
    while !rest.is_empty() {
        let (literal, value, after) = next(rest, values);
        push_literal(&mut out, literal, &mut gap);
        if let Some(value) = value {
            let value = segment::clean(value);
            gap |= value.is_empty();
            if !value.is_empty() {
                gap = false;
                out.push_str(&value);
            }
        }
        rest = after;
    }
    if gap {
        out.truncate(out.trim_end_matches(SEPARATORS).len());
    }
    out
}

/// The text before the next placeholder, that placeholder's value, and what follows.
fn next<'a>(rest: &'a str, values: &'a Values) -> (&'a str, Option<&'a str>, &'a str) {
    let mut from = 0;
    while let Some(open) = find(rest, '{', from) {
        let Some(close) = find(rest, '}', open) else {
            break;
        };
        if let Some(value) = rest.get(open + 1..close).and_then(|name| values.get(name)) {
            let literal = rest.get(..open).unwrap_or_default();
            return (
                literal,
                Some(value),
                rest.get(close + 1..).unwrap_or_default(),
            );
        }
        from = open + 1;
    }
    (rest, None, "")
}

fn find(text: &str, wanted: char, from: usize) -> Option<usize> {
    Some(from + text.get(from..)?.find(wanted)?)
}

/// Adds text of the template. Where a value was missing just before, the separators on one side of the
/// gap go: those that follow, else those before it.
fn push_literal(out: &mut String, literal: &str, gap: &mut bool) {
    if literal.is_empty() {
        return;
    }
    let mut literal = literal;
    if *gap {
        let trimmed = literal.trim_start_matches(SEPARATORS);
        if trimmed.len() == literal.len() {
            out.truncate(out.trim_end_matches(SEPARATORS).len());
        }
        literal = trimmed;
        *gap = false;
    }
    out.push_str(literal);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        Values {
            week: "3".to_owned(),
            platform: "BOJ".to_owned(),
            number: "1000".to_owned(),
            title: "두 수의 합".to_owned(),
            language: "python".to_owned(),
            ext: "py".to_owned(),
            date: "2026-11-20".to_owned(),
            user: "민수".to_owned(),
        }
    }

    #[test]
    fn the_default_puts_week_platform_number_and_title() {
        assert_eq!(
            render(DEFAULT_TEMPLATE, &values()),
            "3/BOJ_1000_두 수의 합.py"
        );
    }

    #[test]
    fn every_placeholder_has_its_value() {
        let template = "{user}/{date}/{language}/{week}-{platform}-{number}-{title}.{ext}";
        assert_eq!(
            render(template, &values()),
            "민수/2026-11-20/python/3-BOJ-1000-두 수의 합.py"
        );
    }

    #[test]
    fn missing_values_leave_no_stray_separators() {
        for (template, platform, number, path) in [
            (DEFAULT_TEMPLATE, "", "", "3/T.py"),
            (DEFAULT_TEMPLATE, "BOJ", "", "3/BOJ_T.py"),
            (DEFAULT_TEMPLATE, "", "7", "3/7_T.py"),
            ("{title}_{number}.{ext}", "", "", "T.py"),
            ("{title} - {number}", "", "", "T"),
            ("{platform}{number}{title}", "", "", "T"),
            ("{platform}/{title}.{ext}", "", "", "T.py"),
            ("{platform}_{number}/{title}.{ext}", "", "", "T.py"),
            ("{title}_{platform}_{number}_{week}", "", "", "T_3"),
            ("{number}. {title}", "", "", "T"),
        ] {
            let values = Values {
                platform: platform.to_owned(),
                number: number.to_owned(),
                title: "T".to_owned(),
                ..values()
            };
            assert_eq!(render(template, &values), path, "{template}");
        }
    }

    #[test]
    fn a_value_cannot_add_or_leave_a_folder() {
        for title in [
            "../../.git/config",
            "a/b",
            "a\\b",
            "..",
            "/etc/passwd",
            "C:\\x",
            "%2e%2e%2f",
        ] {
            let values = Values {
                title: title.to_owned(),
                user: title.to_owned(),
                ..values()
            };
            let path = render("{user}/{title}.{ext}", &values);
            let segments: Vec<&str> = path.split('/').collect();
            assert!(segments.len() <= 2, "{path}");
            for segment in segments {
                assert!(!segment.starts_with('.') && !segment.is_empty(), "{path}");
            }
        }
    }

    #[test]
    fn a_template_cannot_leave_the_repository() {
        for (template, path) in [
            ("../../{title}", "두 수의 합"),
            ("/{title}", "두 수의 합"),
            ("a//b/./{title}", "a/b/두 수의 합"),
            (".git/hooks/{title}", "git/hooks/두 수의 합"),
            ("a\\..\\{title}", "a_.._두 수의 합"),
        ] {
            assert_eq!(render(template, &values()), path);
        }
    }

    #[test]
    fn a_value_is_not_a_template() {
        let values = Values {
            title: "{user}".to_owned(),
            ..values()
        };
        assert_eq!(render("{title}.{ext}", &values), "{user}.py");
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        assert_eq!(render("{nope}_{title", &values()), "{nope}_{title");
        assert_eq!(render("{{title}}.{ext}", &values()), "{두 수의 합}.py");
        assert_eq!(render("}{title}{", &values()), "}두 수의 합{");
    }

    #[test]
    fn there_is_always_a_file_name() {
        for template in ["", "/", "..", "{platform}", " / "] {
            let values = Values {
                platform: String::new(),
                ..values()
            };
            assert_eq!(render(template, &values), "untitled.py");
        }
    }

    #[test]
    fn a_deep_template_keeps_its_file() {
        let path = render(&format!("{}{{title}}.{{ext}}", "x/".repeat(50)), &values());
        assert_eq!(path.split('/').count(), 12);
        assert!(path.ends_with("/두 수의 합.py"));
    }
}
