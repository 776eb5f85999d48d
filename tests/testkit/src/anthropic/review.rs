//! A review as algosu asks the model for it.

use serde_json::{Value, json};

/// A review that fits algosu's schema, for code of any length: its remarks are on line 1.
#[must_use]
pub fn valid_review() -> Value {
    let category = |name: &str, score: u32, comment: &str, kind: &str| {
        json!({
            "name": name,
            "score": score,
            "comment": comment,
            "highlights": [{ "startLine": 1, "endLine": 1, "type": kind, "message": comment }],
        })
    };
    json!({
        "totalScore": 82,
        "summary": "Solves the problem in one pass; names could say more.",
        "timeComplexity": "O(n)",
        "spaceComplexity": "O(n)",
        "categories": [
            category("correctness", 90, "Handles the examples and the empty input.", "good"),
            category("efficiency", 85, "One pass is enough.", "good"),
            category("readability", 75, "A longer name would help here.", "suggestion"),
            category("structure", 80, "Reading and solving could be apart.", "suggestion"),
            category("bestPractice", 80, "The result of reading is not checked.", "issue"),
        ],
        "optimizedCode": null,
    })
}
