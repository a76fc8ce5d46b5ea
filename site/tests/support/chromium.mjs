// Finds a Chromium or Chrome on this machine. Run by itself it prints the path, or ends with 1.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MACOS = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

const runs = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** `SHUZI_CHROMIUM`, else the first known name on PATH, else where macOS keeps it; undefined if there is none. */
export function findChromium(environment = process.env) {
  if (environment.SHUZI_CHROMIUM) return environment.SHUZI_CHROMIUM;
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).concat(MACOS).find(runs);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = findChromium();
  if (path) console.log(path);
  else process.exitCode = 1;
}
