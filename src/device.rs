//! Where a network computes, and whether it can.

#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;

use words::{errors, text};

/// Where a network computes: see [`crate::model::Model::to`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// The processor, with this library's own kernels; `cpu` on the command line.
    // Not `Cpu`: a second public name like dfdx's would lengthen every message of the compiler about a network.
    #[default]
    Processor,
    /// The first NVIDIA GPU, where the library was built with the feature `cuda`.
    Cuda,
}

impl Device {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Device::Processor => "cpu",
            Device::Cuda => "cuda",
        }
    }
}

errors! {
    /// Why there is no computing on a GPU: what is missing and what to do.
    #[derive(Clone, PartialEq, Eq)]
    pub enum NoCuda {
        /// The library was built without the feature `cuda`.
        NotBuilt {} => text!(
            "这个程序编译时没有打开 CUDA，不能用显卡：请按 docs/cuda.md 装好 CUDA，再用 cargo run --release --features cuda 编译运行；或者去掉 --device cuda，用处理器计算。",
            "this program was built without CUDA and cannot use a GPU: install CUDA as docs/cuda.en.md says, then build and run it with cargo run --release --features cuda; or leave out --device cuda, and compute on the processor."
        );
        /// There is neither NVIDIA's `nvidia-smi` nor a device file of its driver.
        NoDriver {} => text!(
            "没有找到 NVIDIA 的驱动程序（没有 nvidia-smi，也没有 /dev/nvidia0）：请装好驱动，直到 nvidia-smi -L 能列出显卡；在容器里要让容器看得见显卡；没有 NVIDIA 显卡的电脑请用 --device cpu。",
            "there is no NVIDIA driver (neither nvidia-smi nor /dev/nvidia0): install it, until nvidia-smi -L lists the GPU; a container must be given the GPU; without an NVIDIA GPU use --device cpu."
        );
        /// There is a driver, and it lists no GPU.
        NoGpu {} => text!(
            "装有 NVIDIA 的驱动程序，但 nvidia-smi -L 没有列出显卡：请检查显卡是否装好、是否分配给了这台虚拟机或容器；没有显卡请用 --device cpu。",
            "there is an NVIDIA driver, but nvidia-smi -L lists no GPU: check that there is one, and that this virtual machine or container is given it; without a GPU use --device cpu."
        );
        /// CUDA did not start.
        Failed { message: String } => text!(
            "CUDA 没能启动：{message}。请检查驱动程序的版本不低于编译时所用 CUDA 的版本、CUDA_VISIBLE_DEVICES 没有把显卡隐藏起来，见 docs/cuda.md；或者用 --device cpu。",
            "CUDA did not start: {message}. Check that the driver is as new as the CUDA that the program was built with, and that CUDA_VISIBLE_DEVICES does not hide the GPU (see docs/cuda.en.md); or use --device cpu."
        );
    }
}

/// Starts CUDA on the first GPU.
///
/// # Errors
/// When there is no driver or no GPU, or CUDA does not start: each has a [`NoCuda`] of its own.
#[cfg(feature = "cuda")]
pub(crate) fn start_cuda() -> Result<Cuda, NoCuda> {
    let listing = std::process::Command::new("nvidia-smi").arg("-L").stdin(std::process::Stdio::null()).output();
    let listing = listing.ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    // A container may have a GPU and no nvidia-smi; on WSL the device file has another name.
    let device_file = ["/dev/nvidia0", "/dev/dxg"].iter().any(|path| std::path::Path::new(path).exists());
    look_for_gpu(listing.as_deref(), device_file).and_then(|()| quietly(|| Cuda::try_build(0, 0)))
}

/// Judges what `nvidia-smi -L` printed, if it ran at all, and whether there is a device file.
#[cfg(any(feature = "cuda", test))]
fn look_for_gpu(listing: Option<&str>, device_file: bool) -> Result<(), NoCuda> {
    match listing {
        Some(lines) if lines.lines().any(|line| line.starts_with("GPU ")) => Ok(()),
        _ if device_file => Ok(()),
        Some(_) => Err(NoCuda::NoGpu {}),
        None => Err(NoCuda::NoDriver {}),
    }
}

/// Runs what may panic where it should return an error (dfdx and cudarc unwrap what the driver says), without the panic's
/// lines on standard error.
#[cfg(any(feature = "cuda", test))]
fn quietly<T, E: std::fmt::Debug>(start: impl FnOnce() -> Result<T, E> + std::panic::UnwindSafe) -> Result<T, NoCuda> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let started = std::panic::catch_unwind(start);
    std::panic::set_hook(hook);
    let message = match started {
        Ok(Ok(device)) => return Ok(device),
        Ok(Err(error)) => format!("{error:?}"),
        Err(panic) => match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
            (Some(text), _) => text.clone(),
            (_, Some(text)) => text.to_string(),
            _ => "panic".into(),
        },
    };
    Err(NoCuda::Failed { message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gpu_is_looked_for_before_cuda_starts() {
        let listed = "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-1)\n";
        assert_eq!(look_for_gpu(Some(listed), false), Ok(()));
        assert_eq!(look_for_gpu(Some("No devices found.\n"), false), Err(NoCuda::NoGpu {}));
        assert_eq!(look_for_gpu(Some(""), false), Err(NoCuda::NoGpu {}));
        assert_eq!(look_for_gpu(None, false), Err(NoCuda::NoDriver {}));
        assert_eq!(look_for_gpu(None, true), Ok(()));
    }

    #[test]
    fn a_panic_while_starting_becomes_an_error_with_its_words() {
        let panicked = quietly(|| -> Result<(), ()> { panic!("no device {}", 7) });
        assert_eq!(panicked, Err(NoCuda::Failed { message: "no device 7".into() }));
        let refused = quietly(|| -> Result<(), &str> { Err("out of memory") });
        assert_eq!(refused, Err(NoCuda::Failed { message: "\"out of memory\"".into() }));
        assert_eq!(quietly(|| -> Result<u8, ()> { Ok(7) }), Ok(7));
    }
}
