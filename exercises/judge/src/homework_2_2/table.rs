//! hw.2: a table of parameters, row by row.

use ask::homework_2_2;
use words::text;
use words::written::thousands;

use crate::judge::Judge;
use crate::typical::{judged, mistakes};

/// A network of the table.
#[derive(Clone, Copy, Debug)]
struct Row {
    name: &'static str,
    parameters: usize,
    /// The same without biases, or without batch normalisation.
    forgetful: usize,
    /// Of the network that was changed.
    before: usize,
}

const ROWS: [Row; 5] = [
    // 156 + 2,416 + 48,120 + 10,164 + 62 × 85.
    Row { name: "LeNet-5, 62 classes", parameters: 66_126, forgetful: 65_838, before: 61_706 },
    // 62,378,344 − 1000 × 4,097 + 10 × 4,097.
    Row { name: "AlexNet, 10 classes", parameters: 58_322_314, forgetful: 58_312_736, before: 62_378_344 },
    // torchvision: `VGG16_Weights`, `ResNet34_Weights`, num_params.
    Row { name: "VGG-16", parameters: 138_357_544, forgetful: 138_344_128, before: 132_863_336 },
    // The eight convolutions, 9,220,480, and 1000 × 513.
    Row { name: "VGG-11, averaged", parameters: 9_733_480, forgetful: 9_729_728, before: 132_863_336 },
    Row { name: "ResNet-34", parameters: 21_797_672, forgetful: 21_780_648, before: 11_689_512 },
];

pub static TABLE: Judge<&str, Vec<(String, usize)>> = Judge {
    questions: &homework_2_2::TABLE,
    judge: |&name, table| {
        let row = ROWS.iter().find(|row| row.name == name).expect("a row for each name that is asked for");
        let Some((_, found)) = table.iter().find(|(given, _)| given == name) else {
            return Err(text!("表里没有叫 {name} 的一行。", "the table has no row of the name {name}."));
        };
        let mistakes = mistakes! {
            *found == 0 => "还没有填。", "It is not filled in yet.";
            *found == row.before =>
                "那是正文里的网络，不是改过的这一个。", "That is the chapter's network, not this one.";
            *found == row.forgetful && name == "ResNet-34" =>
                "好像没有算批归一化：每个通道有两个数。",
                "Batch normalisation seems not to be counted: it has two numbers for each channel.";
            *found == row.forgetful => "好像没有算偏置。", "The biases seem not to be counted.";
        };
        judged(*found == row.parameters, name, &format_args!("{}", thousands(*found)), &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use shuzi::model::{
        AlexNet, AvgPoolGlobal, BasicBlock, BatchNorm2d, Conv2d, Conv2dNoBias, Digit, DownBlock, Flatten, LeNet5,
        Linear, MaxPool2d, Photo224, Photo227, ReLU, Summary, summary,
    };

    type Two<const IN: usize, const OUT: usize> =
        (Conv2d<IN, OUT, 3, 1, 1>, ReLU, Conv2d<OUT, OUT, 3, 1, 1>, ReLU, MaxPool2d<2, 2>);
    type Three<const IN: usize, const OUT: usize> = (
        Conv2d<IN, OUT, 3, 1, 1>,
        ReLU,
        Conv2d<OUT, OUT, 3, 1, 1>,
        ReLU,
        (Conv2d<OUT, OUT, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    );
    type Vgg16 = (
        (Two<3, 64>, Two<64, 128>, Three<128, 256>, Three<256, 512>, Three<512, 512>),
        (Flatten, Linear<25088, 4096>, ReLU, Linear<4096, 4096>, ReLU, Linear<4096, 1000>),
    );
    type Vgg11Averaged = (
        (Conv2d<3, 64, 3, 1, 1>, ReLU, MaxPool2d<2, 2>, Conv2d<64, 128, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
        (Two<128, 256>, Two<256, 512>, Two<512, 512>),
        (AvgPoolGlobal, Linear<512, 1000>),
    );
    type ResNet34 = (
        (Conv2dNoBias<3, 64, 7, 2, 3>, BatchNorm2d<64>, ReLU, MaxPool2d<3, 2, 1>),
        (BasicBlock<64>, BasicBlock<64>, BasicBlock<64>),
        (DownBlock<64, 128>, BasicBlock<128>, BasicBlock<128>, BasicBlock<128>),
        (DownBlock<128, 256>, BasicBlock<256>, BasicBlock<256>, (BasicBlock<256>, BasicBlock<256>, BasicBlock<256>)),
        (DownBlock<256, 512>, BasicBlock<512>, BasicBlock<512>),
        (AvgPoolGlobal, Linear<512, 1000>),
    );

    /// Numbers that biases are: of convolutions and linear layers.
    fn biases(network: &Summary) -> usize {
        let with_bias = network
            .layers
            .iter()
            .filter(|layer| layer.layer.starts_with("Conv2d ") || layer.layer.starts_with("Linear"));
        with_bias.map(|layer| layer.output_shape[0]).sum()
    }

    #[test]
    fn the_counts_are_those_of_the_types() {
        let [lenet, alexnet, vgg16, averaged, resnet] = ROWS;
        let (five, alex) = (summary::<LeNet5, Digit>(), summary::<AlexNet, Photo227>());
        assert_eq!(lenet.parameters, five.parameters() + 52 * 85);
        assert_eq!(lenet.forgetful, lenet.parameters - biases(&five) - 52);
        assert_eq!(alexnet.parameters, alex.parameters() - 990 * 4097);
        assert_eq!(alexnet.forgetful, alexnet.parameters - (biases(&alex) - 990));
        for (row, network) in [(vgg16, summary::<Vgg16, Photo224>()), (averaged, summary::<Vgg11Averaged, Photo224>())]
        {
            assert_eq!(
                (row.parameters, row.forgetful),
                (network.parameters(), network.parameters() - biases(&network))
            );
        }
        let network = summary::<ResNet34, Photo224>();
        let normalisations = network.layers.iter().filter(|layer| layer.layer.contains("BatchNorm"));
        let learnt: usize = normalisations.map(|layer| layer.parameters).sum();
        assert_eq!((resnet.parameters, resnet.forgetful), (network.parameters(), network.parameters() - learnt));
    }

    fn table(number: impl Fn(&Row) -> usize) -> Vec<(String, usize)> {
        ROWS.iter().map(|row| (row.name.to_owned(), number(row))).collect()
    }

    #[test]
    fn rows_count_by_name_in_any_order() {
        passes(&TABLE, |_| table(|row| row.parameters));
        passes(&TABLE, |_| table(|row| row.parameters).into_iter().rev().collect());
        let all_but = |name: &'static str, number: fn(&Row) -> usize| {
            move |_: &&str| table(|row| if row.name == name { number(row) } else { row.parameters })
        };
        fails(&TABLE, all_but("VGG-16", |row| row.forgetful), 12.0, ["biases seem not"]);
        fails(&TABLE, all_but("ResNet-34", |row| row.forgetful), 12.0, ["Batch normalisation"]);
        fails(&TABLE, all_but("VGG-11, averaged", |row| row.before), 12.0, ["not this one"]);
        fails(&TABLE, |_| table(|_| 0), 0.0, ["not filled in"]);
        fails(&TABLE, |_| Vec::new(), 0.0, ["no row of the name VGG-16"]);
    }
}
