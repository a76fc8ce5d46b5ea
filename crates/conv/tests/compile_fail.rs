//! Networks whose sizes disagree must not compile, and the message must name the two numbers.

#[test]
fn wrong_shapes_do_not_compile_and_say_why() {
    let cases = trybuild::TestCases::new();
    for case in [
        "linear_of_979_features",
        "channels_24_in_one_place",
        "inferred_output_is_checked_too",
        "window_larger_than_the_side",
        "sizes_outside_the_tables",
    ] {
        cases.compile_fail(format!("tests/compile_fail/{case}.rs"));
    }
}
