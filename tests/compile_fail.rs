//! Networks that cannot be trained must not compile, and the message that a learner reads must say what is wrong. (The layers'
//! own messages are tested where the layers are, in `crates/conv`.)

#[test]
fn wrong_networks_do_not_compile_and_say_why() {
    let cases = trybuild::TestCases::new();
    for case in ["first_padding_0_leaves_720_features", "network_without_a_last_layer"] {
        cases.compile_fail(format!("tests/compile_fail/{case}.rs"));
    }
}
