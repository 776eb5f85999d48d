//! What the model was asked.

use std::time::SystemTime;

use serde_json::Value;

/// One call that passed all checks.
#[derive(Debug, Clone)]
pub struct Call {
    /// The number of the request ([`crate::fake::Request::number`]).
    pub request: u64,
    /// When it was answered.
    pub at: SystemTime,
    /// The whole body: model, `max_tokens`, messages and the rest.
    pub body: Value,
}

impl Call {
    /// The model asked for.
    #[must_use]
    pub fn model(&self) -> &str {
        self.body
            .get("model")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// All text of the system prompt and the messages, one piece per line: to look for a submission's code.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        texts(self.body.get("system"), &mut lines);
        let messages = self.body.get("messages").and_then(Value::as_array);
        for message in messages.into_iter().flatten() {
            texts(message.get("content"), &mut lines);
        }
        lines.join("\n")
    }

    /// The tool that must be used, if one is forced.
    #[must_use]
    pub fn forced_tool(&self) -> Option<&str> {
        let choice = self.body.get("tool_choice")?;
        match choice.get("type")?.as_str()? {
            "tool" => choice.get("name")?.as_str(),
            "any" => self.body.get("tools")?.get(0)?.get("name")?.as_str(),
            _ => None,
        }
    }

    /// The beginning of the answer, if the last message puts it into the model's mouth.
    #[must_use]
    pub fn prefill(&self) -> Option<String> {
        let last = self.body.get("messages")?.as_array()?.last()?;
        if last.get("role")?.as_str()? != "assistant" {
            return None;
        }
        let mut lines = Vec::new();
        texts(last.get("content"), &mut lines);
        Some(lines.concat())
    }
}

/// A text, or a list of blocks of which some are text.
fn texts(content: Option<&Value>, lines: &mut Vec<String>) {
    match content {
        Some(Value::String(text)) => lines.push(text.clone()),
        Some(Value::Array(blocks)) => {
            let texts = blocks
                .iter()
                .filter_map(|block| block.get("text")?.as_str());
            lines.extend(texts.map(str::to_owned));
        }
        Some(_) | None => {}
    }
}
