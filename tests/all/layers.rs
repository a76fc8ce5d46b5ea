//! Our layers among dfdx's: shapes, tuples, optimisers, files, gradients.

use dfdx::nn::modules::{
    AvgPoolGlobal, BatchNorm2D, Dropout, GeneralizedResidual, Linear, ReLU, Residual, Sigmoid, Tanh,
};
use dfdx::nn::{BuildModule, BuildOnDevice, LoadFromSafetensors, Module, ModuleMut, SaveToSafetensors, ZeroGrads};
use dfdx::optim::{Adam, AdamConfig, Momentum, Optimizer, Sgd, SgdConfig};
use dfdx::shapes::{Const, Rank2, Rank4};
use dfdx::tensor::{AsArray, Cpu, Gradients, NoneTape, SampleTensor, Tensor, Trace, ZerosTensor};
use dfdx::tensor_ops::{Backward, MeanTo};
use shuzi::Batch;
use shuzi::loss::{Loss, cross_entropy_with_logits_loss};
use shuzi::model::{Conv2d, Conv2dNoBias, Flatten, Init, LessonCnn, MaxPool2d, Model, Runs};

/// Small enough for finite differences, with every kind of layer that we have.
type Small = (
    (Conv2d<1, 3, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<3, 4, 3, 2, 1>, ReLU, MaxPool2d<3, 1, 1>),
    (Flatten, Linear<36, 5, f32, Cpu>),
);

#[test]
fn the_types_are_the_shapes_with_a_batch_known_when_compiling_or_running() {
    let device = Cpu::default();
    let network: LessonCnn = BuildModule::build(&device);
    let _: Tensor<Rank2<3, 10>, f32, Cpu> = network.forward(device.zeros::<Rank4<3, 1, 28, 28>>());
    let images = device.zeros_like(&(7, Const::<1>, Const::<28>, Const::<28>));
    let logits: Tensor<(usize, Const<10>), f32, Cpu> = network.forward(images);
    assert_eq!(logits.as_vec().len(), 70);
    let wide: Tensor<Rank4<1, 2, 55, 14>, f32, Cpu> =
        <Conv2d<1, 2, 11, 4> as BuildModule<Cpu, f32>>::build(&device).forward(device.zeros::<Rank4<1, 1, 227, 64>>());
    assert_eq!(wide.as_vec().len(), 2 * 55 * 14);
}

#[test]
fn they_stand_in_tuples_with_dfdxs_own_layers_and_train_with_its_optimisers() {
    type Net = (
        (Conv2d<1, 4, 3, 2, 1>, BatchNorm2D<4, f32, Cpu>, ReLU),
        Residual<(Conv2d<4, 4, 3, 1, 1>, ReLU, Conv2d<4, 4, 3, 1, 1>)>,
        (AvgPoolGlobal, Dropout, Linear<4, 3, f32, Cpu>),
    );
    let device = Cpu::seed_from_u64(1);
    let images: Tensor<(usize, Const<1>, Const<8>, Const<8>), f32, Cpu> =
        device.sample_normal_like(&(6, Const, Const, Const));
    let labels = [0, 1, 2, 0, 1, 2];
    type Update<'a> = dyn FnMut(&mut Net, &Gradients<f32, Cpu>) + 'a;
    let train = |step: &mut Update<'_>| {
        let mut network: Net = BuildModule::build(&Cpu::seed_from_u64(2));
        let mut losses = Vec::new();
        for _ in 0..60 {
            let traced = images.clone().traced(network.alloc_grads());
            let loss = cross_entropy_with_logits_loss(network.forward_mut(traced), &labels).expect("three classes");
            losses.push(loss.array());
            step(&mut network, &loss.backward());
        }
        let (first, last) = (losses[..10].iter().sum::<f32>(), losses[50..].iter().sum::<f32>());
        assert!(last < 0.8 * first, "the loss went from {first} to {last}");
    };
    let some: Net = BuildModule::build(&device);
    let mut sgd = Sgd::new(&some, SgdConfig { lr: 0.05, momentum: Some(Momentum::Nesterov(0.9)), weight_decay: None });
    train(&mut |network, gradients| sgd.update(network, gradients).expect("all parameters are used"));
    let mut adam = Adam::new(&some, AdamConfig { lr: 0.02, ..Default::default() });
    train(&mut |network, gradients| adam.update(network, gradients).expect("all parameters are used"));
}

#[test]
fn they_are_saved_and_loaded_by_dfdxs_traits_and_built_on_a_device() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let device = Cpu::seed_from_u64(3);
    let saved: Small = BuildModule::build(&device);
    saved.save_safetensors(file.path()).expect("saved");
    let mut loaded: Small = BuildModule::build(&device);
    let images = device.sample_normal::<Rank4<2, 1, 12, 12>>();
    assert_ne!(loaded.forward(images.clone()).array(), saved.forward(images.clone()).array());
    loaded.load_safetensors(file.path()).expect("loaded");
    assert_eq!(loaded.forward(images.clone()).array(), saved.forward(images).array());
    let built = <Conv2d<2, 3, 3> as BuildOnDevice<Cpu, f32>>::build_on_device(&device);
    let bound = 1.0 / 18f32.sqrt();
    assert!(built.weight.as_vec().iter().chain(&built.bias.as_vec()).all(|weight| weight.abs() <= bound));
}

/// Everything that takes part in [`Runs`]: layers alone and together, branches, a batch norm, odd sides.
type Network = (
    (Conv2d<1, 4, 5, 1, 2>, ReLU, MaxPool2d<2, 2>, BatchNorm2D<4, f32, Cpu>),
    (Conv2d<4, 5, 3, 1, 1>, Sigmoid, MaxPool2d<3, 2, 1>, ReLU),
    (Residual<(Conv2d<5, 5, 3, 1, 1>, ReLU, Conv2d<5, 5, 3, 1, 1>)>, ReLU),
    (GeneralizedResidual<(Conv2d<5, 4, 3, 2, 1>, Tanh), Conv2d<5, 4, 1, 2>>, Flatten, Linear<16, 3, f32, Cpu>),
);

#[test]
fn layers_that_run_together_give_what_each_gives_alone() {
    type Images<T> = Tensor<(usize, Const<1>, Const<13>, Const<13>), f32, Cpu, T>;
    let device = Cpu::seed_from_u64(6);
    let mut alone: Network = BuildModule::build(&device);
    let mut together = alone.clone();
    let images: Images<NoneTape> = device.sample_normal_like(&(19, Const, Const, Const));

    let outputs = alone.forward_mut(images.leaky_trace());
    let fused = together.train(images.leaky_trace().into()).expect("memory");
    assert_near("outputs in training", &fused.as_vec(), &outputs.as_vec());

    let expected = outputs.square().mean::<dfdx::shapes::Rank0, _>().backward();
    let found = fused.square().mean::<dfdx::shapes::Rank0, _>().backward();
    macro_rules! same_gradients {
        ($($($path:tt).+),*) => { $(
            let (ours, theirs) = (found.get(&together.$($path).+), expected.get(&alone.$($path).+));
            assert_near(stringify!($($path).+), &ours.as_vec(), &theirs.as_vec());
        )* };
    }
    same_gradients!(
        0.0.weight,
        0.0.bias,
        0.3.scale,
        1.0.weight,
        1.0.bias,
        2.0.0.0.weight,
        2.0.0.2.weight,
        2.0.0.2.bias,
        3.0.f.0.weight,
        3.0.r.weight,
        3.0.r.bias,
        3.2.weight
    );
    assert_near("images", &found.get(&images).as_vec(), &expected.get(&images).as_vec());

    let (infer, forward) = (together.infer(images.clone().into()).expect("memory"), alone.forward(images));
    assert_near("outputs", &infer.as_vec(), &forward.as_vec());
}

#[track_caller]
fn assert_near(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected.iter().fold(0.0, |largest: f32, number| largest.max(number.abs()));
    assert!(largest > 0.0, "{what} says something");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-4 * largest, "{what}: {found} instead of {expected}");
    }
}

#[test]
fn gradients_through_the_whole_network_agree_with_finite_differences() {
    let device = Cpu::seed_from_u64(4);
    let mut network: Small = BuildModule::build(&device);
    let mut images = device.sample_normal::<Rank4<2, 1, 12, 12>>();
    // Squares, so that the loss bends, and is far from the noise of f32.
    let loss = |network: &Small, images: &Tensor<Rank4<2, 1, 12, 12>, f32, Cpu>| {
        network.forward(images.clone()).square().mean::<dfdx::shapes::Rank0, _>().array()
    };
    let gradients = network.forward(images.leaky_trace()).square().mean().backward();

    let check = |name: &str, analytic: Vec<f32>, numeric: &mut dyn FnMut(usize, f32) -> f32| {
        let scale = analytic.iter().fold(0.0, |largest: f32, value| largest.max(value.abs()));
        assert!(scale > 0.0, "{name} has a gradient");
        let step = 2e-3;
        let mut off = 0;
        let places: Vec<usize> = (0..analytic.len()).step_by(analytic.len().div_ceil(40)).collect();
        for &place in &places {
            let slope = (numeric(place, step) - numeric(place, -step)) / (2.0 * step);
            off += usize::from((slope - analytic[place]).abs() > 0.03 * scale);
        }
        // A step may cross the bend of a ReLU or swap a maximum; few do.
        assert!(off * 10 <= places.len(), "{name}: {off} of {} differ", places.len());
    };
    fn nudged<S: dfdx::shapes::Shape>(tensor: &mut Tensor<S, f32, Cpu>, place: usize, step: f32) {
        let mut values = tensor.as_vec();
        values[place] += step;
        tensor.copy_from(&values);
    }
    macro_rules! check_parameter {
        ($($path:tt).+) => {
            let analytic = gradients.get(&network.$($path).+).as_vec();
            check(stringify!($($path).+), analytic, &mut |place, step| {
                nudged(&mut network.$($path).+, place, step);
                let value = loss(&network, &images);
                nudged(&mut network.$($path).+, place, -step);
                value
            });
        };
    }
    check_parameter!(0.0.weight);
    check_parameter!(0.0.bias);
    check_parameter!(1.0.weight);
    check_parameter!(1.0.bias);
    check_parameter!(2.1.weight);
    check("images", gradients.get(&images).as_vec(), &mut |place, step| {
        nudged(&mut images, place, step);
        let value = loss(&network, &images);
        nudged(&mut images, place, -step);
        value
    });
}

#[test]
fn a_convolution_without_a_bias_trains_like_one_whose_bias_stays_zero() {
    type Without = (Conv2dNoBias<1, 2, 5, 4, 0>, Flatten, Linear<72, 10, f32, Cpu>);
    type With = (Conv2d<1, 2, 5, 4, 0>, Flatten, Linear<72, 10, f32, Cpu>);
    let mut without = Model::new::<Without>("without", Init::Paddle, 1);
    let mut with = Model::new::<With>("with", Init::Paddle, 1);
    let images: Vec<f32> = (0..3 * 784).map(|pixel| (pixel % 17) as f32 / 17.0).collect();
    let batch = Batch { images, labels: vec![3, 1, 4] };
    for step in 0..2 {
        let losses = [&mut without, &mut with].map(|model| model.train_step(&batch, Loss::CrossEntropy, 0.1, step));
        let [ours, theirs] = losses.map(|loss| loss.expect("trained"));
        assert!(step > 0 || ours == theirs, "{ours} and {theirs}");
        assert_eq!(without.parameters().len(), 3, "a weight, and the linear layer's two");
        let weights = |model: &Model| model.parameters()[0].values.clone();
        if step == 0 {
            assert_eq!(weights(&without), weights(&with));
        }
    }
}
