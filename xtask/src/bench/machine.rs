//! The machine that the numbers are of.

use std::fs;
use std::process::Command;
use std::time::Duration;

use lab::process::answer;

/// From this share on the machine counts as busy with something else.
pub const BUSY: f64 = 0.1;

/// The processor's name, as the operating system tells it.
pub fn processor() -> String {
    let linux = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| model_name(&text));
    let mac = || answer(Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"])).ok();
    let windows = || std::env::var("PROCESSOR_IDENTIFIER").ok();
    linux.or_else(mac).or_else(windows).map_or_else(|| "unknown".to_owned(), |name| name.trim().to_owned())
}

fn model_name(cpuinfo: &str) -> Option<String> {
    let line = cpuinfo.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// How many cores this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The share of the machine that others keep busy, 0 to 1, looked at for a second; `None` where the system does not tell.
pub fn busy() -> Option<f64> {
    let before = ticks(&fs::read_to_string("/proc/stat").ok()?)?;
    std::thread::sleep(Duration::from_secs(1));
    let after = ticks(&fs::read_to_string("/proc/stat").ok()?)?;
    let (all, idle) = (after.0.checked_sub(before.0)?, after.1.checked_sub(before.1)?);
    (all > 0).then(|| 1.0 - idle as f64 / all as f64)
}

/// All ticks since the start, and the idle ones among them (idle itself, and waiting for a disk).
fn ticks(stat: &str) -> Option<(u64, u64)> {
    let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<u64> = line.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    Some((ticks.iter().take(8).sum(), ticks.get(3)? + ticks.get(4)?))
}

/// A file's name for a machine: `amd-epyc-7b13-avx2`.
pub fn slug(processor: &str, instructions: &str) -> String {
    let plain: String = format!("{processor} {instructions}")
        .replace("(R)", "")
        .replace("(TM)", "")
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_plain_file_name() {
        assert_eq!(slug("AMD EPYC 7B13 64-Core Processor", "AVX2"), "amd-epyc-7b13-64-core-processor-avx2");
        assert_eq!(slug("Intel(R) Xeon(R) CPU @ 2.20GHz", "AVX-512"), "intel-xeon-cpu-2-20ghz-avx-512");
    }

    #[test]
    fn the_processor_is_read_from_what_linux_says() {
        let text =
            "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC\nprocessor\t: 1\nmodel name\t: other";
        assert_eq!(model_name(text).as_deref(), Some("AMD EPYC"));
        assert_eq!(model_name("Hardware : none"), None);
    }

    #[test]
    fn waiting_for_a_disk_counts_as_idle() {
        assert_eq!(ticks("cpu  10 0 5 80 5 0 0 0 0 0\ncpu0 1 2 3 4\n"), Some((100, 85)));
        assert_eq!(ticks("intr 1"), None);
    }
}
