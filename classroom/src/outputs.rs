//! What cells showed, as it came out of a sandbox: known kinds of outputs, shortened, rebuilt field by field.

use super::limits::{REPLIES, TEXT};
use notebook::joined;
use serde_json::{Map, Value, json};

/// The type of a check's replies.
pub const REPLIES_TYPE: &str = "application/vnd.shuzi.replies+json";

/// The output as nbformat has it, if it is one.
pub fn accepted(output: &Value) -> Option<Value> {
    match output["output_type"].as_str()? {
        "stream" => {
            let name = if output["name"] == "stderr" { "stderr" } else { "stdout" };
            Some(json!({ "output_type": "stream", "name": name, "text": shortened(&joined(&output["text"])) }))
        }
        "error" => {
            let trace: Vec<String> =
                output["traceback"].as_array().into_iter().flatten().filter_map(Value::as_str).map(shortened).collect();
            Some(json!({
                "output_type": "error",
                "ename": shortened(output["ename"].as_str().unwrap_or("Error")),
                "evalue": shortened(output["evalue"].as_str().unwrap_or_default()),
                "traceback": [shortened(&trace.join("\n"))],
            }))
        }
        "display_data" | "execute_result" => Some(json!({
            "output_type": "display_data",
            "data": data(&output["data"]),
            "metadata": {},
        })),
        _ => None,
    }
}

fn data(found: &Value) -> Map<String, Value> {
    let found = found.as_object().into_iter().flatten();
    let fits = |(mime, data): &(&String, &Value)| {
        let room = if *mime == REPLIES_TYPE { REPLIES } else { TEXT };
        mime.len() < 100 && data.to_string().len() <= room
    };
    found.filter(fits).map(|(mime, data)| (mime.clone(), data.clone())).collect()
}

/// The beginning and the end, where the reason of a panic stands.
fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= TEXT {
        return text.to_owned();
    }
    let half = TEXT / 2;
    let beginning: String = text.chars().take(half).collect();
    let end: String = text.chars().skip(count - half).collect();
    format!("{beginning}\n…\n{end}")
}

/// The replies among a check's outputs; the last, should there be several.
pub fn replies(outputs: &[Value]) -> Option<&Value> {
    outputs.iter().rev().find_map(|output| output["data"].get(REPLIES_TYPE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_rebuilt_and_shortened() {
        let long = "a".repeat(3 * TEXT);
        let stream = accepted(&json!({ "output_type": "stream", "name": "evil", "text": [long], "x": 1 })).unwrap();
        assert_eq!((&stream["name"], stream.get("x")), (&json!("stdout"), None));
        assert_eq!(stream["text"].as_str().unwrap().chars().count(), TEXT + 3);
        let error = accepted(&json!({ "output_type": "error", "evalue": 7, "traceback": ["a", {}, "b"] })).unwrap();
        assert_eq!(error["traceback"], json!(["a\nb"]));
        assert_eq!(accepted(&json!({ "output_type": "update_display_data" })), None);
        assert_eq!(accepted(&json!(3)), None);
    }

    #[test]
    fn pictures_are_dropped_and_replies_kept() {
        let picture = "x".repeat(TEXT + 1);
        let output = json!({ "output_type": "execute_result", "data": {
            "image/png": picture, "text/plain": "7", REPLIES_TYPE: { "replies": picture } }, "execution_count": 3 });
        let kept = accepted(&output).unwrap();
        assert_eq!(kept["data"]["text/plain"], "7");
        assert_eq!(kept["data"].as_object().unwrap().len(), 2);
        assert_eq!(replies(&[kept]), Some(&json!({ "replies": picture })));
        assert_eq!(replies(&[]), None);
    }
}
