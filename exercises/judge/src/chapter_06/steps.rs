//! 6.1 to 6.3: a step of gradient descent, with and without momentum, and the steps of an epoch.

use ask::chapter_06::{self, Descent, Epoch, State};
use words::Text;

use crate::judge::{Judge, shown};
use crate::near::{all_near, near, same_length};
use crate::typical::{judged, mistakes};

const UPHILL: Text =
    Text::new("走反了：沿着梯度走，损失会变大。", "That is uphill: along the gradient the loss grows.");

pub static STEP: Judge<State, Vec<f32>> = Judge {
    questions: &chapter_06::STEP,
    judge: |(weights, gradient, rate), found| {
        let call = format!("sgd_step(&{}, &{}, {rate:?})", shown(weights), shown(gradient));
        same_length(&call, found.len(), weights.len())?;
        let with = |change: &dyn Fn(f32, f32) -> f32| -> Vec<f32> {
            weights.iter().zip(gradient).map(|(weight, gradient)| change(*weight, *gradient)).collect()
        };
        let is = |change: &dyn Fn(f32, f32) -> f32| all_near(found, &with(change), 1e-4);
        let mistakes = mistakes! {
            is(&|weight, gradient| weight + rate * gradient) => UPHILL;
            is(&|weight, gradient| weight - gradient) =>
                "好像没有用到学习率。", "The learning rate seems not to be used.";
            is(&|_, gradient| -rate * gradient) || is(&|_, gradient| rate * gradient) =>
                "这只是步子：还要从原来的权重走出去。", "That is the step only: it starts from the weight.";
        };
        judged(is(&|weight, gradient| weight - rate * gradient), &call, found, &mistakes)
    },
};

pub static MOMENTUM: Judge<Descent, f32> = Judge {
    questions: &chapter_06::MOMENTUM,
    judge: |(start, gradients, rate, momentum), found| {
        let descend = |step: &dyn Fn(f32, f32) -> f32| {
            let mut velocity = 0.0;
            gradients.iter().fold(*start, |weight, gradient| {
                velocity = step(velocity, *gradient);
                weight - rate * velocity
            })
        };
        let is = |end: f32| near(*found, end, 1e-4);
        let end = descend(&|velocity, gradient| momentum * velocity + gradient);
        let mistakes = mistakes! {
            is(2.0 * start - end) => UPHILL;
            is(descend(&|_, gradient| gradient)) =>
                "好像没有动量：上一步的速度没有留下来。",
                "There seems to be no momentum: the last step's velocity is not kept.";
            is(descend(&|velocity, gradient| velocity + gradient)) =>
                "旧的速度没有乘动量。", "The old velocity is not multiplied by the momentum.";
            is(descend(&|velocity, gradient| momentum * velocity + (1.0 - momentum) * gradient)) =>
                "这是另一种写法：题目里梯度不乘 1 − 动量。",
                "That is another form: in this task the gradient is not multiplied by 1 − momentum.";
            is(descend(&|velocity, gradient| momentum * (velocity + gradient))) =>
                "动量只乘旧的速度，不乘这一步的梯度。",
                "The momentum multiplies the old velocity only, not the step's gradient.";
        };
        let call = format!("with_momentum({start:?}, &{}, {rate:?}, {momentum:?})", shown(gradients));
        judged(is(end), &call, found, &mistakes)
    },
};

pub static STEPS: Judge<Epoch, (usize, usize)> = Judge {
    questions: &chapter_06::STEPS,
    judge: |&[images, batch_size], found| {
        let steps = images.div_ceil(batch_size);
        let last = images - (steps - 1) * batch_size;
        let mistakes = mistakes! {
            found.0 + 1 == steps =>
                "剩下的图片也要用：少了一步。", "The images that are left are used too: one step is missing.";
            found.0 == steps + 1 =>
                "正好分完的时候，没有多出来的一步。", "Where nothing is left, there is no further step.";
            found.0 == steps && found.1 == 0 => "最后一批不会是 0 张。", "The last batch cannot have 0 images.";
            found.0 == steps && found.1 == batch_size =>
                "步数对，最后一批没有这么多张。", "The steps are right, but the last batch has fewer images.";
            found.0 == steps => "步数对，最后一批的张数不对。", "The steps are right, the last batch is not.";
        };
        judged(*found == (steps, last), &format!("steps_of_epoch({images}, {batch_size})"), found, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn a_step_is_right_however_it_is_written() {
        passes(&STEP, |(w, g, rate)| w.iter().zip(g).map(|(w, g)| w - rate * g).collect());
        passes(&STEP, |(weights, gradient, rate)| {
            let mut weights = weights.clone();
            (0..weights.len()).for_each(|i| weights[i] += -gradient[i] * rate);
            weights
        });
        fails(&STEP, |(w, g, rate)| w.iter().zip(g).map(|(w, g)| w + rate * g).collect(), 0.0, ["uphill"]);
        fails(&STEP, |(w, g, _)| w.iter().zip(g).map(|(w, g)| w - g).collect(), 0.0, ["rate seems not"]);
        fails(&STEP, |(_, g, rate)| g.iter().map(|g| rate * g).collect(), 0.0, ["the step only"]);
    }

    fn descend((start, gradients, rate, _): &Descent, step: impl Fn(f32, f32) -> f32) -> f32 {
        let (mut weight, mut velocity) = (*start, 0.0);
        for gradient in gradients {
            velocity = step(velocity, *gradient);
            weight -= rate * velocity;
        }
        weight
    }

    #[test]
    fn momentum_is_right_however_it_is_written() {
        passes(&MOMENTUM, |input| descend(input, |v, g| input.3 * v + g));
        // The velocity with the rate and the sign in it.
        passes(&MOMENTUM, |(start, gradients, rate, momentum)| {
            let (mut weight, mut change) = (*start, 0.0);
            for gradient in gradients {
                change = momentum * change - rate * gradient;
                weight += change;
            }
            weight
        });
        fails(&MOMENTUM, |input| descend(input, |_, g| g), 1.0, ["not kept"]);
        fails(&MOMENTUM, |input| descend(input, |v, g| v + g), 1.0, ["not multiplied by the momentum"]);
        fails(&MOMENTUM, |input| descend(input, |v, g| input.3 * v + (1.0 - input.3) * g), 0.0, ["another form"]);
        fails(&MOMENTUM, |input| 2.0 * input.0 - descend(input, |v, g| input.3 * v + g), 0.0, ["uphill"]);
    }

    #[test]
    fn steps_are_right_however_they_are_counted() {
        passes(&STEPS, |&[n, b]| (n.div_ceil(b), (n - 1) % b + 1));
        passes(&STEPS, |&[n, b]| {
            let images: Vec<usize> = (0..n).collect();
            let batches: Vec<_> = images.chunks(b).collect();
            (batches.len(), batches[batches.len() - 1].len())
        });
        fails(&STEPS, |&[n, b]| (n / b, b), 1.0, ["one step is missing"]);
        fails(&STEPS, |&[n, b]| (n / b + 1, n % b), 2.0, ["no further step"]);
        fails(&STEPS, |&[n, b]| (n.div_ceil(b), n % b), 2.0, ["cannot have 0"]);
    }
}
