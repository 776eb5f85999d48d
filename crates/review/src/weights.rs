//! How much each category counts.

use crate::CategoryName;

/// The weight of a category in the total, in percent; the five add up to 100 for every language.
#[must_use]
pub fn weight(category: CategoryName, language: &str) -> u32 {
    let sql = language == "sql";
    match category {
        CategoryName::Correctness => 40,
        CategoryName::Efficiency if sql => 15,
        CategoryName::Efficiency => 20,
        CategoryName::Readability | CategoryName::Structure => 15,
        CategoryName::BestPractice if sql => 15,
        CategoryName::BestPractice => 10,
    }
}

/// The weighted mean of the categories that have a score, rounded half up; none where none has one.
pub(crate) fn total(
    scores: impl Iterator<Item = (CategoryName, u8)>,
    language: &str,
) -> Option<u8> {
    let (sum, weights) = scores.fold((0_u32, 0_u32), |(sum, weights), (category, score)| {
        let weight = weight(category, language);
        (sum + weight * u32::from(score), weights + weight)
    });
    let doubled = weights.checked_mul(2).filter(|doubled| *doubled > 0)?;
    u8::try_from((2 * sum + weights) / doubled).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [CategoryName; 5] = [
        CategoryName::Correctness,
        CategoryName::Efficiency,
        CategoryName::Readability,
        CategoryName::Structure,
        CategoryName::BestPractice,
    ];

    #[test]
    fn the_weights_of_every_language_add_up_to_a_hundred() {
        for language in ["python", "sql", "brainfuck"] {
            let sum: u32 = ALL.into_iter().map(|name| weight(name, language)).sum();
            assert_eq!(sum, 100, "{language}");
        }
    }

    #[test]
    fn the_total_is_the_weighted_mean_of_what_was_scored() {
        let scores = [90, 80, 70, 60, 50];
        let all = || ALL.into_iter().zip(scores);
        assert_eq!(
            total(all(), "python"),
            Some(77),
            "36 + 16 + 10.5 + 9 + 5 = 76.5"
        );
        assert_eq!(total(all(), "sql"), Some(75), "36 + 12 + 10.5 + 9 + 7.5");
        assert_eq!(
            total(all().take(2), "python"),
            Some(87),
            "(3600 + 1600) / 60"
        );
        assert_eq!(total(all().take(0), "python"), None);
        assert_eq!(
            total(ALL.into_iter().map(|name| (name, 100)), "sql"),
            Some(100)
        );
    }
}
