// A static web server for a folder, on a port of this machine that is free.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Serves `root` until `close()`; an unknown address gets `404.html`, as web hosts do. */
export async function serve(root) {
  const server = createServer(async (request, response) => {
    const { status, path } = locate(root, request.url);
    const answer = await read(path).catch(() => null);
    if (answer && status === 200) return send(response, 200, path, answer);
    const missing = join(root, '404.html');
    send(response, 404, missing, await read(missing).catch(() => Buffer.from('not found')));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections?.(); server.close(resolve); }),
  };
}

const read = (path) => readFile(path);

/** The file that an address means; never one outside of `root`. */
function locate(root, url) {
  const { pathname } = new URL(url, 'http://localhost');
  const path = normalize(join(root, decodeURIComponent(pathname)));
  const inside = path === normalize(root) || path.startsWith(normalize(root) + sep) || path === normalize(root + sep);
  return { status: inside ? 200 : 403, path: pathname.endsWith('/') ? join(path, 'index.html') : path };
}

function send(response, status, path, body) {
  response.writeHead(status, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
  response.end(body);
}
