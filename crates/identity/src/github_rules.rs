//! What may be pushed where: repository, branch and path template, by the rules of GitHub and git.
//!
//! These texts end up in URLs and in a git tree, so what is not certainly right is refused here, once.

use crate::check::Check;

/// Where a solution is put if its author does not say.
pub(crate) const DEFAULT_PATH_TEMPLATE: &str = "{week}/{platform}_{number}_{title}.{ext}";

/// What a path template may contain between braces: what the push worker fills in.
const PLACEHOLDERS: [&str; 8] = [
    "week", "platform", "number", "title", "language", "ext", "date", "user",
];

const MOST_OWNER: usize = 39;
const MOST_REPOSITORY: usize = 100;
const MOST_BRANCH: usize = 255;
const MOST_TEMPLATE: usize = 200;
/// Folders and the file together.
const MOST_PARTS: usize = 12;
const MOST_TOKEN: usize = 1024;

/// `owner/name`.
pub(crate) fn repository(check: &mut Check, text: &str) {
    let fits = text
        .split_once('/')
        .is_some_and(|(owner, name)| is_owner(owner) && is_repository_name(name));
    if !fits {
        let message = "Write it as owner/name, as GitHub shows it.";
        check.refuse("repository", "not_a_repository", message);
    }
}

/// Letters, digits and single hyphens, no hyphen at either end. The accounts of a company that GitHub
/// manages end in an underscore and the company's short code.
fn is_owner(owner: &str) -> bool {
    let (name, code) = owner.split_once('_').unwrap_or((owner, "x"));
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    owner.len() <= MOST_OWNER && name.split('-').all(is_word) && is_word(code)
}

fn is_repository_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    (1..=MOST_REPOSITORY).contains(&name.len())
        && name.bytes().all(allowed)
        && !matches!(name, "." | "..")
        && !name.to_ascii_lowercase().ends_with(".git")
}

/// A branch, by `git check-ref-format --branch`.
pub(crate) fn branch(check: &mut Check, text: &str) {
    let odd =
        |c: char| c.is_control() || matches!(c, ' ' | '~' | '^' | ':' | '?' | '*' | '[' | '\\');
    let is_part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.to_ascii_lowercase().ends_with(".lock")
    };
    let fits = text.len() <= MOST_BRANCH
        && text.split('/').all(is_part)
        && !text.contains(odd)
        && !text.contains("..")
        && !text.contains("@{")
        && !text.starts_with('-')
        && !text.ends_with('.')
        && !matches!(text, "@" | "HEAD")
        && !text.starts_with("refs/");
    if !fits {
        let message = "This cannot be the name of a branch.";
        check.refuse("branch", "not_a_branch", message);
    }
}

/// A relative path with `{placeholders}`, at least one of which tells problems apart.
pub(crate) fn path_template(check: &mut Check, text: &str) {
    const FIELD: &str = "pathTemplate";
    let is_part = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.eq_ignore_ascii_case(".git")
            && part.trim() == part
    };
    if text.chars().count() > MOST_TEMPLATE {
        let message = format!("This can have at most {MOST_TEMPLATE} characters.");
        check.refuse(FIELD, "too_long", message);
    } else if text.split('/').count() > MOST_PARTS
        || !text.split('/').all(is_part)
        || text.chars().any(|c| c.is_control() || c == '\\')
    {
        let message = "Write a path inside the repository, without a slash at either end.";
        check.refuse(FIELD, "not_a_path", message);
    } else {
        match placeholders(text) {
            Some(found) if found.iter().any(|name| matches!(*name, "number" | "title")) => {}
            Some(_) => {
                let message =
                    "Use {number} or {title}, so that each problem has a file of its own.";
                check.refuse(FIELD, "not_distinct", message);
            }
            None => {
                let message = "Between braces write week, platform, number, title, language, ext, date or user.";
                check.refuse(FIELD, "unknown_placeholder", message);
            }
        }
    }
}

/// The placeholders in a template; `None` if one is unknown or a brace has no partner.
fn placeholders(template: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    for (place, piece) in template.split('{').enumerate() {
        let plain = if place == 0 {
            piece
        } else {
            let (name, plain) = piece.split_once('}')?;
            if !PLACEHOLDERS.contains(&name) {
                return None;
            }
            found.push(name);
            plain
        };
        if plain.contains('}') {
            return None;
        }
    }
    Some(found)
}

/// A personal access token: GitHub changes their form now and then, so only what an HTTP header needs.
pub(crate) fn token(check: &mut Check, text: &str) {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if text.is_empty() || text.len() > MOST_TOKEN || !visible {
        let message = "Paste the token as GitHub showed it, without spaces.";
        check.refuse("token", "not_a_token", message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(rule: fn(&mut Check, &str), text: &str) -> bool {
        let mut check = Check::default();
        rule(&mut check, text);
        check.done().is_ok()
    }

    #[test]
    fn a_repository_is_owner_and_name_by_githubs_rules() {
        for good in [
            "a/b",
            "octo-org/algo.solutions_2",
            "dev_acme/x",
            "A1/.github",
        ] {
            assert!(accepts(repository, good), "{good}");
        }
        let long = format!("{}/a", "a".repeat(40));
        let long_name = format!("a/{}", "a".repeat(101));
        for bad in [
            "",
            "a",
            "/",
            "a/",
            "/b",
            "a/b/c",
            "-a/b",
            "a-/b",
            "a--b/c",
            "a/..",
            "a/.",
            "a/b.git",
            "a/b.GIT",
            "a b/c",
            "a/b c",
            "a/b?x",
            "a/b#",
            "a/%2e",
            "é/b",
            "a/é",
            "_a/b",
            "a_/b",
            "https://github.com/a/b",
            "a/b\n",
            "a\\b/c",
            &long,
            &long_name,
        ] {
            assert!(!accepts(repository, bad), "{bad}");
        }
    }

    #[test]
    fn a_branch_follows_gits_rules() {
        for good in ["main", "feature/x-1", "작업", "a.b", "v1.0"] {
            assert!(accepts(branch, good), "{good}");
        }
        for bad in [
            "",
            "/a",
            "a/",
            "a//b",
            ".a",
            "a/.b",
            "a.lock",
            "a.lock/b",
            "a..b",
            "a b",
            "a~",
            "a^",
            "a:b",
            "a?",
            "a*",
            "a[",
            "a\\b",
            "a@{b",
            "@",
            "HEAD",
            "-a",
            "a.",
            "refs/heads/a",
            "a\u{7f}",
            &"a".repeat(256),
        ] {
            assert!(!accepts(branch, bad), "{bad}");
        }
    }

    #[test]
    fn a_path_template_stays_inside_and_tells_problems_apart() {
        for good in [
            DEFAULT_PATH_TEMPLATE,
            "{title}",
            "풀이/{week}주차/{number}.{ext}",
            "a{title}b",
        ] {
            assert!(accepts(path_template, good), "{good}");
        }
        for bad in [
            "",
            "/{title}",
            "{title}/",
            "a//{title}",
            "../{title}",
            "a/../{title}",
            "./{title}",
            ".git/{title}",
            "a/.GIT/{title}",
            "a\\{title}",
            "{title}\n",
            "{week}.{ext}",
            "{users}/{title}",
            "{title",
            "title}",
            "{{title}}",
            "{}{title}",
            " {title}",
            &"{title}".repeat(40),
            &format!("{}{{title}}", "a/".repeat(12)),
        ] {
            assert!(!accepts(path_template, bad), "{bad}");
        }
    }

    #[test]
    fn a_token_is_what_a_header_can_carry() {
        for bad in ["", "a b", "a\n", "é", &"a".repeat(1025)] {
            assert!(!accepts(token, bad), "{bad}");
        }
        assert!(accepts(token, &"a".repeat(1024)));
    }
}
