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

// the kernel package and the lessons travel inside the extension; tsc does not watch JSON
function pack(script, file) {
  start(process.execPath, script).on('exit', code => {
    if (code === 0) {
      copyFileSync(join(root, 'src', file), join(root, 'lib', file));
    }
  });
}

function packOnChange(folder, ends, script, file) {
  let timer;
  watch(join(root, folder), { recursive: true }, (_event, name) => {
    if (ends.some(end => name?.endsWith(end))) {
      clearTimeout(timer);
      timer = setTimeout(pack, 200, script, file);
    }
  });
}
packOnChange('cellheat/kernel', ['.py'], 'scripts/helper.mjs', 'kernel/helper.json');
packOnChange('notebooks', ['.ipynb', '.toml'], 'scripts/pack.mjs', 'lessons/pack.json');

function stop() {
  children.forEach(child => child.kill());
  process.exit();
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
children.forEach(child => child.on('exit', stop));
