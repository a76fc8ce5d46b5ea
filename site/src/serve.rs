//! Shows the pages on this machine: for looking at them while writing, not for the world.

use std::fs;
use std::path::{Component, Path, PathBuf};
use tiny_http::{Header, Request, Response, Server};
use words::{Outcome, text};

/// Answers requests until the program is stopped.
pub fn serve(folder: &Path, port: u16) -> Outcome<()> {
    let server = Server::http(("127.0.0.1", port)).map_err(|error| {
        text!(
            "端口 {port} 用不了：{error}。换一个：--serve 8001。",
            "Port {port} cannot be used: {error}. Try another: --serve 8001."
        )
    })?;
    println!(
        "{}",
        text!(
            "在浏览器里打开 http://127.0.0.1:{port}/ ；按 Ctrl-C 停止。",
            "Open http://127.0.0.1:{port}/ in a browser; Ctrl-C stops."
        )
    );
    for request in server.incoming_requests() {
        // A browser that went away is no reason to stop.
        let _ = answer(folder, request);
    }
    Ok(())
}

fn answer(folder: &Path, request: Request) -> std::io::Result<()> {
    let file = file_for(folder, request.url()).and_then(|path| Some((fs::read(&path).ok()?, path)));
    let (body, path, status) = match file {
        Some((body, path)) => (body, path, 200),
        None => (missing(folder), PathBuf::from("404.html"), 404),
    };
    let mut response = Response::from_data(body).with_status_code(status);
    for (name, value) in [("Content-Type", content_type(&path)), ("Cache-Control", "no-cache")] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

/// The page for what is not there; its links start from the root wherever it is shown.
fn missing(folder: &Path) -> Vec<u8> {
    let page = fs::read_to_string(folder.join("404.html")).unwrap_or_default();
    page.replacen("<head>", "<head><base href=\"/\">", 1).into_bytes()
}

/// The file that an address means; nothing outside the folder.
fn file_for(folder: &Path, address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next()?.trim_start_matches('/');
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(relative);
    Some(if file.is_dir() { file.join("index.html") } else { file })
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leaves_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        assert_eq!(file_for(path, "/zh/a.html?x#y"), Some(path.join("zh/a.html")));
        assert_eq!(file_for(path, "/"), Some(path.join("index.html")));
        for address in ["/../a", "/zh/../../a", "//../a"] {
            assert_eq!(file_for(path, address), None, "{address}");
        }
    }
}
