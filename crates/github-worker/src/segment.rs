//! One name of a file or folder, safe on every system that may check the repository out.

use unicode_normalization::UnicodeNormalization;

/// The longest name, in bytes; file systems take 255.
const BYTES: usize = 200;
/// The longest ending that is kept when a name is cut, in bytes with its dot.
const ENDING_BYTES: usize = 17;

/// Text with everything taken out that a name cannot hold: in NFC, every run of white space a single
/// space, reserved characters an underscore, control and invisible characters gone.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() {
            if !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if is_reserved(c) {
            clean.push('_');
        } else if !c.is_control() && !is_invisible(c) {
            clean.push(c);
        }
    }
    clean.trim().to_owned()
}

/// A safe name, or none if nothing is left.
///
/// No name begins with a dot, so none hides and none steers git or GitHub (`.git`, `.gitmodules`,
/// `.github`); none ends with a dot or space, is one that Windows reserves, or is `.` or `..`.
pub(crate) fn safe(text: &str) -> Option<String> {
    let clean = clean(text);
    let bare = clean
        .trim_start_matches(['.', ' '])
        .trim_end_matches(['.', ' ']);
    if bare.is_empty() {
        return None;
    }
    let name = if is_device(bare) {
        format!("_{bare}")
    } else {
        bare.to_owned()
    };
    Some(shorten(&name))
}

fn is_reserved(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
}

/// Characters that show nothing or turn what follows around (Unicode's format characters and the like).
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Names that Windows keeps for devices, whatever follows the first dot, and git's own folder in its
/// short form.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_uppercase();
    if [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$", "GIT~1",
    ]
    .contains(&stem.as_str())
    {
        return true;
    }
    let mut rest = stem.chars();
    let port: String = rest.by_ref().take(3).collect();
    let digit = matches!(rest.next(), Some('0'..='9' | '¹' | '²' | '³'));
    matches!(port.as_str(), "COM" | "LPT") && digit && rest.next().is_none()
}

/// Cut to [`BYTES`] between characters; a short ending stays.
fn shorten(name: &str) -> String {
    if name.len() <= BYTES {
        return name.to_owned();
    }
    let (stem, ending) = match name.rfind('.').and_then(|dot| name.split_at_checked(dot)) {
        Some((stem, ending)) if ending.len() <= ENDING_BYTES => (stem, ending),
        _ => (name, ""),
    };
    let mut short = String::with_capacity(BYTES);
    for c in stem.chars() {
        if short.len() + c.len_utf8() + ending.len() > BYTES {
            break;
        }
        short.push(c);
    }
    format!("{}{ending}", short.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_and_other_scripts_stay_as_they_are_in_nfc() {
        assert_eq!(safe("두 수의 합.py").unwrap(), "두 수의 합.py");
        assert_eq!(safe("한글").unwrap(), "한글", "decomposed");
        assert_eq!(safe("문제 🎉 é").unwrap(), "문제 🎉 é");
    }

    #[test]
    fn nothing_steps_out_of_its_folder() {
        for text in [
            "..",
            ".",
            "...",
            " . ",
            "",
            "  ",
            ". .",
            "\u{200b}",
            "\0",
            ".\u{202e}.",
        ] {
            assert_eq!(safe(text), None, "{text:?}");
        }
        assert_eq!(safe("../../etc/passwd").unwrap(), "_.._etc_passwd");
        assert_eq!(safe("..\\..\\x").unwrap(), "_.._x");
        assert_eq!(safe("\u{2024}./x").unwrap(), "\u{2024}._x");
    }

    #[test]
    fn nothing_hides_or_steers_git() {
        for (text, name) in [
            (".git", "git"),
            (".g\u{200c}it", "git"),
            (".gitmodules", "gitmodules"),
            (".GitHub", "GitHub"),
            ("git~1", "_git~1"),
        ] {
            assert_eq!(safe(text).unwrap(), name);
        }
    }

    #[test]
    fn reserved_and_control_characters_are_replaced_or_dropped() {
        assert_eq!(
            safe("a<b>c:d\"e/f\\g|h?i*j").unwrap(),
            "a_b_c_d_e_f_g_h_i_j"
        );
        assert_eq!(safe("a\tb\r\nc\u{1}d\u{7f}").unwrap(), "a b cd");
        assert_eq!(safe("a\u{202e}yp.exe").unwrap(), "ayp.exe");
    }

    #[test]
    fn names_that_windows_keeps_are_set_apart() {
        for text in [
            "CON",
            "con.py",
            "Nul",
            "COM1.txt",
            "lpt9",
            "aux .c",
            "com¹",
            "PRN.tar.gz",
        ] {
            assert_eq!(safe(text).unwrap(), format!("_{text}"));
        }
        for text in ["console", "COM", "COM10", "null.py", "auxiliary"] {
            assert_eq!(safe(text).unwrap(), text);
        }
    }

    #[test]
    fn trailing_dots_and_spaces_go() {
        assert_eq!(safe("what...").unwrap(), "what");
        assert_eq!(safe("what. . ").unwrap(), "what");
    }

    #[test]
    fn long_names_are_cut_between_characters_and_keep_their_ending() {
        let name = safe(&format!("{}.py", "가".repeat(300))).unwrap();
        assert!(name.len() <= 200 && name.len() > 195, "{}", name.len());
        assert!(name.ends_with("가.py"));
        let name = safe(&"🎉".repeat(300)).unwrap();
        assert_eq!(name.len(), 200);
        let name = safe(&format!("a.{}", "b".repeat(300))).unwrap();
        assert_eq!(name.len(), 200);
    }

    #[test]
    fn a_safe_name_is_safe_already() {
        for text in ["..x..", "CON", "a  b", "가.py", &"x.".repeat(300)] {
            let once = safe(text).unwrap();
            assert_eq!(safe(&once).unwrap(), once);
        }
    }
}
