//! Names for demo visitors: an adjective and an animal, so that nobody is taken for a real person.

use uuid::Uuid;

use crate::locale::Locale;

const KOREAN: ([&str; 12], [&str; 12]) = (
    [
        "용감한",
        "차분한",
        "재빠른",
        "느긋한",
        "꼼꼼한",
        "호기심 많은",
        "씩씩한",
        "다정한",
        "영리한",
        "부지런한",
        "명랑한",
        "침착한",
    ],
    [
        "수달",
        "고슴도치",
        "두루미",
        "다람쥐",
        "너구리",
        "펭귄",
        "올빼미",
        "고래",
        "사슴",
        "거북이",
        "참새",
        "여우",
    ],
);

const ENGLISH: ([&str; 12], [&str; 12]) = (
    [
        "Brave", "Calm", "Quick", "Patient", "Careful", "Curious", "Cheerful", "Gentle", "Clever",
        "Diligent", "Merry", "Steady",
    ],
    [
        "Otter", "Hedgehog", "Crane", "Squirrel", "Badger", "Penguin", "Owl", "Whale", "Deer",
        "Tortoise", "Sparrow", "Fox",
    ],
);

/// A friendly name, chosen by the random part of the visitor's id.
pub(crate) fn demo_name(user: Uuid, locale: Locale) -> String {
    let (adjectives, animals) = match locale {
        Locale::Ko => KOREAN,
        Locale::En => ENGLISH,
    };
    let random = user.as_u128() as usize;
    let adjective = adjectives.get(random % adjectives.len());
    let animal = animals.get(random / adjectives.len() % animals.len());
    match (adjective, animal) {
        (Some(adjective), Some(animal)) => format!("{adjective} {animal}"),
        _ => "algosu".to_owned(),
    }
}

/// What a visitor's own study is called.
pub(crate) fn demo_study(name: &str, locale: Locale) -> (String, String) {
    match locale {
        Locale::Ko => (
            format!("{name}의 스터디"),
            "둘러보기용 스터디입니다. 하루가 지나면 사라집니다.".to_owned(),
        ),
        Locale::En => (
            format!("{name}'s study"),
            "A study to look around in. It is gone after a day.".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_get_many_different_names_in_their_language() {
        for (locale, is_right) in [
            (
                Locale::Ko,
                (|c: char| !c.is_ascii_alphabetic()) as fn(char) -> bool,
            ),
            (Locale::En, |c: char| c.is_ascii()),
        ] {
            let names: std::collections::HashSet<String> = (0..200)
                .map(|_| demo_name(Uuid::now_v7(), locale))
                .collect();
            assert!(names.len() > 60, "{}", names.len());
            assert!(names.iter().all(|name| name.chars().all(is_right)));
        }
    }
}
