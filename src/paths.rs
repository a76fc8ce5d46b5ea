//! stand-in
#![allow(missing_docs)]
use std::path::PathBuf;
pub fn checkpoint_file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".cache/checkpoints").join(format!("{name}.safetensors"))
}
