//! Feature maps on their way through a network, in whatever form the next layer can take them fastest.
//!
//! `net.forward(tensor)` runs each layer for itself, as everything in dfdx does. [`crate::Runs`] runs the very same network
//! on [`Maps`] instead: a convolution then only notes what it has to do, ReLU and max-pooling add themselves to the note,
//! and one kernel does it all at the end. Between two such stages the maps stay interleaved, image beside image (see
//! `src/kernels/group.rs`), and where nobody asks for the gradient of the images it is not computed.

use std::cell::RefCell;
use std::rc::Rc;

use dfdx::shapes::{ConstDim, HasShape, Shape};
use dfdx::tensor::{Cpu, CpuError, Gradients, NoneTape, PutTape, SplitTape, Tape, Tensor, TensorFromVec};
use dfdx::tensor_ops::ReshapeTo;

use crate::backend::Backend;
use crate::kernels::blocks::are_few;
use crate::kernels::buffer::Buffer;
use crate::kernels::conv2d::Conv2dSizes;
use crate::kernels::group::{deinterleave, interleave, lanes, num_groups};
use crate::kernels::max_pool2d::MaxPool2dSizes;
use crate::kernels::stage::{self, Prepared, Stage};
use crate::tensors::AnyTensor;

/// Feature maps of a batch, `[N, C, H, W]`, with a tape `T`.
pub struct Maps<C: ConstDim, H: ConstDim, W: ConstDim, T> {
    batch_size: usize,
    device: Cpu,
    form: Form<C, H, W>,
    tape: T,
}

/// A dfdx tensor of feature maps.
type Planar<C, H, W, T> = Tensor<(usize, C, H, W), f32, Cpu, T>;

enum Form<C: ConstDim, H: ConstDim, W: ConstDim> {
    Planar(Planar<C, H, W, NoneTape>),
    Computed(Numbers),
    Convolving(Box<Convolving>),
}

/// What the kernels took or gave.
#[derive(Clone)]
enum Numbers {
    Grouped(Grouped),
    /// So few images that each is computed in blocks, `[N, C, H, W]`; only without a tape.
    Few(Rc<Buffer>),
}

impl Numbers {
    /// Planar images whose gradient nobody asks for.
    fn of_images(images: &[f32], image_len: usize, with_tape: bool) -> Numbers {
        if !with_tape && are_few(images.len() / image_len) {
            let mut numbers = Buffer::new(images.len());
            numbers.copy_from_slice(images);
            Numbers::Few(Rc::new(numbers))
        } else {
            Numbers::Grouped(Grouped::of_images(images, image_len))
        }
    }

    fn into_groups(self, image_len: usize) -> Grouped {
        match self {
            Numbers::Grouped(grouped) => grouped,
            Numbers::Few(images) => Grouped::of_images(&images, image_len),
        }
    }
}

/// Interleaved numbers, `[groups, C, H, W, lanes]`.
#[derive(Clone)]
struct Grouped {
    numbers: Rc<Buffer>,
    /// Where whoever takes the numbers leaves their gradient; `None` where nobody asks for it.
    gradient: Option<Slot>,
}

type Slot = Rc<RefCell<Option<Buffer>>>;

impl Grouped {
    /// Planar images whose gradient nobody asks for.
    fn of_images(images: &[f32], image_len: usize) -> Grouped {
        let mut numbers = Buffer::new(num_groups(images.len() / image_len) * image_len * lanes());
        interleave(images, image_len, &mut numbers);
        Grouped { numbers: Rc::new(numbers), gradient: None }
    }

    /// Leaves a gradient, where anybody asks for it; two branches' gradients are added.
    fn give_back(&self, gradient: impl FnOnce() -> Buffer) {
        let Some(slot) = &self.gradient else { return };
        match &mut *slot.borrow_mut() {
            Some(total) => total.iter_mut().zip(&gradient()[..]).for_each(|(total, part)| *total += part),
            empty => *empty = Some(gradient()),
        }
    }
}

/// A convolution that is still to be computed.
struct Convolving {
    stage: Stage,
    input: Numbers,
    prepared: Prepared,
    /// Lends the weight's and the bias's gradients to a function that adds to them.
    with_gradients: WithGradients,
}

type WithGradients =
    Box<dyn FnOnce(&mut Gradients<f32, Cpu>, &mut dyn FnMut(&mut [f32], &mut [f32])) -> Result<(), CpuError>>;

impl Convolving {
    /// Computes it, with the pooling that follows, if any.
    fn compute<T: Tape<f32, Cpu>>(self, pool: Option<MaxPool2dSizes>, tape: &mut T) -> Numbers {
        let Convolving { stage, input, prepared, with_gradients } = self;
        let stage = Stage { pool, ..stage };
        if let Numbers::Few(images) = &input {
            let mut output = Buffer::new(images.len() / stage.conv.input_len() * stage.output_len());
            if stage.forward_few(&prepared, images, &mut output) {
                return Numbers::Few(Rc::new(output));
            }
        }
        let input = input.into_groups(stage.conv.input_len());
        let groups = input.numbers.len() / (stage.conv.input_len() * lanes());
        let mut output = Buffer::new(groups * stage.output_len() * lanes());
        let mut marks = (T::OWNS_TAPE && pool.is_some()).then(|| Buffer::new(output.len()));
        stage.forward(&prepared, &input.numbers, &mut output, marks.as_deref_mut());
        let (output, slot) = (Rc::new(output), Slot::default());
        let computed = Grouped { numbers: output.clone(), gradient: Some(slot.clone()) };
        if T::OWNS_TAPE {
            tape.add_backward_op(move |gradients| {
                let Some(grad_output) = slot.take() else { return Ok(()) };
                let mut grad_input = input.gradient.is_some().then(|| Buffer::new(input.numbers.len()));
                let kept: &[f32] = match &marks {
                    Some(marks) => marks,
                    None if stage.relu => &output,
                    None => &[],
                };
                with_gradients(gradients, &mut |weight, bias| {
                    let targets = stage::Gradients { input: grad_input.as_deref_mut(), weight, bias };
                    stage.backward(&prepared, &input.numbers, kept, &grad_output, targets);
                })?;
                if let Some(grad_input) = grad_input {
                    input.give_back(|| grad_input);
                }
                Ok(())
            });
        }
        Numbers::Grouped(computed)
    }
}

impl<C: ConstDim, H: ConstDim, W: ConstDim, T: Tape<f32, Cpu>> From<Planar<C, H, W, T>> for Maps<C, H, W, T> {
    fn from(tensor: Planar<C, H, W, T>) -> Self {
        let (tensor, tape) = tensor.split_tape();
        let (batch_size, device) = (tensor.shape().0, tensor.device().clone());
        Maps { batch_size, device, form: Form::Planar(tensor), tape }
    }
}

impl<C: ConstDim, H: ConstDim, W: ConstDim, T: Tape<f32, Cpu>> Maps<C, H, W, T> {
    /// Images whose own gradient nobody asks for, `[N, C, H, W]` row-major.
    ///
    /// # Panics
    /// When `images` is not whole images.
    pub fn of_images(device: &Cpu, images: &[f32], tape: T) -> Self {
        let image_len = image_len::<C, H, W>();
        assert_eq!(images.len() % image_len, 0, "{} numbers are not whole images of {image_len}", images.len());
        let form = Form::Computed(Numbers::of_images(images, image_len, T::OWNS_TAPE));
        Maps { batch_size: images.len() / image_len, device: device.clone(), form, tape }
    }

    /// As a dfdx tensor: what a layer takes that knows nothing of `Maps`.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn into_tensor(mut self) -> Result<Planar<C, H, W, T>, CpuError> {
        let numbers = match self.form {
            Form::Planar(tensor) => return Ok(tensor.put_tape(self.tape)),
            Form::Computed(numbers) => numbers,
            Form::Convolving(convolving) => convolving.compute(None, &mut self.tape),
        };
        let shape = (self.batch_size, C::default(), H::default(), W::default());
        planar(&self.device, numbers, shape, image_len::<C, H, W>(), self.tape)
    }

    /// As what a convolution takes.
    fn into_numbers(self) -> Result<(Numbers, T), CpuError> {
        let mut tape = self.tape;
        let numbers = match self.form {
            Form::Computed(numbers) => numbers,
            Form::Convolving(convolving) => convolving.compute(None, &mut tape),
            Form::Planar(tensor) => {
                let image_len = image_len::<C, H, W>();
                let mut numbers = Numbers::of_images(&tensor.as_vec(), image_len, T::OWNS_TAPE);
                if let (true, Numbers::Grouped(grouped)) = (T::OWNS_TAPE, &mut numbers) {
                    let slot = Slot::default();
                    grouped.gradient = Some(slot.clone());
                    let ghost = tensor.ghost();
                    tape.add_backward_op(move |gradients| {
                        let Some(groups) = slot.take() else { return Ok(()) };
                        let gradient = &mut **gradients.get_or_alloc_mut(&ghost)?;
                        let mut part = Buffer::new(gradient.len());
                        deinterleave(&groups, image_len, &mut part);
                        gradient.iter_mut().zip(&part[..]).for_each(|(total, part)| *total += part);
                        Ok(())
                    });
                }
                numbers
            }
        };
        Ok((numbers, tape))
    }
}

/// Numbers as a tensor whose shape has `image_len` numbers an image.
fn planar<S: Shape, T: Tape<f32, Cpu>>(
    device: &Cpu,
    numbers: Numbers,
    shape: S,
    image_len: usize,
    mut tape: T,
) -> Result<Tensor<S, f32, Cpu, T>, CpuError> {
    let grouped = match numbers {
        Numbers::Grouped(grouped) => grouped,
        Numbers::Few(images) => return Ok(device.try_tensor_from_vec(images.to_vec(), shape)?.put_tape(tape)),
    };
    let mut images = vec![0.0; shape.num_elements()];
    deinterleave(&grouped.numbers, image_len, &mut images);
    let tensor = device.try_tensor_from_vec(images, shape)?;
    if grouped.gradient.is_some() {
        let (ghost, len) = (tensor.ghost(), grouped.numbers.len());
        tape.add_backward_op(move |gradients| {
            let mut groups = Buffer::new(len);
            interleave(gradients.get_or_alloc_mut(&ghost)?, image_len, &mut groups);
            grouped.give_back(|| groups);
            Ok(())
        });
    }
    Ok(tensor.put_tape(tape))
}

fn sum(ours: &Buffer, theirs: &Buffer) -> Buffer {
    let mut sum = ours.clone();
    sum.iter_mut().zip(&theirs[..]).for_each(|(sum, term)| *sum += term);
    sum
}

fn image_len<C: ConstDim, H: ConstDim, W: ConstDim>() -> usize {
    C::SIZE * H::SIZE * W::SIZE
}

/// What layers do to maps.
impl<C: ConstDim, H: ConstDim, W: ConstDim, T: Tape<f32, Cpu>> Maps<C, H, W, T> {
    /// Notes a convolution.
    pub(crate) fn convolve<C2: ConstDim, H2: ConstDim, W2: ConstDim, S: Shape, B: Shape>(
        self,
        conv: Conv2dSizes,
        weight: &Tensor<S, f32, Cpu>,
        bias: &Tensor<B, f32, Cpu>,
    ) -> Result<Maps<C2, H2, W2, T>, CpuError> {
        let (batch_size, device) = (self.batch_size, self.device.clone());
        let (input, tape) = self.into_numbers()?;
        let stage = Stage::new(conv);
        let prepared = Prepared::new(&stage, &weight.numbers(), &bias.numbers(), T::OWNS_TAPE);
        let (weight, bias) = (weight.ghost(), bias.ghost());
        let with_gradients: WithGradients = Box::new(move |gradients, add| {
            // The tape lends one gradient at a time: take both, and put them back.
            let mut grad_weight = std::mem::take(&mut **gradients.get_or_alloc_mut(&weight)?);
            let mut grad_bias = std::mem::take(&mut **gradients.get_or_alloc_mut(&bias)?);
            add(&mut grad_weight, &mut grad_bias);
            **gradients.get_or_alloc_mut(&weight)? = grad_weight;
            **gradients.get_or_alloc_mut(&bias)? = grad_bias;
            Ok(())
        });
        let form = Form::Convolving(Box::new(Convolving { stage, input, prepared, with_gradients }));
        Ok(Maps { batch_size, device, form, tape })
    }

    /// ReLU, which a convolution before it takes along.
    pub(crate) fn relu(mut self) -> Result<Self, CpuError> {
        match &mut self.form {
            Form::Convolving(convolving) => {
                convolving.stage.relu = true;
                Ok(self)
            }
            _ => Ok(self.into_tensor()?.try_relu()?.into()),
        }
    }

    /// Max-pooling, in one kernel with the convolution before it.
    pub(crate) fn max_pool<H2: ConstDim, W2: ConstDim>(
        mut self,
        pool: MaxPool2dSizes,
    ) -> Result<Maps<C, H2, W2, T>, CpuError> {
        let Form::Convolving(convolving) = self.form else {
            let shape = (self.batch_size, C::default(), H2::default(), W2::default());
            return Ok(Cpu::max_pool2d(pool, shape, self.into_tensor()?)?.into());
        };
        let form = Form::Computed(convolving.compute(Some(pool), &mut self.tape));
        Ok(Maps { batch_size: self.batch_size, device: self.device, form, tape: self.tape })
    }

    /// The same maps for two branches; the tape goes with the first.
    pub(crate) fn twice(self) -> Result<[Self; 2], CpuError> {
        let (batch_size, device) = (self.batch_size, self.device.clone());
        let (numbers, tape) = self.into_numbers()?;
        let maps = |numbers, tape| Maps { batch_size, device: device.clone(), form: Form::Computed(numbers), tape };
        Ok([maps(numbers.clone(), tape), maps(numbers, T::default())])
    }

    /// Adds maps of another branch.
    pub(crate) fn add(self, other: Self) -> Result<Self, CpuError> {
        let (batch_size, device) = (self.batch_size, self.device.clone());
        let ((ours, tape), (theirs, their_tape)) = (self.into_numbers()?, other.into_numbers()?);
        let mut tape = tape.merge(their_tape);
        if let (Numbers::Few(ours), Numbers::Few(theirs)) = (&ours, &theirs) {
            let form = Form::Computed(Numbers::Few(Rc::new(sum(ours, theirs))));
            return Ok(Maps { batch_size, device, form, tape });
        }
        let [ours, theirs] = [ours, theirs].map(|numbers| numbers.into_groups(image_len::<C, H, W>()));
        let sum = sum(&ours.numbers, &theirs.numbers);
        let slot = Slot::default();
        let taken = slot.clone();
        tape.add_backward_op(move |_| {
            if let Some(gradient) = taken.take() {
                ours.give_back(|| gradient.clone());
                theirs.give_back(|| gradient);
            }
            Ok(())
        });
        let form = Form::Computed(Numbers::Grouped(Grouped { numbers: Rc::new(sum), gradient: Some(slot) }));
        Ok(Maps { batch_size, device, form, tape })
    }

    /// One row an image.
    pub(crate) fn flatten<F: ConstDim>(mut self) -> Result<Tensor<(usize, F), f32, Cpu, T>, CpuError> {
        let shape = (self.batch_size, F::default());
        let numbers = match self.form {
            Form::Planar(tensor) => return tensor.put_tape(self.tape).try_reshape_like(&shape),
            Form::Computed(numbers) => numbers,
            Form::Convolving(convolving) => convolving.compute(None, &mut self.tape),
        };
        planar(&self.device, numbers, shape, F::SIZE, self.tape)
    }
}
