// Packs the kernel package into src/kernel/helper.json, so that the extension
// can hand it to a kernel whose environment does not have it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'cellheat', 'kernel');
const target = join(root, 'src', 'kernel', 'helper.json');

const paths = readdirSync(source, { recursive: true })
  .map(path => path.split(sep).join('/'))
  .filter(path => path.endsWith('.py'))
  .sort();

const files = {};
const digest = createHash('sha256');
for (const path of paths) {
  // a checkout with other line ends must give the same hash
  files[path] = readFileSync(join(source, path), 'utf8').replace(/\r\n/g, '\n');
  // the zero bytes keep a path and its text apart
  digest.update(`${path}\0${files[path]}\0`, 'utf8');
}

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const text = JSON.stringify({ version, hash: digest.digest('hex'), files }, null, 1) + '\n';

let old = '';
try {
  old = readFileSync(target, 'utf8');
} catch {
  // the first build
}
// a new date on the file would make tsc and watch build again
if (text !== old) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
