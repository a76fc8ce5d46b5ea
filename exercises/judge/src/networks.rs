//! Judging a network by its summary: what it learns, and which shapes it gives. How its layers are grouped, and which of
//! several paddings gives a side, is the learner's affair.

use std::ops::Range;

use ask::Look;
use shuzi::model::{LayerSummary, Summary};
use words::text;

/// Whether a network is as a task describes it, in what is looked at.
///
/// # Errors
/// What it differs in, in words; not what it should be.
pub fn as_described(look: &Look, found: &Summary, described: &Summary) -> Result<(), String> {
    match look {
        Look::Layers(which) => same_layers(found, described, which),
        Look::Last(which) => {
            same_layers(found, described, which)?;
            as_many_layers(found, described)
        }
        Look::LastAndPoolings(which) => {
            same_layers(found, described, which)?;
            as_many_layers(found, described)?;
            same_poolings(found, described)
        }
        Look::Between => {
            as_many_layers(found, described)?;
            activated(found)?;
            same_poolings(found, described)
        }
        Look::Shortcut => {
            same_shortcuts(found, described)?;
            activated(found)
        }
    }
}

/// Whether the layers with parameters are as expected, for those of the range, numbered from 0.
fn same_layers(found: &Summary, expected: &Summary, which: &Range<usize>) -> Result<(), String> {
    let (found, expected) = (learning(found), learning(expected));
    for index in which.clone() {
        let Some(layer) = found.get(index) else {
            let (number, count) = (index + 1, found.len());
            return Err(text!(
                "还没有第 {number} 个有参数的层：一共只有 {count} 个。",
                "there is no layer {number} with parameters yet: there are {count} in all."
            ));
        };
        same_layer(index + 1, layer, expected[index])?;
    }
    Ok(())
}

/// Whether there are as many layers with parameters as expected.
fn as_many_layers(found: &Summary, expected: &Summary) -> Result<(), String> {
    let (count, expected) = (learning(found).len(), learning(expected).len());
    if count < expected {
        return Err(text!(
            "一共只有 {count} 个有参数的层，比要求的少。",
            "there are only {count} layers with parameters, fewer than asked for."
        ));
    }
    if count > expected {
        return Err(text!(
            "一共有 {count} 个有参数的层，比要求的多。",
            "there are {count} layers with parameters, more than asked for."
        ));
    }
    Ok(())
}

/// Whether an activation stands between any two layers with parameters, and nothing after the last.
fn activated(found: &Summary) -> Result<(), String> {
    let mut learning = 0;
    let mut active = true;
    for layer in &found.layers {
        if layer.parameters > 0 {
            if !active {
                let next = learning + 1;
                return Err(text!(
                    "第 {learning} 个和第 {next} 个有参数的层之间没有 ReLU：两次“乘权重、相加”并成了一次。",
                    "there is no ReLU between layers {learning} and {next} with parameters: the two weighted sums are but one."
                ));
            }
            learning += 1;
            active = false;
        }
        active |= is_activation(layer);
    }
    let Some(last) = found.layers.last() else { return Ok(()) };
    if last.layer == "Softmax" {
        return Err(text!(
            "最后多了一个 Softmax：交叉熵里已经有一个，网络应当以得分结尾。",
            "there is a Softmax at the end: cross-entropy has one already, and a network ends in scores."
        ));
    }
    if active {
        let layer = &last.layer;
        return Err(text!(
            "最后一个有参数的层之后还有 {layer}：得分可以是负数，不要去掉。",
            "after the last layer with parameters comes a {layer}: scores may be negative, keep them."
        ));
    }
    Ok(())
}

/// Whether the poolings are those expected, in order.
fn same_poolings(found: &Summary, expected: &Summary) -> Result<(), String> {
    let found = poolings(found);
    if found == poolings(expected) {
        return Ok(());
    }
    if found.is_empty() {
        return Err(text!("没有池化。", "there is no pooling."));
    }
    let list = found.join(", ");
    Err(text!("池化和要求的不一样，现在是 {list}。", "the poolings are not those asked for, but {list}."))
}

/// Whether inputs are added where they should be.
fn same_shortcuts(found: &Summary, expected: &Summary) -> Result<(), String> {
    let found = shortcuts(found);
    if found == shortcuts(expected) {
        return Ok(());
    }
    match found.as_slice() {
        [] => Err(text!(
            "没有捷径：表里没有 + input (Residual) 这一行。",
            "there is no shortcut: the table has no line + input (Residual)."
        )),
        [after, ..] => Err(text!(
            "捷径的位置或条数不对：第一条加在第 {after} 个有参数的层之后。",
            "a shortcut ends elsewhere, or there are too many: the first is added after layer {after} with parameters."
        )),
    }
}

fn learning(network: &Summary) -> Vec<&LayerSummary> {
    network.layers.iter().filter(|layer| layer.parameters > 0).collect()
}

fn is_activation(layer: &LayerSummary) -> bool {
    ["ReLU", "Sigmoid", "Tanh", "Softmax"].contains(&layer.layer.as_str())
}

/// Kernel and stride; padding shows in the shapes.
fn poolings(network: &Summary) -> Vec<&str> {
    let names = network.layers.iter().map(|layer| layer.layer.as_str());
    let pooling = names.filter(|name| name.contains("Pool"));
    pooling.map(|name| name.split_once(", padding").map_or(name, |(window, _)| window)).collect()
}

/// How many layers with parameters stand before each addition.
fn shortcuts(network: &Summary) -> Vec<usize> {
    let additions = network.layers.iter().enumerate().filter(|(_, layer)| layer.layer.starts_with('+'));
    additions.map(|(at, _)| network.layers[..at].iter().filter(|layer| layer.parameters > 0).count()).collect()
}

fn same_layer(number: usize, found: &LayerSummary, expected: &LayerSummary) -> Result<(), String> {
    let LayerSummary { layer, output_shape: shape, parameters, .. } = found;
    let which = text!(
        "第 {number} 个有参数的层 {layer}，输出 {shape:?}",
        "layer {number} with parameters, {layer}, gives {shape:?}"
    );
    let kind = |layer: &LayerSummary| layer.layer.split(' ').next().map(str::to_owned);
    if kind(found) != kind(expected) {
        return Err(text!("{which}：这里要的是另一种层。", "{which}: another kind of layer is asked for here."));
    }
    if shape[0] != expected.output_shape[0] {
        return Err(text!(
            "{which}：输出的个数（几张图、几个数）和要求的不一样。",
            "{which}: the number of outputs (maps, or numbers) is not the one asked for."
        ));
    }
    if *shape != expected.output_shape {
        return Err(text!(
            "{which}：边长和要求的不一样。看看核、步长、填充和前面的池化。",
            "{which}: the side is not the one asked for. Look at kernel, stride, padding, and the poolings before."
        ));
    }
    if *parameters != expected.parameters {
        return Err(text!(
            "{which}，有 {parameters} 个参数：和要求的不一样。看看核的边长和进来的个数。",
            "{which} and has {parameters} parameters: not as many as asked for. Look at the kernel's side and at what comes in."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::nn::modules::Softmax;
    use shuzi::model::{Conv2d, Digit, Flatten, LeNet5, Linear, MaxPool2d, ReLU, SmallResNet, summary};

    fn lenet() -> Summary {
        summary::<LeNet5, Digit>()
    }

    #[test]
    fn another_grouping_is_the_same_network() {
        type Regrouped = (
            Conv2d<1, 6, 5, 1, 2>,
            (MaxPool2d<2, 2>, ReLU),
            (Conv2d<6, 16, 5>, (ReLU, MaxPool2d<2, 2>)),
            (Flatten, (Linear<400, 120>, ReLU), (Linear<120, 84>, ReLU)),
            (Linear<84, 10>,),
        );
        let found = summary::<Regrouped, Digit>();
        assert_eq!(same_layers(&found, &lenet(), &(0..5)), Ok(()));
        assert_eq!((as_many_layers(&found, &lenet()), same_poolings(&found, &lenet())), (Ok(()), Ok(())));
        assert_eq!(activated(&found), Ok(()));
    }

    #[test]
    fn what_differs_is_told_in_words() {
        type Padded = (
            (Conv2d<1, 6, 5>, MaxPool2d<2, 2>, Conv2d<6, 12, 5>, ReLU, MaxPool2d<2, 2>),
            (Flatten, Linear<192, 120>, ReLU, Linear<120, 84>, ReLU),
            (Linear<84, 10>, Softmax),
        );
        let found = summary::<Padded, Digit>();
        let layer = |index| same_layers(&found, &lenet(), &(index..index + 1)).expect_err("another");
        words::Language::English.within(|| {
            assert!(layer(0).contains("[6, 24, 24]: the side"), "{}", layer(0));
            assert!(layer(1).contains("number of outputs"), "{}", layer(1));
            assert!(layer(2).contains("23160 parameters"), "{}", layer(2));
            assert!(activated(&found).expect_err("one missing").contains("layers 1 and 2"));
            let short = summary::<(Flatten, Linear<784, 10>, Softmax), Digit>();
            assert!(activated(&short).expect_err("Softmax").contains("Softmax at the end"));
            assert!(as_many_layers(&short, &lenet()).expect_err("one").contains("only 1"));
            assert!(same_layers(&short, &lenet(), &(0..5)).expect_err("linear").contains("another kind"));
            assert!(same_poolings(&short, &lenet()).expect_err("none").contains("no pooling"));
            let residual = summary::<SmallResNet, Digit>();
            assert!(same_shortcuts(&lenet(), &residual).expect_err("none").contains("no shortcut"));
            assert_eq!(same_shortcuts(&residual, &residual), Ok(()));
        });
    }
}
