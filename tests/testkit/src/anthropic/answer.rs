//! What the model says.

use serde_json::{Value, json};

use super::ledger::Call;
use super::tokens;

/// One answer of the model.
#[derive(Debug, Clone)]
pub struct Answer {
    text: String,
    stop_reason: String,
}

impl Answer {
    /// Plain text, ended by the model itself.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            stop_reason: "end_turn".to_owned(),
        }
    }

    /// A JSON value as text; where a tool is forced, as that tool's input.
    #[must_use]
    pub fn json(value: &Value) -> Self {
        Self::text(&value.to_string())
    }

    /// The model declines: no text and `stop_reason: refusal`.
    #[must_use]
    pub fn refusal() -> Self {
        Self::text("").stopped_by("refusal")
    }

    /// Only the first bytes (rounded down to a whole character), and `stop_reason: max_tokens`.
    #[must_use]
    pub fn cut_short(mut self, bytes: usize) -> Self {
        let end = self.text.floor_char_boundary(bytes);
        self.text.truncate(end);
        self.stopped_by("max_tokens")
    }

    /// Another `stop_reason`.
    #[must_use]
    pub fn stopped_by(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.stop_reason);
        self
    }

    /// The whole message as the API answers it.
    pub(super) fn message(&self, call: &Call, number: u64) -> Value {
        let (content, stop_reason) = match call.forced_tool() {
            // Half a JSON text is no input: then the tool is called with nothing, as a model cut short does.
            Some(tool) => {
                let input: Value = serde_json::from_str(&self.text).unwrap_or_else(|_| json!({}));
                let id = format!("toolu_fake{number}");
                let block = json!({ "type": "tool_use", "id": id, "name": tool, "input": input });
                let reason = match self.stop_reason.as_str() {
                    "end_turn" => "tool_use",
                    reason => reason,
                };
                (vec![block], reason)
            }
            None if self.text.is_empty() => (Vec::new(), self.stop_reason.as_str()),
            None => {
                let prefill = call.prefill().unwrap_or_default();
                let text = self
                    .text
                    .strip_prefix(prefill.trim_end())
                    .unwrap_or(&self.text);
                let block = json!({ "type": "text", "text": text });
                (vec![block], self.stop_reason.as_str())
            }
        };
        json!({
            "id": format!("msg_fake{number}"),
            "type": "message",
            "role": "assistant",
            "model": call.model(),
            "content": content,
            "stop_reason": stop_reason,
            "stop_sequence": null,
            "usage": {
                "input_tokens": tokens(&call.text()),
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0,
                "output_tokens": tokens(&self.text),
                "service_tier": "standard",
            },
        })
    }
}
