// Builds again on every change, until interrupted.
import { spawn } from 'node:child_process';
import { copyFileSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const start = (command, ...args) => spawn(command, args, { cwd: root, stdio: 'inherit' });

const children = [
  start(join(root, 'node_modules', '.bin', 'tsc'), '--watch', '--sourceMap'),
  start('jupyter-builder', 'watch', '--development', 'True', '.')
];

// the kernel package travels inside the extension; tsc does not watch JSON
function pack() {
  start(process.execPath, 'scripts/helper.mjs').on('exit', () => {
    const [from, to] = ['src', 'lib'].map(folder => join(root, folder, 'kernel', 'helper.json'));
    copyFileSync(from, to);
  });
}

let timer;
watch(join(root, 'cellheat', 'kernel'), { recursive: true }, (_event, name) => {
  if (name?.endsWith('.py')) {
    clearTimeout(timer);
    timer = setTimeout(pack, 200);
  }
});

function stop() {
  children.forEach(child => child.kill());
  process.exit();
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
children.forEach(child => child.on('exit', stop));
