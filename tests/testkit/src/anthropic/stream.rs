//! A message as the stream of events that the API sends.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

/// How many bytes of text or JSON go into one delta, about.
const DELTA: usize = 48;

/// `message_start`, then for each block its start, deltas and stop, then `message_delta` and `message_stop`.
pub(super) fn pieces(message: &Value, pace: Duration) -> Vec<(Duration, Bytes)> {
    let mut start = message.clone();
    let mut blocks = Vec::new();
    let (mut reason, mut used) = (Value::Null, Value::Null);
    if let Value::Object(fields) = &mut start {
        if let Some(Value::Array(content)) = fields.insert("content".into(), json!([])) {
            blocks = content;
        }
        reason = fields
            .insert("stop_reason".into(), Value::Null)
            .unwrap_or_default();
        if let Some(Value::Object(usage)) = fields.get_mut("usage") {
            used = usage
                .insert("output_tokens".into(), json!(1))
                .unwrap_or_default();
        }
    }
    let mut events = vec![event(&json!({ "type": "message_start", "message": start }))];
    for (index, block) in blocks.iter().enumerate() {
        let (empty, content, delta) = opened(block);
        events.push(event(
            &json!({ "type": "content_block_start", "index": index, "content_block": empty }),
        ));
        if index == 0 {
            events.push(event(&json!({ "type": "ping" })));
        }
        for part in parts(&content) {
            let (kind, field) = delta;
            let delta = json!({ "type": kind, field: part });
            events.push(event(
                &json!({ "type": "content_block_delta", "index": index, "delta": delta }),
            ));
        }
        events.push(event(
            &json!({ "type": "content_block_stop", "index": index }),
        ));
    }
    let delta = json!({ "stop_reason": reason, "stop_sequence": null });
    let usage = json!({ "output_tokens": used });
    events.push(event(
        &json!({ "type": "message_delta", "delta": delta, "usage": usage }),
    ));
    events.push(event(&json!({ "type": "message_stop" })));
    events.into_iter().map(|event| (pace, event)).collect()
}

/// A block without its content, the content, and how a delta of it is called.
fn opened(block: &Value) -> (Value, String, (&'static str, &'static str)) {
    let mut empty = block.clone();
    let Value::Object(fields) = &mut empty else {
        return (empty, String::new(), ("text_delta", "text"));
    };
    if let Some(input) = fields.get_mut("input") {
        let content = std::mem::replace(input, json!({})).to_string();
        return (empty, content, ("input_json_delta", "partial_json"));
    }
    let text = fields.insert("text".into(), "".into()).unwrap_or_default();
    let text = text.as_str().unwrap_or_default().to_owned();
    (empty, text, ("text_delta", "text"))
}

/// Whole characters, a few at a time.
fn parts(mut text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let (part, rest) = text.split_at(text.ceil_char_boundary(DELTA));
        parts.push(part);
        text = rest;
    }
    parts
}

fn event(data: &Value) -> Bytes {
    let name = data.get("type").and_then(Value::as_str).unwrap_or_default();
    format!("event: {name}\ndata: {data}\n\n").into()
}
