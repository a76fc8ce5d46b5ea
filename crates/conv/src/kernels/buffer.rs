//! Memory for numbers that is used again: a training then needs no more of it after its first step.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// A cache line; a vector that lies in one is read at once, one that lies across two is read twice.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; LINE]);
const LINE: usize = 16;

/// Numbers at the start of a cache line. Dropped, it waits in its thread for the next one of its length.
pub(crate) struct Buffer {
    lines: Vec<Line>,
    len: usize,
}

/// Buffers of a thread that wait at most; beyond that they are freed.
const WAITING_AT_MOST: usize = 32;

thread_local! {
    static WAITING: RefCell<Vec<Vec<Line>>> = const { RefCell::new(Vec::new()) };
}

impl Buffer {
    /// Numbers of any value: whoever asks for them writes them before reading.
    pub fn new(len: usize) -> Buffer {
        let lines = len.div_ceil(LINE);
        let used = WAITING.with_borrow_mut(|waiting| {
            let place = waiting.iter().rposition(|buffer| buffer.len() == lines)?;
            Some(waiting.swap_remove(place))
        });
        Buffer { lines: used.unwrap_or_else(|| vec![Line([0.0; LINE]); lines]), len }
    }

    /// Zeros.
    pub fn zeros(len: usize) -> Buffer {
        let mut buffer = Buffer::new(len);
        buffer.fill(0.0);
        buffer
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        // A thread that ends has no place to wait in any more.
        let _ = WAITING.try_with(|waiting| {
            let mut waiting = waiting.borrow_mut();
            if waiting.len() == WAITING_AT_MOST {
                waiting.remove(0);
            }
            waiting.push(lines);
        });
    }
}

#[allow(unsafe_code)]
impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        // SAFETY: a `Line` is 16 numbers and nothing else (64 bytes, aligned to 64), and `len` of them fit into the lines.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

#[allow(unsafe_code)]
impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as above, and the buffer is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Buffer {
        let mut copy = Buffer::new(self.len);
        copy.copy_from_slice(self);
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_buffer_is_used_again_for_the_same_length() {
        let first = Buffer::zeros(100);
        let place = first.as_ptr();
        assert_eq!((first.len(), place.align_offset(64)), (100, 0));
        drop(first);
        let (other, again) = (Buffer::new(1000), Buffer::new(100));
        assert_eq!(again.as_ptr(), place);
        assert_ne!(other.as_ptr(), place);
    }

    #[test]
    fn what_waits_is_bounded() {
        let many: Vec<Buffer> = (0..2 * WAITING_AT_MOST).map(|_| Buffer::new(16)).collect();
        drop(many);
        assert_eq!(WAITING.with_borrow(Vec::len), WAITING_AT_MOST);
    }
}
