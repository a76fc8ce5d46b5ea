//! Convolutional networks that made history, as types: [`super::summary`] counts what they learn and multiply.
//!
//! There are several variants of each; the documentation of each type says which one it is. All of them end in logits, which
//! a softmax turns into probabilities. Naming a type costs nothing: AlexNet's 62 million weights are not there before someone
//! builds the network.

use dfdx::shapes::Const;

use super::{
    AvgPoolGlobal, BatchNorm2d, Conv2d, Conv2dNoBias, DropoutOneIn, Flatten, GeneralizedResidual, Init, Linear,
    MaxPool2d, Model, ReLU, Residual, Summary, summary,
};
use figures::Table;
use words::text;
use words::written::thousands;

/// A digit of 32 × 32 pixels in one channel, as LeNet-5's paper has it, without the batch.
pub type Digit32 = (Const<1>, Const<32>, Const<32>);

/// A colour photograph of 227 × 227 pixels, without the batch.
pub type Photo227 = (Const<3>, Const<227>, Const<227>);

/// A colour photograph of 224 × 224 pixels, without the batch.
pub type Photo224 = (Const<3>, Const<224>, Const<224>);

/// LeNet-5 in its modern form: 61,706 parameters, ten logits.
///
/// The network of 1998 (LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition*) with
/// what has become usual since: ReLU for the scaled tanh, max-pooling for the trained subsampling, every map of the second
/// convolution connected with all of the first, and a linear layer with softmax for the Gaussian units at the end. Digits come
/// as 28 × 28 pixels, and padding 2 makes them the 32 × 32 of the original.
///
/// # Shapes
/// `[N, 1, 28, 28]` → `[N, 6, 14, 14]` → `[N, 16, 5, 5]` → `[N, 400]` → `[N, 120]` → `[N, 84]` → logits `[N, 10]`
pub type LeNet5 = (
    (Conv2d<1, 6, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<6, 16, 5>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<400, 120>, ReLU),
    (Linear<120, 84>, ReLU, Linear<84, 10>),
);

/// AlexNet with all channels connected: 62,378,344 parameters, a thousand logits.
///
/// Krizhevsky, Sutskever and Hinton, *ImageNet classification with deep convolutional neural networks*, 2012. The original
/// split three of its convolutions into two groups, one a graphics card, and has 60,965,224 parameters; this is the variant
/// without groups. Local response normalisation, which learns nothing, is left out. The paper says 224 × 224 pixels; its sizes
/// only come out with 227. (torchvision's `alexnet` is another variant, with fewer channels: 61,100,840.)
///
/// # Shapes
/// `[N, 3, 227, 227]` → `[N, 96, 27, 27]` → `[N, 256, 13, 13]` → `[N, 256, 6, 6]` → `[N, 9216]` → logits `[N, 1000]`
pub type AlexNet = (
    (Conv2d<3, 96, 11, 4>, ReLU, MaxPool2d<3, 2>),
    (Conv2d<96, 256, 5, 1, 2>, ReLU, MaxPool2d<3, 2>),
    (Conv2d<256, 384, 3, 1, 1>, ReLU, Conv2d<384, 384, 3, 1, 1>, ReLU),
    (Conv2d<384, 256, 3, 1, 1>, ReLU, MaxPool2d<3, 2>),
    (Flatten, DropoutOneIn<2>, Linear<9216, 4096>, ReLU),
    (DropoutOneIn<2>, Linear<4096, 4096>, ReLU, Linear<4096, 1000>),
);

/// VGG-11, configuration A of the paper: 132,863,336 parameters, a thousand logits.
///
/// Simonyan and Zisserman, *Very deep convolutional networks for large-scale image recognition*, 2014 (ICLR 2015). All of its
/// convolutions are 3 × 3. This is torchvision's `vgg11`, without batch normalisation.
///
/// # Shapes
/// `[N, 3, 224, 224]` → `[N, 64, 112, 112]` → `[N, 128, 56, 56]` → `[N, 256, 28, 28]` → `[N, 512, 14, 14]` →
/// `[N, 512, 7, 7]` → `[N, 25088]` → logits `[N, 1000]`
pub type Vgg11 = (
    (Conv2d<3, 64, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<64, 128, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<128, 256, 3, 1, 1>, ReLU, Conv2d<256, 256, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<256, 512, 3, 1, 1>, ReLU, Conv2d<512, 512, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<512, 512, 3, 1, 1>, ReLU, Conv2d<512, 512, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (
        (Flatten, Linear<25088, 4096>, ReLU, DropoutOneIn<2>),
        (Linear<4096, 4096>, ReLU, DropoutOneIn<2>, Linear<4096, 1000>),
    ),
);

/// Two 3 × 3 convolutions, to whose output their input is added: ResNet's basic block.
///
/// # Shapes
/// `[N, CHANNELS, H, W]` → the same
pub type BasicBlock<const CHANNELS: usize> = (
    Residual<(
        Conv2dNoBias<CHANNELS, CHANNELS, 3, 1, 1>,
        BatchNorm2d<CHANNELS>,
        ReLU,
        Conv2dNoBias<CHANNELS, CHANNELS, 3, 1, 1>,
        BatchNorm2d<CHANNELS>,
    )>,
    ReLU,
);

/// The block that halves the sides: the input goes through a 1 × 1 convolution of stride 2 before it is added, since it would
/// have another shape (the paper's option B).
///
/// # Shapes
/// `[N, IN_CHANNELS, H, W]` → `[N, OUT_CHANNELS, H / 2, W / 2]`
pub type DownBlock<const IN_CHANNELS: usize, const OUT_CHANNELS: usize> = (
    GeneralizedResidual<
        (
            Conv2dNoBias<IN_CHANNELS, OUT_CHANNELS, 3, 2, 1>,
            BatchNorm2d<OUT_CHANNELS>,
            ReLU,
            Conv2dNoBias<OUT_CHANNELS, OUT_CHANNELS, 3, 1, 1>,
            BatchNorm2d<OUT_CHANNELS>,
        ),
        (Conv2dNoBias<IN_CHANNELS, OUT_CHANNELS, 1, 2, 0>, BatchNorm2d<OUT_CHANNELS>),
    >,
    ReLU,
);

/// ResNet-18: 11,689,512 parameters, a thousand logits.
///
/// He, Zhang, Ren and Sun, *Deep residual learning for image recognition*, 2015 (CVPR 2016), with 1 × 1 convolutions where a
/// shortcut changes the shape. This is torchvision's `resnet18`.
///
/// # Shapes
/// `[N, 3, 224, 224]` → `[N, 64, 56, 56]` → `[N, 128, 28, 28]` → `[N, 256, 14, 14]` → `[N, 512, 7, 7]` → `[N, 512]` →
/// logits `[N, 1000]`
pub type ResNet18 = (
    (Conv2dNoBias<3, 64, 7, 2, 3>, BatchNorm2d<64>, ReLU, MaxPool2d<3, 2, 1>),
    (BasicBlock<64>, BasicBlock<64>),
    (DownBlock<64, 128>, BasicBlock<128>),
    (DownBlock<128, 256>, BasicBlock<256>),
    (DownBlock<256, 512>, BasicBlock<512>),
    (AvgPoolGlobal, Linear<512, 1000>),
);

/// Two convolutions whose input is added to their output, without batch normalisation.
type SmallBlock<const CHANNELS: usize> =
    (Residual<(Conv2d<CHANNELS, CHANNELS, 3, 1, 1>, ReLU, Conv2d<CHANNELS, CHANNELS, 3, 1, 1>)>, ReLU);

/// A small residual network for digits: 28,266 parameters, ten logits.
///
/// It has ResNet's ideas (3 × 3 kernels, shortcuts, stride 2 in place of pooling, a global average at the end) and is shallow
/// enough to do without batch normalisation.
///
/// # Shapes
/// `[N, 1, 28, 28]` → `[N, 16, 28, 28]` → `[N, 32, 14, 14]` → `[N, 32]` → logits `[N, 10]`
pub type SmallResNet = (
    (Conv2d<1, 16, 3, 1, 1>, ReLU, SmallBlock<16>),
    (Conv2d<16, 32, 3, 2, 1>, ReLU, SmallBlock<32>),
    (AvgPoolGlobal, Linear<32, 10>),
);

impl Model {
    /// [`LeNet5`], to be trained.
    pub fn lenet5(init: Init, seed: u64) -> Model {
        Model::new::<LeNet5>("LeNet5", init, seed)
    }

    /// [`SmallResNet`], to be trained.
    pub fn small_resnet(init: Init, seed: u64) -> Model {
        Model::new::<SmallResNet>("SmallResNet", init, seed)
    }
}

/// A network of this module, with what its type tells.
#[derive(Clone, Debug)]
pub struct ClassicNetwork {
    /// Its name.
    pub name: &'static str,
    /// When its paper was first published.
    pub year: u32,
    /// Its layers.
    pub summary: Summary,
}

/// The networks of this module side by side, for images of the size that each was made for.
#[derive(Clone, Debug)]
pub struct ClassicNetworks(pub Vec<ClassicNetwork>);

/// LeNet-5, AlexNet, VGG-11 and ResNet-18 side by side, counted from their types.
///
/// ```
/// let networks = shuzi::model::classic_networks();
/// assert_eq!(networks.0[1].summary.parameters(), 62_378_344);
/// println!("{networks}");
/// ```
pub fn classic_networks() -> ClassicNetworks {
    let network = |name, year, summary| ClassicNetwork { name, year, summary };
    ClassicNetworks(vec![
        network("LeNet-5", 1998, summary::<LeNet5, super::Digit>()),
        network("AlexNet", 2012, summary::<AlexNet, Photo227>()),
        network("VGG-11", 2014, summary::<Vgg11, Photo224>()),
        network("ResNet-18", 2015, summary::<ResNet18, Photo224>()),
    ])
}

impl ClassicNetwork {
    /// How much of its parameters, and of its multiply-adds, is in linear layers, 0 to 1.
    pub fn share_of_linear_layers(&self) -> [f64; 2] {
        let linear = || self.summary.layers.iter().filter(|layer| layer.layer.starts_with("Linear"));
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        [
            share(linear().map(|layer| layer.parameters).sum(), self.summary.parameters()),
            share(linear().map(|layer| layer.multiply_adds).sum(), self.summary.multiply_adds()),
        ]
    }
}

impl ClassicNetworks {
    fn table(&self) -> Table {
        let of_linear = text!("在线性层", "in linear layers");
        let head = [
            text!("网络", "network"),
            text!("年份", "year"),
            text!("输入", "input"),
            text!("参数个数", "parameters"),
            of_linear.clone(),
            text!("乘加次数", "multiply-adds"),
            of_linear,
        ];
        let mut table = Table::new(1, head);
        for network in &self.0 {
            let [parameters, multiply_adds] =
                network.share_of_linear_layers().map(|share| format!("{:.1} %", share * 100.0));
            let input: Vec<String> = network.summary.input_shape.iter().map(usize::to_string).collect();
            table.row([
                network.name.to_string(),
                network.year.to_string(),
                input.join("×"),
                thousands(network.summary.parameters()),
                parameters,
                thousands(network.summary.multiply_adds()),
                multiply_adds,
            ]);
        }
        table
    }

    /// Shows the table in a notebook.
    pub fn evcxr_display(&self) {
        self.table().evcxr_display();
    }
}

impl std::fmt::Display for ClassicNetworks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Digit;

    /// LeNet-5 and AlexNet by hand, layer by layer: see the chapter, and 96·(3·11² + 1), 256·(96·5² + 1), 384·(256·3² + 1),
    /// 384·(384·3² + 1), 256·(384·3² + 1), 4096·(9216 + 1), 4096·(4096 + 1), 1000·(4096 + 1). VGG-11 and ResNet-18 by
    /// torchvision's tables, `num_params` of `VGG11_Weights` and `ResNet18_Weights`.
    #[test]
    fn the_networks_have_as_many_parameters_as_published() {
        let counts: Vec<usize> = classic_networks().0.iter().map(|network| network.summary.parameters()).collect();
        assert_eq!(counts, [61_706, 62_378_344, 132_863_336, 11_689_512]);
        assert_eq!(summary::<SmallResNet, Digit>().parameters(), 28_266);
    }

    /// torchvision's tables have 7.609 billion for `VGG11_Weights` and 1.814 for `ResNet18_Weights` (`_ops`, multiply-adds).
    #[test]
    fn the_networks_have_as_many_multiply_adds_as_published() {
        let counts: Vec<usize> = classic_networks().0.iter().map(|network| network.summary.multiply_adds()).collect();
        assert_eq!(counts[..2], [416_520, 1_135_256_096]);
        let in_millions = |count: usize| (count + 500_000) / 1_000_000;
        assert_eq!([in_millions(counts[2]), in_millions(counts[3])], [7_609, 1_814]);
    }

    #[test]
    fn the_sizes_between_the_stages_are_the_papers() {
        let shapes = |summary: &Summary| -> Vec<Vec<usize>> {
            let shapes = summary.layers.iter().map(|layer| layer.output_shape.clone());
            let mut shapes: Vec<_> = shapes.filter(|shape| shape.len() == 3).collect();
            shapes.dedup_by_key(|shape| shape[1]);
            shapes
        };
        let networks = classic_networks().0;
        let sides =
            |index: usize| -> Vec<usize> { shapes(&networks[index].summary).iter().map(|shape| shape[1]).collect() };
        assert_eq!(sides(0), [28, 14, 10, 5]);
        assert_eq!(sides(1), [55, 27, 13, 6]);
        assert_eq!(sides(2), [224, 112, 56, 28, 14, 7]);
        assert_eq!(sides(3), [112, 56, 28, 14, 7]);
    }

    #[test]
    fn the_two_that_are_trained_give_ten_logits() {
        for model in [Model::lenet5(Init::Paddle, 1), Model::small_resnet(Init::Torch, 1)] {
            let logits = model.outputs(&[0.5; 2 * 784]).expect("computed");
            assert!(logits.len() == 20 && logits.iter().all(|logit| logit.is_finite()), "{}", model.name());
        }
    }
}
