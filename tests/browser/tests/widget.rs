//! Runs `widget.mjs` with Node. It needs what `cargo xtask build` (or `cargo xtask widget`) makes, and a browser, which
//! `cargo xtask setup` installs.

use std::path::Path;
use std::process::Command;

#[test]
fn the_widget_in_a_browser() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = folder.join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let built = target.join("edge/widget");
    assert!(built.join("widget.js").is_file(), "{} is not there: run `cargo xtask widget`", built.display());
    let status =
        Command::new("node").arg(folder.join("widget.mjs")).arg(&built).arg(target.join("screenshots")).status()?;
    assert!(status.success(), "the tests named above failed");
    Ok(())
}
