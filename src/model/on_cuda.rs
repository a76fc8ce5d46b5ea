//! Taking a network from the `Cpu` to a GPU: its type has to allow it, and the library must have been built for it.

use dfdx::nn::TensorCollection;
use dfdx::tensor::Cpu;

use super::any::AnyNetwork;
use crate::error::Result;

#[cfg(not(feature = "cuda"))]
mod without {
    use super::*;
    use crate::device::NoCuda;
    use crate::error::Error;

    /// A network that can be taken to a GPU: every one, but this library was built without the feature `cuda`.
    pub trait ToCuda: TensorCollection<f32, Cpu> {
        /// The same network on the GPU; `origin` is this very one.
        ///
        /// # Errors
        /// Always, since the library was built without CUDA.
        #[doc(hidden)]
        fn to_cuda(&self, _origin: Box<dyn AnyNetwork>) -> Result<Box<dyn AnyNetwork>> {
            Err(Error::OfCuda(NoCuda::NotBuilt {}))
        }
    }

    impl<N: TensorCollection<f32, Cpu>> ToCuda for N {}
}
#[cfg(not(feature = "cuda"))]
pub use without::ToCuda;

#[cfg(feature = "cuda")]
mod with {
    use dfdx::nn::ToDevice;
    use dfdx::tensor::Cuda;

    use super::*;
    use crate::device::start_cuda;
    use crate::model::any::compute;
    use crate::model::on_device::OnDevice;

    /// A network that can be taken to a GPU: all its layers run on any device.
    ///
    /// Ours and dfdx's do; a layer of your own does, where it implements dfdx's `Module` for tensors of every
    /// [`crate::model::Backend`].
    pub trait ToCuda: TensorCollection<f32, Cpu> {
        /// The same network on the GPU; `origin` is this very one.
        ///
        /// # Errors
        /// When there is no GPU, or its memory runs out.
        #[doc(hidden)]
        fn to_cuda(&self, origin: Box<dyn AnyNetwork>) -> Result<Box<dyn AnyNetwork>>;
    }

    impl<N> ToCuda for N
    where
        N: TensorCollection<f32, Cpu>,
        N::To<f32, Cuda>: TensorCollection<f32, Cuda>,
        OnDevice<N::To<f32, Cuda>, Cuda>: AnyNetwork + 'static,
    {
        fn to_cuda(&self, origin: Box<dyn AnyNetwork>) -> Result<Box<dyn AnyNetwork>> {
            let device = start_cuda()?;
            let network = self.try_to_device(&device).map_err(compute)?;
            Ok(Box::new(OnDevice::new(origin, network, device)?))
        }
    }
}
#[cfg(feature = "cuda")]
pub use with::ToCuda;
