//! What an answer gives back, as JSON and back: it travels out of the process in which a learner's code runs.

use serde_json::{Value, json};

use shuzi::model::{LayerSummary, Summary};

/// A value that an answer may give.
///
/// Numbers keep every bit. JSON has no NaN and no infinity: these travel as the words `"NaN"`, `"inf"`, `"-inf"`.
pub trait Reply: Sized {
    /// The value as JSON.
    fn to_json(&self) -> Value;

    /// The value that this JSON is; none if it is another kind of thing.
    fn from_json(json: &Value) -> Option<Self>;
}

impl Reply for f64 {
    fn to_json(&self) -> Value {
        if self.is_finite() { json!(self) } else { json!(self.to_string()) }
    }

    fn from_json(json: &Value) -> Option<f64> {
        match json.as_str() {
            Some(word @ ("NaN" | "inf" | "-inf")) => word.parse().ok(),
            _ => json.as_f64(),
        }
    }
}

impl Reply for f32 {
    fn to_json(&self) -> Value {
        f64::from(*self).to_json()
    }

    #[expect(clippy::cast_possible_truncation, reason = "it was an f32 before it was JSON, or it is wrong anyway")]
    fn from_json(json: &Value) -> Option<f32> {
        f64::from_json(json).map(|number| number as f32)
    }
}

/// What JSON has itself, and how it is read.
macro_rules! as_in_json {
    ($($type:ty: $read:expr;)+) => {
        $(impl Reply for $type {
            fn to_json(&self) -> Value {
                json!(self)
            }

            fn from_json(json: &Value) -> Option<$type> {
                $read(json)
            }
        })+
    };
}
as_in_json! {
    usize: |json: &Value| json.as_u64()?.try_into().ok();
    bool: Value::as_bool;
    String: |json: &Value| json.as_str().map(str::to_owned);
}

impl<T: Reply> Reply for Vec<T> {
    fn to_json(&self) -> Value {
        self.iter().map(T::to_json).collect()
    }

    fn from_json(json: &Value) -> Option<Vec<T>> {
        json.as_array()?.iter().map(T::from_json).collect()
    }
}

/// `[]` or `[value]`: a bare null would be what a missing reply looks like.
impl<T: Reply> Reply for Option<T> {
    fn to_json(&self) -> Value {
        self.iter().map(T::to_json).collect()
    }

    fn from_json(json: &Value) -> Option<Option<T>> {
        match json.as_array()?.as_slice() {
            [] => Some(None),
            [value] => Some(Some(T::from_json(value)?)),
            _ => None,
        }
    }
}

impl<A: Reply, B: Reply> Reply for (A, B) {
    fn to_json(&self) -> Value {
        json!([self.0.to_json(), self.1.to_json()])
    }

    fn from_json(json: &Value) -> Option<(A, B)> {
        match json.as_array()?.as_slice() {
            [first, second] => Some((A::from_json(first)?, B::from_json(second)?)),
            _ => None,
        }
    }
}

impl Reply for Summary {
    fn to_json(&self) -> Value {
        let layers: Vec<Value> = self.layers.iter().map(layer_to_json).collect();
        json!({ "input": self.input_shape, "layers": layers })
    }

    fn from_json(json: &Value) -> Option<Summary> {
        let layers = json["layers"].as_array()?.iter().map(layer_from_json).collect::<Option<_>>()?;
        Some(Summary::new(Vec::from_json(&json["input"])?, layers))
    }
}

fn layer_to_json(layer: &LayerSummary) -> Value {
    let LayerSummary { layer, output_shape, parameters, multiply_adds } = layer;
    json!({ "layer": layer, "shape": output_shape, "parameters": parameters, "multiply_adds": multiply_adds })
}

fn layer_from_json(json: &Value) -> Option<LayerSummary> {
    Some(LayerSummary {
        layer: String::from_json(&json["layer"])?,
        output_shape: Vec::from_json(&json["shape"])?,
        parameters: usize::from_json(&json["parameters"])?,
        multiply_adds: usize::from_json(&json["multiply_adds"])?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shuzi::model::{Digit, LessonCnn, summary};

    #[test]
    fn numbers_come_back_bit_for_bit() {
        let numbers = vec![0.1_f32, -0.0, f32::MIN_POSITIVE, 3.4e38, f32::INFINITY, f32::NEG_INFINITY];
        let text = numbers.to_json().to_string();
        let back = Vec::<f32>::from_json(&serde_json::from_str(&text).expect("JSON")).expect("numbers");
        let bits = |numbers: &[f32]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back), bits(&numbers));
        assert!(f32::from_json(&f32::NAN.to_json()).expect("a number").is_nan());
    }

    #[test]
    fn another_kind_of_thing_is_refused() {
        assert_eq!(f32::from_json(&json!("many")), None);
        assert_eq!(Vec::<usize>::from_json(&json!([1, -2])), None);
        assert_eq!(<(f32, usize)>::from_json(&json!([1.0])), None);
        assert_eq!(Summary::from_json(&json!({ "layers": [] })), None);
        assert_eq!(Option::<usize>::from_json(&Value::Null), None);
    }

    #[test]
    fn nothing_comes_back_as_nothing() {
        for answer in [None, Some(0_usize), Some(28)] {
            assert_eq!(Option::from_json(&answer.to_json()), Some(answer));
        }
    }

    #[test]
    fn a_network_comes_back_whole() {
        let lesson = summary::<LessonCnn, Digit>();
        assert_eq!(Summary::from_json(&lesson.to_json()), Some(lesson));
    }
}
